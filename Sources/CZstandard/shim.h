#ifndef ORDER_AUDIT_CZSTANDARD_H
#define ORDER_AUDIT_CZSTANDARD_H
#include <zstd.h>
#include <zstd_errors.h>
#endif
