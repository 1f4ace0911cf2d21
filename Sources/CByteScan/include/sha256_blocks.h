// SHA-256's block function with the processor's own instructions, where it has them.
//
// The report's digest is made on the one task that takes results back in order; in portable code it
// was 10 % of all instructions of a run with 2 % of faulty orders (callgrind). The twin is
// `SHA256.State` in ReportWriting.
#ifndef ORDER_AUDIT_SHA256_BLOCKS_H
#define ORDER_AUDIT_SHA256_BLOCKS_H

#include <stddef.h>
#include <stdint.h>

// Whether this processor has the instructions.
int sha256_blocks_available(void);

// Takes `blocks` blocks of 64 bytes into `state` (eight words); only where available.
void sha256_blocks_absorb(uint32_t state[8], const uint8_t *bytes, size_t blocks);

#endif
