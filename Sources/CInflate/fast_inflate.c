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

// Where a member's header is being read.
typedef enum {
  HEADER_FIXED,
  HEADER_EXTRA_COUNT,
  HEADER_EXTRA,
  HEADER_NAME,
  HEADER_COMMENT,
  HEADER_CHECKSUM,
  HEADER_READ,
} header_place;

struct fast_inflate {
  struct inflate_state inflater;
  header_place place;
  // Bytes read of the part of the header that `place` names.
  uint32_t part_offset;
  uint32_t extra_count;
  uint8_t flags;
  // CRC-32 of the header's bytes so far, inverted.
  uint32_t header_crc;
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
  // The library checks checksum and length. It does not read the header: cut into pieces, it takes
  // a good one for damaged, and it lets reserved flags pass.
  state->inflater.crc_flag = ISAL_GZIP_NO_HDR_VER;
  state->place = HEADER_FIXED;
  state->part_offset = 0;
  state->extra_count = 0;
  state->flags = 0;
  state->header_crc = UINT32_MAX;
}

static void add_to_header_crc(fast_inflate *state, uint8_t byte) {
  uint32_t crc = state->header_crc ^ byte;
  for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (crc & 1 ? 0xedb88320u : 0);
  state->header_crc = crc;
}

// Whether the header has the part that `place` names.
static bool has_part(const fast_inflate *state, header_place place) {
  switch (place) {
    case HEADER_EXTRA_COUNT: return state->flags & 0x04;
    case HEADER_EXTRA: return state->extra_count > 0;
    case HEADER_NAME: return state->flags & 0x08;
    case HEADER_COMMENT: return state->flags & 0x10;
    case HEADER_CHECKSUM: return state->flags & 0x02;
    default: return true;
  }
}

static void end_part(fast_inflate *state) {
  do state->place++;
  while (!has_part(state, state->place));
  state->part_offset = 0;
}

// Magic, method and the flags, whose upper three bits are reserved; then time, level and system.
static bool accepts_fixed(fast_inflate *state, uint8_t byte) {
  static const uint8_t masks[] = {0xff, 0xff, 0xff, 0xe0};
  static const uint8_t expected[] = {0x1f, 0x8b, 0x08, 0x00};
  const uint32_t offset = state->part_offset;
  if (offset < sizeof masks && (byte & masks[offset]) != expected[offset]) return false;
  if (offset == 3) state->flags = byte;
  return true;
}

// Takes one byte of the header (RFC 1952); false where it cannot stand there.
static bool accepts_header_byte(fast_inflate *state, uint8_t byte) {
  const uint32_t shift = 8 * (state->part_offset & 1);
  bool is_last = false;
  switch (state->place) {
    case HEADER_FIXED:
      if (!accepts_fixed(state, byte)) return false;
      is_last = state->part_offset == 9;
      break;
    case HEADER_EXTRA_COUNT:
      state->extra_count |= (uint32_t)byte << shift;
      is_last = state->part_offset == 1;
      break;
    case HEADER_EXTRA: is_last = state->part_offset + 1 == state->extra_count; break;
    case HEADER_NAME:
    case HEADER_COMMENT: is_last = byte == 0; break;
    case HEADER_CHECKSUM:
      if (byte != (uint8_t)(~state->header_crc >> shift)) return false;
      is_last = state->part_offset == 1;
      break;
    case HEADER_READ: return true;
  }
  if (state->place != HEADER_CHECKSUM) add_to_header_crc(state, byte);
  state->part_offset++;
  if (is_last) end_part(state);
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
  uint32_t header_count = 0;
  while (state->place != HEADER_READ && header_count < available_in) {
    if (!accepts_header_byte(state, input[header_count++])) {
      return (fast_inflate_step){.consumed = header_count, .outcome = FAST_INFLATE_DAMAGED};
    }
  }
  if (state->place != HEADER_READ) return (fast_inflate_step){.consumed = header_count};
  struct inflate_state *inflater = &state->inflater;
  // The library only reads its input, though it does not say so.
  inflater->next_in = (uint8_t *)input + header_count;
  inflater->avail_in = available_in - header_count;
  inflater->next_out = output;
  inflater->avail_out = available_out;
  const int status = library.inflate(inflater);
  // In damaged headers of blocks the library may count bytes that were never there.
  if (inflater->avail_in > available_in - header_count || inflater->avail_out > available_out) {
    return (fast_inflate_step){.consumed = available_in, .outcome = FAST_INFLATE_DAMAGED};
  }
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
