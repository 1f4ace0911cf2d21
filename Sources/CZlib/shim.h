#ifndef ORDER_AUDIT_CZLIB_H
#define ORDER_AUDIT_CZLIB_H
#include <zlib.h>
#endif
