#ifndef ORDER_AUDIT_CLIBYAML_H
#define ORDER_AUDIT_CLIBYAML_H
#include <yaml.h>
#endif
