// The ends of the cells of a table, 64 bytes at a time: see `byte_scan_table_ends`.
#include "byte_scan.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// One byte of a table after another; false where a closer look is needed.
static int pass_quotes_scalar(const uint8_t *block, uint8_t delimiter, byte_scan_quote_state *state,
                              uint64_t *inside) {
  *inside = 0;
  for (int i = 0; i < 64; i++) {
    uint8_t byte = block[i];
    int is_end = byte == delimiter || byte == '\n';
    if (state->just_closed && byte != '"' && !is_end &&
        !(byte == '\r' && i < 63 && block[i + 1] == '\n'))
      return 0;
    state->just_closed = 0;
    if (byte == '"' && state->is_inside) {
      *state = (byte_scan_quote_state){0, 1, 1};
    } else if (byte == '"') {
      if (!state->may_open) return 0;
      *state = (byte_scan_quote_state){1, 0, 0};
      *inside |= (uint64_t)1 << i;
    } else if (state->is_inside) {
      if (byte == '\n') return 0;
      // As masks have it: a delimiter lets a quote open, which is none inside of quotes.
      state->may_open = is_end;
      *inside |= (uint64_t)1 << i;
    } else {
      state->may_open = is_end;
    }
  }
  return 1;
}

byte_scan_table_counts byte_scan_table_ends_scalar(const uint8_t *bytes, size_t start,
                                                   size_t blocks, uint8_t delimiter,
                                                   byte_scan_quote_state *state, uint32_t *ends,
                                                   uint32_t first_place, uint32_t *row_places) {
  byte_scan_table_counts counts = {0, 0, 0};
  for (; counts.blocks < blocks; counts.blocks++) {
    size_t block = start + counts.blocks * 64;
    byte_scan_quote_state next = *state;
    uint64_t inside;
    if (!pass_quotes_scalar(bytes + block, delimiter, &next, &inside)) return counts;
    *state = next;
    for (size_t i = 0; i < 64; i++) {
      uint32_t index = (uint32_t)(block + i);
      if (inside >> i & 1) continue;
      if (bytes[index] == '\n') {
        row_places[counts.rows++] = first_place + (uint32_t)counts.ends;
        ends[counts.ends++] = index | 0x80000000u;
      } else if (bytes[index] == delimiter) {
        ends[counts.ends++] = index;
      }
    }
  }
  return counts;
}

size_t byte_scan_table_rows_scalar(const uint8_t *bytes, size_t start, size_t blocks,
                                   uint8_t delimiter, byte_scan_quote_state *state,
                                   size_t *next_row) {
  size_t passed = 0;
  for (; passed < blocks; passed++) {
    size_t block = start + passed * 64;
    byte_scan_quote_state next = *state;
    uint64_t inside;
    if (!pass_quotes_scalar(bytes + block, delimiter, &next, &inside)) break;
    *state = next;
    for (size_t i = 0; i < 64; i++)
      if (bytes[block + i] == '\n' && !(inside >> i & 1)) *next_row = block + i + 1;
  }
  return passed;
}

// Checks the quotes of a block against their neighbours; `parity` is their prefix parity. False
// where a closer look is needed, else `inside` is what is inside of quotes (opening ones included).
BYTE_SCAN_INLINE int pass_quotes(byte_scan_table_masks masks, uint64_t parity,
                                 byte_scan_quote_state *state, uint64_t *inside) {
  *inside = parity ^ (0 - (uint64_t)state->is_inside);
  uint64_t separators = masks.delimiters | masks.line_feeds;
  uint64_t closing = masks.quotes & ~*inside;
  uint64_t may_precede = separators | closing;
  uint64_t may_open = may_precede << 1 | state->may_open;
  uint64_t must_follow = closing << 1 | state->just_closed;
  uint64_t may_follow =
      separators | masks.quotes | (masks.carriage_returns & masks.line_feeds >> 1);
  uint64_t illegal = (masks.quotes & *inside & ~may_open) | (must_follow & ~may_follow);
  if ((illegal | (masks.line_feeds & *inside)) != 0) return 0;
  state->is_inside = (uint8_t)(*inside >> 63);
  state->may_open = (uint8_t)(may_precede >> 63);
  state->just_closed = (uint8_t)(closing >> 63);
  return 1;
}

// Writes the ends of one block.
BYTE_SCAN_INLINE void append_ends(uint64_t delimiters, uint64_t line_feeds, uint32_t block,
                                  uint32_t *ends, uint32_t first_place, uint32_t *row_places,
                                  byte_scan_table_counts *counts) {
  uint64_t all = delimiters | line_feeds;
  uint32_t *first = ends + counts->ends;
  uint32_t *next = first;
  for (uint64_t bits = all; bits != 0; bits &= bits - 1)
    *next++ = block + (uint32_t)__builtin_ctzll(bits);
  // Few blocks have more than one row's end.
  for (uint64_t bits = line_feeds; bits != 0; bits &= bits - 1) {
    uint64_t before = (bits & (0 - bits)) - 1;
    size_t place = (size_t)__builtin_popcountll(all & before);
    first[place] |= 0x80000000u;
    row_places[counts->rows++] = first_place + (uint32_t)(counts->ends + place);
  }
  counts->ends += (size_t)(next - first);
}

// The delimiters and line feeds outside of quotes of one block.
typedef struct {
  uint64_t delimiters;
  uint64_t line_feeds;
} block_ends;

// Passes one block; false where a closer look is needed.
BYTE_SCAN_INLINE int pass_block(const uint8_t *block, uint8_t delimiter,
                                byte_scan_quote_state *state, block_ends *ends) {
  byte_scan_table_masks masks = byte_scan_table64(block, delimiter);
  uint64_t inside = 0;
  if ((masks.quotes | state->is_inside | state->just_closed) == 0) {
    state->may_open = (uint8_t)((masks.delimiters | masks.line_feeds) >> 63);
  } else if (!pass_quotes(masks, byte_scan_prefix_parity(masks.quotes), state, &inside)) {
    return 0;
  }
  *ends = (block_ends){masks.delimiters & ~inside, masks.line_feeds & ~inside};
  return 1;
}

#if defined(__x86_64__)

// Whether the processor has what the functions for AVX2 use.
static int has_avx2(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
         __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("pclmul");
}

__attribute__((target("avx2"))) BYTE_SCAN_INLINE uint64_t equal_bits(__m256i low, __m256i high,
                                                                     __m256i byte) {
  uint32_t low_bits = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, byte));
  uint32_t high_bits = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, byte));
  return low_bits | (uint64_t)high_bits << 32;
}

// The same with hardly a branch: ends are written by eights, and a row's place in any case, for the
// numbers of both vary too much to be predicted. What is too much is written over later.
__attribute__((target("bmi,popcnt"))) BYTE_SCAN_INLINE void append_ends_by_eights(
    uint64_t delimiters, uint64_t line_feeds, uint32_t block, uint32_t *ends,
    uint32_t first_place, uint32_t *row_places, byte_scan_table_counts *counts) {
  uint64_t all = delimiters | line_feeds;
  uint32_t *first = ends + counts->ends;
  size_t number = (size_t)__builtin_popcountll(all);
  uint64_t bits = all;
  for (size_t written = 0; written < number; written += 8) {
    for (size_t i = 0; i < 8; i++) {
      first[written + i] = block + (uint32_t)_tzcnt_u64(bits);
      bits = _blsr_u64(bits);
    }
  }
  // Without a line feed this marks nothing, and writes a place that does not count.
  size_t place = (size_t)__builtin_popcountll(all & (_blsmsk_u64(line_feeds) >> 1));
  if (line_feeds == 0) place = number;
  first[place] |= (uint32_t)(line_feeds != 0) << 31;
  row_places[counts->rows] = first_place + (uint32_t)(counts->ends + place);
  counts->rows += line_feeds != 0;
  // Few blocks have more than one row's end.
  for (bits = _blsr_u64(line_feeds); bits != 0; bits = _blsr_u64(bits)) {
    place = (size_t)__builtin_popcountll(all & (_blsmsk_u64(bits) >> 1));
    first[place] |= 0x80000000u;
    row_places[counts->rows++] = first_place + (uint32_t)(counts->ends + place);
  }
  counts->ends += number;
}

__attribute__((target("pclmul"))) BYTE_SCAN_INLINE uint64_t prefix_parity_pclmul(uint64_t bits) {
  __m128i product =
      _mm_clmulepi64_si128(_mm_cvtsi64_si128((long long)bits), _mm_set1_epi8((char)0xFF), 0);
  return (uint64_t)_mm_cvtsi128_si64(product);
}

typedef struct {
  __m256i quotes, delimiters, line_feeds, carriage_returns;
} table_bytes_avx2;

__attribute__((target("avx2"))) BYTE_SCAN_INLINE table_bytes_avx2 table_bytes(uint8_t delimiter) {
  return (table_bytes_avx2){_mm256_set1_epi8('"'), _mm256_set1_epi8((char)delimiter),
                            _mm256_set1_epi8('\n'), _mm256_set1_epi8('\r')};
}

// Passes one block; false where a closer look is needed.
__attribute__((target("avx2,pclmul"))) BYTE_SCAN_INLINE int pass_block_avx2(
    const uint8_t *block, table_bytes_avx2 wanted, byte_scan_quote_state *state,
    block_ends *ends) {
  __m256i low = _mm256_loadu_si256((const __m256i *)block);
  __m256i high = _mm256_loadu_si256((const __m256i *)(block + 32));
  byte_scan_table_masks masks = {equal_bits(low, high, wanted.quotes),
                                 equal_bits(low, high, wanted.delimiters),
                                 equal_bits(low, high, wanted.line_feeds), 0};
  uint64_t inside = 0;
  if ((masks.quotes | state->is_inside | state->just_closed) == 0) {
    state->may_open = (uint8_t)((masks.delimiters | masks.line_feeds) >> 63);
  } else {
    masks.carriage_returns = equal_bits(low, high, wanted.carriage_returns);
    if (!pass_quotes(masks, prefix_parity_pclmul(masks.quotes), state, &inside)) return 0;
  }
  *ends = (block_ends){masks.delimiters & ~inside, masks.line_feeds & ~inside};
  return 1;
}

__attribute__((target("avx2,bmi,popcnt,pclmul"))) static byte_scan_table_counts table_ends_avx2(
    const uint8_t *bytes, size_t start, size_t blocks, uint8_t delimiter,
    byte_scan_quote_state *state, uint32_t *ends, uint32_t first_place, uint32_t *row_places) {
  const table_bytes_avx2 wanted = table_bytes(delimiter);
  byte_scan_table_counts counts = {0, 0, 0};
  byte_scan_quote_state now = *state;
  for (; counts.blocks < blocks; counts.blocks++) {
    size_t block = start + counts.blocks * 64;
    block_ends found;
    if (!pass_block_avx2(bytes + block, wanted, &now, &found)) break;
    append_ends_by_eights(found.delimiters, found.line_feeds, (uint32_t)block, ends, first_place,
                          row_places, &counts);
  }
  *state = now;
  return counts;
}

__attribute__((target("avx2,bmi,popcnt,pclmul"))) static size_t table_rows_avx2(
    const uint8_t *bytes, size_t start, size_t blocks, uint8_t delimiter,
    byte_scan_quote_state *state, size_t *next_row) {
  const table_bytes_avx2 wanted = table_bytes(delimiter);
  byte_scan_quote_state now = *state;
  size_t passed = 0;
  for (; passed < blocks; passed++) {
    size_t block = start + passed * 64;
    block_ends found;
    if (!pass_block_avx2(bytes + block, wanted, &now, &found)) break;
    if (found.line_feeds != 0)
      *next_row = block + 64 - (size_t)__builtin_clzll(found.line_feeds);
  }
  *state = now;
  return passed;
}

#endif

byte_scan_table_counts byte_scan_table_ends(const uint8_t *bytes, size_t start, size_t blocks,
                                            uint8_t delimiter, byte_scan_quote_state *state,
                                            uint32_t *ends, uint32_t first_place,
                                            uint32_t *row_places) {
#if defined(__x86_64__)
  if (has_avx2())
    return table_ends_avx2(bytes, start, blocks, delimiter, state, ends, first_place, row_places);
#endif
  byte_scan_table_counts counts = {0, 0, 0};
  for (; counts.blocks < blocks; counts.blocks++) {
    size_t block = start + counts.blocks * 64;
    block_ends found;
    if (!pass_block(bytes + block, delimiter, state, &found)) break;
    append_ends(found.delimiters, found.line_feeds, (uint32_t)block, ends, first_place, row_places,
                &counts);
  }
  return counts;
}

size_t byte_scan_table_rows(const uint8_t *bytes, size_t start, size_t blocks, uint8_t delimiter,
                            byte_scan_quote_state *state, size_t *next_row) {
#if defined(__x86_64__)
  if (has_avx2()) return table_rows_avx2(bytes, start, blocks, delimiter, state, next_row);
#endif
  size_t passed = 0;
  for (; passed < blocks; passed++) {
    size_t block = start + passed * 64;
    block_ends found;
    if (!pass_block(bytes + block, delimiter, state, &found)) break;
    if (found.line_feeds != 0)
      *next_row = block + 64 - (size_t)__builtin_clzll(found.line_feeds);
  }
  return passed;
}
