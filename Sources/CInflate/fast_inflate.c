#include "fast_inflate.h"

#if defined(__has_include)
#if __has_include(<isa-l/igzip_lib.h>)
#define HAS_ISAL_HEADER 1
#endif
#endif

#ifdef HAS_ISAL_HEADER

#include <dlfcn.h>
#include <isa-l/igzip_lib.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct fast_inflate {
  struct inflate_state inflater;
  // Bytes of the member's fixed header that were looked at.
  size_t header_offset;
};

// The three functions in use, as the library gives them.
static struct {
  void (*init)(struct inflate_state *);
  void (*reset)(struct inflate_state *);
  int (*inflate)(struct inflate_state *);
  bool is_usable;
} library;

static pthread_once_t library_once = PTHREAD_ONCE_INIT;

// "order-audit" as a gzip member.
static const uint8_t known_member[] = {
  0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03,
  0xcb, 0x2f, 0x4a, 0x49, 0x2d, 0xd2, 0x4d, 0x2c, 0x4d, 0xc9, 0x2c, 0x01,
  0x00, 0x4e, 0x27, 0x6c, 0x57, 0x0b, 0x00, 0x00, 0x00,
};
static const char known_text[] = "order-audit";

static void begin(fast_inflate *state) {
  library.reset(&state->inflater);
  // Header, checksum and length are the library's work.
  state->inflater.crc_flag = ISAL_GZIP;
  state->header_offset = 0;
}

// The library waits for a whole header and lets reserved flags pass; zlib refuses the first wrong byte.
static bool accepts_header(fast_inflate *state, const uint8_t *input, size_t input_count) {
  static const uint8_t masks[] = {0xff, 0xff, 0xff, 0xe0};
  static const uint8_t expected[] = {0x1f, 0x8b, 0x08, 0x00};
  for (size_t i = 0; i < input_count && state->header_offset < sizeof masks; i++) {
    if ((input[i] & masks[state->header_offset]) != expected[state->header_offset]) return false;
    state->header_offset++;
  }
  return true;
}

static fast_inflate *create(void) {
  fast_inflate *state = malloc(sizeof *state);
  if (state == NULL) return NULL;
  library.init(&state->inflater);
  begin(state);
  return state;
}

static fast_inflate_step run(fast_inflate *state, const uint8_t *input, size_t input_count,
                             uint8_t *output, size_t output_count) {
  // The library counts in 32 bits; what does not fit waits for the next step.
  const uint32_t available_in = input_count > UINT32_MAX ? UINT32_MAX : (uint32_t)input_count;
  const uint32_t available_out = output_count > UINT32_MAX ? UINT32_MAX : (uint32_t)output_count;
  struct inflate_state *inflater = &state->inflater;
  if (!accepts_header(state, input, available_in)) {
    return (fast_inflate_step){.outcome = FAST_INFLATE_DAMAGED};
  }
  // The library only reads its input, though it does not say so.
  inflater->next_in = (uint8_t *)input;
  inflater->avail_in = available_in;
  inflater->next_out = output;
  inflater->avail_out = available_out;
  const int status = library.inflate(inflater);
  fast_inflate_step step = {
    .consumed = available_in - inflater->avail_in,
    .produced = available_out - inflater->avail_out,
    .outcome = FAST_INFLATE_MORE,
  };
  // Above 0 are requests for input or room.
  if (status < 0 || status == ISAL_NEED_DICT) {
    step.outcome = FAST_INFLATE_DAMAGED;
  } else if (inflater->block_state == ISAL_BLOCK_FINISH) {
    step.outcome = FAST_INFLATE_MEMBER_END;
  }
  return step;
}

// A library of another layout than the header's would fail here and not in the middle of an export.
static bool inflates_known_member(void) {
  fast_inflate *state = create();
  if (state == NULL) return false;
  uint8_t output[64] = {0};
  const fast_inflate_step step =
    run(state, known_member, sizeof known_member, output, sizeof output);
  free(state);
  return step.outcome == FAST_INFLATE_MEMBER_END && step.consumed == sizeof known_member
         && step.produced == strlen(known_text) && memcmp(output, known_text, step.produced) == 0;
}

static void load_library(void) {
  void *handle = dlopen("libisal.so.2", RTLD_NOW | RTLD_LOCAL);
  if (handle == NULL) return;
  *(void **)&library.init = dlsym(handle, "isal_inflate_init");
  *(void **)&library.reset = dlsym(handle, "isal_inflate_reset");
  *(void **)&library.inflate = dlsym(handle, "isal_inflate");
  library.is_usable = library.init != NULL && library.reset != NULL && library.inflate != NULL
                      && inflates_known_member();
}

bool fast_inflate_is_available(void) {
  pthread_once(&library_once, load_library);
  return library.is_usable;
}

fast_inflate *fast_inflate_create(void) { return fast_inflate_is_available() ? create() : NULL; }

void fast_inflate_destroy(fast_inflate *state) { free(state); }

void fast_inflate_begin_member(fast_inflate *state) { begin(state); }

fast_inflate_step fast_inflate_run(fast_inflate *state, const uint8_t *input, size_t input_count,
                                   uint8_t *output, size_t output_count) {
  return run(state, input, input_count, output, output_count);
}

#else

bool fast_inflate_is_available(void) { return false; }

fast_inflate *fast_inflate_create(void) { return NULL; }

void fast_inflate_destroy(fast_inflate *state) { (void)state; }

void fast_inflate_begin_member(fast_inflate *state) { (void)state; }

fast_inflate_step fast_inflate_run(fast_inflate *state, const uint8_t *input, size_t input_count,
                                   uint8_t *output, size_t output_count) {
  (void)state, (void)input, (void)input_count, (void)output, (void)output_count;
  return (fast_inflate_step){.outcome = FAST_INFLATE_DAMAGED};
}

#endif
