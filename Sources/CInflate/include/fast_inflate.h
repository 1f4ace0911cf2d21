// gzip members inflated by isa-l, about three times as fast as zlib does it; optional.
//
// The library is looked for when the program runs, so that one program serves systems with and
// without it. Built without isa-l's header, or run without its library, all of this says "not
// available" and the caller uses zlib. Nothing here knows of what stands between members; that is
// the caller's.
#ifndef ORDER_AUDIT_FAST_INFLATE_H
#define ORDER_AUDIT_FAST_INFLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct fast_inflate fast_inflate;

typedef enum {
  // More input or more room for output is needed.
  FAST_INFLATE_MORE,
  // The member ended; its checksum and its length are right.
  FAST_INFLATE_MEMBER_END,
  // The member is damaged; what was produced before is good.
  FAST_INFLATE_DAMAGED,
} fast_inflate_outcome;

typedef struct {
  size_t consumed;
  size_t produced;
  fast_inflate_outcome outcome;
} fast_inflate_step;

// Whether the library is there and inflates a known member rightly. May be called from any thread.
bool fast_inflate_is_available(void);

// NULL where it is not available or there is no memory for it.
fast_inflate *fast_inflate_create(void);

void fast_inflate_destroy(fast_inflate *state);

// Forgets all that was inflated; the next input begins with a gzip header.
void fast_inflate_begin_member(fast_inflate *state);

// Takes from `input` and writes to `output` what it can. Not to be called after the end of a
// member, or after damage, before `fast_inflate_begin_member`.
fast_inflate_step fast_inflate_run(fast_inflate *state, const uint8_t *input, size_t input_count,
                                   uint8_t *output, size_t output_count);

#endif
