// Inlined SIMD helpers for the readers of ExportReading.
//
// Swift has no movemask, so the few loops that need one are here. Every helper has a scalar twin
// (`…_scalar`) with the same result; tests hold both equal on random bytes. The helpers that read
// whole blocks read past the bytes they are asked about: callers pass buffers with at least
// BYTE_SCAN_PADDING readable bytes after the last one.
#ifndef ORDER_AUDIT_BYTE_SCAN_H
#define ORDER_AUDIT_BYTE_SCAN_H

#include <stddef.h>
#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#define BYTE_SCAN_PADDING 64
#define BYTE_SCAN_INLINE static inline __attribute__((always_inline))

// One bit per byte of a 64-byte block, bit 0 for the first byte.
typedef struct {
  uint64_t quotes;
  uint64_t delimiters;
  uint64_t line_feeds;
  uint64_t carriage_returns;
} byte_scan_table_masks;

// ---- scalar twins -------------------------------------------------------------------------------

static inline uint64_t byte_scan_equal64_scalar(const uint8_t *bytes, uint8_t byte) {
  uint64_t mask = 0;
  for (int i = 0; i < 64; i++) mask |= (uint64_t)(bytes[i] == byte) << i;
  return mask;
}

// Bytes that end a run of plain JSON string text: quote, backslash, control characters.
static inline uint32_t byte_scan_string_stops16_scalar(const uint8_t *bytes) {
  uint32_t mask = 0;
  for (int i = 0; i < 16; i++)
    mask |= (uint32_t)(bytes[i] == '"' || bytes[i] == '\\' || bytes[i] < 0x20) << i;
  return mask;
}

// Bytes that end a run of plain XML text: `<`, `&`, `]` (of `]]>`), control characters, and the
// lead byte of the noncharacters U+FFFE and U+FFFF.
static inline uint32_t byte_scan_markup_stops16_scalar(const uint8_t *bytes) {
  uint32_t mask = 0;
  for (int i = 0; i < 16; i++)
    mask |= (uint32_t)(bytes[i] == '<' || bytes[i] == '&' || bytes[i] == ']' || bytes[i] < 0x20 ||
                       bytes[i] == 0xEF)
            << i;
  return mask;
}

static inline uint32_t byte_scan_equal16_scalar(const uint8_t *bytes, uint8_t byte) {
  uint32_t mask = 0;
  for (int i = 0; i < 16; i++) mask |= (uint32_t)(bytes[i] == byte) << i;
  return mask;
}

static inline byte_scan_table_masks byte_scan_table64_scalar(const uint8_t *bytes,
                                                             uint8_t delimiter) {
  byte_scan_table_masks masks = {
      byte_scan_equal64_scalar(bytes, '"'), byte_scan_equal64_scalar(bytes, delimiter),
      byte_scan_equal64_scalar(bytes, '\n'), byte_scan_equal64_scalar(bytes, '\r')};
  return masks;
}

// Every bit is the parity of itself and all lower bits: 1 between an opening and a closing quote.
BYTE_SCAN_INLINE uint64_t byte_scan_prefix_parity(uint64_t bits) {
  bits ^= bits << 1;
  bits ^= bits << 2;
  bits ^= bits << 4;
  bits ^= bits << 8;
  bits ^= bits << 16;
  bits ^= bits << 32;
  return bits;
}

// Begins to load what `address` points to into the cache; a hint, so no address is wrong. Where the
// compiler has no such thing it is nothing.
BYTE_SCAN_INLINE void byte_scan_prefetch(const void *address) {
#if defined(__GNUC__)
  __builtin_prefetch(address);
#else
  (void)address;
#endif
}

// One bit for each of the 32 bytes at `left` and `right` that are the same.
static inline uint32_t byte_scan_same32_scalar(const uint8_t *left, const uint8_t *right) {
  uint32_t mask = 0;
  for (int i = 0; i < 32; i++) mask |= (uint32_t)(left[i] == right[i]) << i;
  return mask;
}

// ---- SIMD ---------------------------------------------------------------------------------------

#if defined(__SSE2__)

BYTE_SCAN_INLINE uint32_t byte_scan_equal16(const uint8_t *bytes, uint8_t byte) {
  __m128i block = _mm_loadu_si128((const __m128i *)bytes);
  return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(block, _mm_set1_epi8((char)byte)));
}

BYTE_SCAN_INLINE uint32_t byte_scan_string_stops16(const uint8_t *bytes) {
  __m128i block = _mm_loadu_si128((const __m128i *)bytes);
  __m128i quote = _mm_cmpeq_epi8(block, _mm_set1_epi8('"'));
  __m128i backslash = _mm_cmpeq_epi8(block, _mm_set1_epi8('\\'));
  // Unsigned "less than 0x20": the smaller of the byte and 0x1F is the byte itself.
  __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(block, _mm_set1_epi8(0x1F)), block);
  return (uint32_t)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quote, backslash), control));
}

BYTE_SCAN_INLINE uint32_t byte_scan_markup_stops16(const uint8_t *bytes) {
  __m128i block = _mm_loadu_si128((const __m128i *)bytes);
  __m128i open = _mm_cmpeq_epi8(block, _mm_set1_epi8('<'));
  __m128i reference = _mm_cmpeq_epi8(block, _mm_set1_epi8('&'));
  __m128i bracket = _mm_cmpeq_epi8(block, _mm_set1_epi8(']'));
  __m128i lead = _mm_cmpeq_epi8(block, _mm_set1_epi8((char)0xEF));
  __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(block, _mm_set1_epi8(0x1F)), block);
  __m128i stops = _mm_or_si128(_mm_or_si128(open, reference), _mm_or_si128(bracket, lead));
  return (uint32_t)_mm_movemask_epi8(_mm_or_si128(stops, control));
}

BYTE_SCAN_INLINE uint64_t byte_scan_equal64(const uint8_t *bytes, uint8_t byte) {
  return (uint64_t)byte_scan_equal16(bytes, byte) |
         (uint64_t)byte_scan_equal16(bytes + 16, byte) << 16 |
         (uint64_t)byte_scan_equal16(bytes + 32, byte) << 32 |
         (uint64_t)byte_scan_equal16(bytes + 48, byte) << 48;
}

BYTE_SCAN_INLINE uint32_t byte_scan_same32(const uint8_t *left, const uint8_t *right) {
  __m128i first = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)left),
                                 _mm_loadu_si128((const __m128i *)right));
  __m128i second = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(left + 16)),
                                  _mm_loadu_si128((const __m128i *)(right + 16)));
  return (uint32_t)_mm_movemask_epi8(first) | (uint32_t)_mm_movemask_epi8(second) << 16;
}

#elif defined(__aarch64__)

// One bit per byte from a comparison result: keep one bit of each byte, then add neighbours.
BYTE_SCAN_INLINE uint64_t byte_scan_neon_bits64(uint8x16_t a, uint8x16_t b, uint8x16_t c,
                                                uint8x16_t d) {
  const uint8x16_t weights = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  uint8x16_t ab = vpaddq_u8(vandq_u8(a, weights), vandq_u8(b, weights));
  uint8x16_t cd = vpaddq_u8(vandq_u8(c, weights), vandq_u8(d, weights));
  uint8x16_t abcd = vpaddq_u8(ab, cd);
  abcd = vpaddq_u8(abcd, abcd);
  return vgetq_lane_u64(vreinterpretq_u64_u8(abcd), 0);
}

BYTE_SCAN_INLINE uint32_t byte_scan_neon_bits16(uint8x16_t a) {
  uint8x16_t none = vdupq_n_u8(0);
  return (uint32_t)(byte_scan_neon_bits64(a, none, none, none) & 0xFFFF);
}

BYTE_SCAN_INLINE uint32_t byte_scan_equal16(const uint8_t *bytes, uint8_t byte) {
  return byte_scan_neon_bits16(vceqq_u8(vld1q_u8(bytes), vdupq_n_u8(byte)));
}

BYTE_SCAN_INLINE uint32_t byte_scan_string_stops16(const uint8_t *bytes) {
  uint8x16_t block = vld1q_u8(bytes);
  uint8x16_t stops = vorrq_u8(vceqq_u8(block, vdupq_n_u8('"')), vceqq_u8(block, vdupq_n_u8('\\')));
  return byte_scan_neon_bits16(vorrq_u8(stops, vcltq_u8(block, vdupq_n_u8(0x20))));
}

BYTE_SCAN_INLINE uint32_t byte_scan_markup_stops16(const uint8_t *bytes) {
  uint8x16_t block = vld1q_u8(bytes);
  uint8x16_t stops = vorrq_u8(
      vorrq_u8(vceqq_u8(block, vdupq_n_u8('<')), vceqq_u8(block, vdupq_n_u8('&'))),
      vorrq_u8(vceqq_u8(block, vdupq_n_u8(']')), vceqq_u8(block, vdupq_n_u8(0xEF))));
  return byte_scan_neon_bits16(vorrq_u8(stops, vcltq_u8(block, vdupq_n_u8(0x20))));
}

BYTE_SCAN_INLINE uint64_t byte_scan_equal64(const uint8_t *bytes, uint8_t byte) {
  uint8x16_t wanted = vdupq_n_u8(byte);
  return byte_scan_neon_bits64(
      vceqq_u8(vld1q_u8(bytes), wanted), vceqq_u8(vld1q_u8(bytes + 16), wanted),
      vceqq_u8(vld1q_u8(bytes + 32), wanted), vceqq_u8(vld1q_u8(bytes + 48), wanted));
}

BYTE_SCAN_INLINE uint32_t byte_scan_same32(const uint8_t *left, const uint8_t *right) {
  uint8x16_t none = vdupq_n_u8(0);
  return (uint32_t)byte_scan_neon_bits64(vceqq_u8(vld1q_u8(left), vld1q_u8(right)),
                                         vceqq_u8(vld1q_u8(left + 16), vld1q_u8(right + 16)), none,
                                         none);
}

#else

BYTE_SCAN_INLINE uint32_t byte_scan_same32(const uint8_t *left, const uint8_t *right) {
  return byte_scan_same32_scalar(left, right);
}
BYTE_SCAN_INLINE uint32_t byte_scan_equal16(const uint8_t *bytes, uint8_t byte) {
  return byte_scan_equal16_scalar(bytes, byte);
}
BYTE_SCAN_INLINE uint32_t byte_scan_string_stops16(const uint8_t *bytes) {
  return byte_scan_string_stops16_scalar(bytes);
}
BYTE_SCAN_INLINE uint32_t byte_scan_markup_stops16(const uint8_t *bytes) {
  return byte_scan_markup_stops16_scalar(bytes);
}
BYTE_SCAN_INLINE uint64_t byte_scan_equal64(const uint8_t *bytes, uint8_t byte) {
  return byte_scan_equal64_scalar(bytes, byte);
}

#endif

BYTE_SCAN_INLINE byte_scan_table_masks byte_scan_table64(const uint8_t *bytes, uint8_t delimiter) {
  byte_scan_table_masks masks = {
      byte_scan_equal64(bytes, '"'), byte_scan_equal64(bytes, delimiter),
      byte_scan_equal64(bytes, '\n'), byte_scan_equal64(bytes, '\r')};
  return masks;
}

// ---- rows of cells ------------------------------------------------------------------------------

// One bit per cell of a row, bit 0 for the first.
typedef struct {
  uint64_t filled;    // the cell has at least one byte
  uint64_t row_ends;  // the row ends with the cell
} byte_scan_row_masks;

// What the cells are whose ends are `ends[0 ..< count]`, at most 64. An end is the index of the
// byte after its cell; the top bit marks a row's end; `ends[-1]` is the end of the cell before.
static inline byte_scan_row_masks byte_scan_row_scalar(const uint32_t *ends, size_t count) {
  byte_scan_row_masks masks = {0, 0};
  for (size_t i = 0; i < count; i++) {
    uint32_t distance = (ends[i] - ends[(ptrdiff_t)i - 1]) & 0x7FFFFFFFu;
    masks.filled |= (uint64_t)(distance != 1) << i;
    masks.row_ends |= (uint64_t)(ends[i] >> 31) << i;
  }
  return masks;
}

// The same; reads up to three words after the last.
BYTE_SCAN_INLINE byte_scan_row_masks byte_scan_row(const uint32_t *ends, size_t count) {
#if defined(__SSE2__)
  byte_scan_row_masks masks = {0, 0};
  const __m128i one = _mm_set1_epi32(1);
  const __m128i low_bits = _mm_set1_epi32(0x7FFFFFFF);
  for (size_t i = 0; i < count; i += 4) {
    __m128i here = _mm_loadu_si128((const __m128i *)(ends + i));
    __m128i before = _mm_loadu_si128((const __m128i *)(ends + (ptrdiff_t)i - 1));
    __m128i empty = _mm_cmpeq_epi32(_mm_and_si128(_mm_sub_epi32(here, before), low_bits), one);
    masks.filled |= (uint64_t)(~_mm_movemask_ps(_mm_castsi128_ps(empty)) & 15) << i;
    masks.row_ends |= (uint64_t)_mm_movemask_ps(_mm_castsi128_ps(here)) << i;
  }
  uint64_t wanted = count >= 64 ? UINT64_MAX : ((uint64_t)1 << count) - 1;
  masks.filled &= wanted;
  masks.row_ends &= wanted;
  return masks;
#else
  return byte_scan_row_scalar(ends, count);
#endif
}

// ---- ends of cells ------------------------------------------------------------------------------

// How much of a table was indexed.
typedef struct {
  size_t blocks;  // of 64 bytes, passed
  size_t ends;    // written
  size_t rows;    // ended
} byte_scan_table_counts;

// What the bytes before a block of a table leave for it.
typedef struct {
  uint8_t is_inside;    // 1 where the next byte is inside quotes, else 0
  uint8_t may_open;     // 1 where the byte before lets a quote open: a delimiter, line feed,
                        // closing quote, or none
  uint8_t just_closed;  // 1 where the byte before is a closing quote
} byte_scan_quote_state;

// Writes the ends of the cells in `bytes[start ..< start + 64 * blocks]`, up to the first block
// that needs a closer look: one where a quote, or the byte after a closing one, breaks the grammar
// (or is a carriage return whose line feed is not in the block), or with a line feed inside quotes.
//
// An end is the index of a delimiter or line feed outside of quotes, with the top bit set for line
// feeds; and of each such line feed its place, `first_place` for the first end, goes to
// `row_places`. Both have room for one word per byte and one more; what stands behind the last is
// undefined. `state` is that before the first block, and becomes that before the first one that was
// not passed.
byte_scan_table_counts byte_scan_table_ends(const uint8_t *bytes, size_t start, size_t blocks,
                                            uint8_t delimiter, byte_scan_quote_state *state,
                                            uint32_t *ends, uint32_t first_place,
                                            uint32_t *row_places);
byte_scan_table_counts byte_scan_table_ends_scalar(const uint8_t *bytes, size_t start,
                                                   size_t blocks, uint8_t delimiter,
                                                   byte_scan_quote_state *state, uint32_t *ends,
                                                   uint32_t first_place, uint32_t *row_places);

// Passes over as many blocks of `bytes[start ..< start + 64 * blocks]` as `byte_scan_table_ends`
// does, with the same `state`, and returns how many. `next_row` becomes the index after the last
// line feed outside of quotes in them; it stays as it is where there is none.
size_t byte_scan_table_rows(const uint8_t *bytes, size_t start, size_t blocks, uint8_t delimiter,
                            byte_scan_quote_state *state, size_t *next_row);
size_t byte_scan_table_rows_scalar(const uint8_t *bytes, size_t start, size_t blocks,
                                   uint8_t delimiter, byte_scan_quote_state *state,
                                   size_t *next_row);

// ---- whole buffers, out of line -----------------------------------------------------------------

// The length of the longest prefix of `bytes` that is valid UTF-8 (RFC 3629: no overlong forms, no
// surrogates, nothing beyond U+10FFFF); `count` when all of it is. A sequence cut by the end is
// invalid.
size_t byte_scan_valid_utf8_prefix(const uint8_t *bytes, size_t count);
size_t byte_scan_valid_utf8_prefix_scalar(const uint8_t *bytes, size_t count);

// How many bytes equal `byte`.
size_t byte_scan_count(const uint8_t *bytes, size_t count, uint8_t byte);
size_t byte_scan_count_scalar(const uint8_t *bytes, size_t count, uint8_t byte);

// The offset of the first byte equal to `byte`, or `count` when there is none.
size_t byte_scan_first(const uint8_t *bytes, size_t count, uint8_t byte);

// The offset of the last byte equal to `byte`, or `count` when there is none.
size_t byte_scan_last(const uint8_t *bytes, size_t count, uint8_t byte);

#endif
