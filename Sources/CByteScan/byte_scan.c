#define _GNU_SOURCE
#include "byte_scan.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// ---- UTF-8 --------------------------------------------------------------------------------------

// Length of the valid sequence at `bytes`, 0 when there is none. Table 3-7 of the Unicode standard.
static size_t sequence_length(const uint8_t *bytes, size_t count) {
  uint8_t first = bytes[0];
  if (first < 0x80) return 1;
  if (first < 0xC2) return 0;
  if (first < 0xE0) return count >= 2 && (bytes[1] & 0xC0) == 0x80 ? 2 : 0;
  if (first < 0xF0) {
    if (count < 3 || (bytes[1] & 0xC0) != 0x80 || (bytes[2] & 0xC0) != 0x80) return 0;
    if (first == 0xE0 && bytes[1] < 0xA0) return 0;
    if (first == 0xED && bytes[1] > 0x9F) return 0;
    return 3;
  }
  if (first > 0xF4 || count < 4) return 0;
  if ((bytes[1] & 0xC0) != 0x80 || (bytes[2] & 0xC0) != 0x80 || (bytes[3] & 0xC0) != 0x80) return 0;
  if (first == 0xF0 && bytes[1] < 0x90) return 0;
  if (first == 0xF4 && bytes[1] > 0x8F) return 0;
  return 4;
}

size_t byte_scan_valid_utf8_prefix_scalar(const uint8_t *bytes, size_t count) {
  size_t offset = 0;
  while (offset < count) {
    size_t length = sequence_length(bytes + offset, count - offset);
    if (length == 0) return offset;
    offset += length;
  }
  return count;
}

#if defined(__x86_64__)

// Classifies each pair of neighbouring bytes by three nibble look-ups whose intersection is empty
// for legal pairs, and checks third and fourth bytes apart (Keiser and Lemire, "Validating UTF-8 in
// less than one instruction per byte", 2020). The error bits of the three tables:
enum {
  TOO_SHORT = 1 << 0,       // lead byte followed by ASCII or another lead byte
  TOO_LONG = 1 << 1,        // ASCII followed by a continuation byte
  OVERLONG_3 = 1 << 2,      // E0 followed by 80..9F
  TOO_LARGE = 1 << 3,       // F4 followed by 90..BF, or F5..FF
  SURROGATE = 1 << 4,       // ED followed by A0..BF
  OVERLONG_2 = 1 << 5,      // C0, C1
  TOO_LARGE_1000 = 1 << 6,  // F5..FF followed by 80..8F; shares its bit with OVERLONG_4
  OVERLONG_4 = 1 << 6,      // F0 followed by 80..8F
  TWO_CONTINUATIONS = 1 << 7
};

__attribute__((target("avx2"))) static __m256i previous_bytes(__m256i block, __m256i before,
                                                              int distance) {
  __m256i joined = _mm256_permute2x128_si256(before, block, 0x21);
  switch (distance) {
    case 1: return _mm256_alignr_epi8(block, joined, 15);
    case 2: return _mm256_alignr_epi8(block, joined, 14);
    default: return _mm256_alignr_epi8(block, joined, 13);
  }
}

__attribute__((target("avx2"))) static __m256i table_of(const uint8_t *table) {
  return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)table));
}

static const uint8_t first_high_table[16] = {
    TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG,
    TWO_CONTINUATIONS, TWO_CONTINUATIONS, TWO_CONTINUATIONS, TWO_CONTINUATIONS,
    TOO_SHORT | OVERLONG_2, TOO_SHORT, TOO_SHORT | OVERLONG_3 | SURROGATE,
    TOO_SHORT | TOO_LARGE | TOO_LARGE_1000 | OVERLONG_4};

#define CARRY (TOO_SHORT | TOO_LONG | TWO_CONTINUATIONS)
static const uint8_t first_low_table[16] = {
    CARRY | OVERLONG_2 | OVERLONG_3 | OVERLONG_4, CARRY | OVERLONG_2, CARRY, CARRY,
    CARRY | TOO_LARGE, CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000,
    CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000,
    CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000,
    CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000,
    CARRY | TOO_LARGE | TOO_LARGE_1000 | SURROGATE, CARRY | TOO_LARGE | TOO_LARGE_1000,
    CARRY | TOO_LARGE | TOO_LARGE_1000};

#define CONTINUATION (TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS)
static const uint8_t second_high_table[16] = {
    TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
    CONTINUATION | OVERLONG_3 | TOO_LARGE_1000 | OVERLONG_4, CONTINUATION | OVERLONG_3 | TOO_LARGE,
    CONTINUATION | SURROGATE | TOO_LARGE, CONTINUATION | SURROGATE | TOO_LARGE,
    TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT};

// Whether every 32-byte block of `bytes[0 ..< blocks * 32]` is valid; a sequence may be open at the
// end.
__attribute__((target("avx2"))) static int blocks_are_valid(const uint8_t *bytes, size_t blocks) {
  const __m256i low_nibbles = _mm256_set1_epi8(0x0F);
  const __m256i high_table = table_of(first_high_table);
  const __m256i low_table = table_of(first_low_table);
  const __m256i next_table = table_of(second_high_table);
  __m256i errors = _mm256_setzero_si256();
  __m256i before = _mm256_setzero_si256();
  for (size_t index = 0; index < blocks; index++) {
    __m256i block = _mm256_loadu_si256((const __m256i *)(bytes + index * 32));
    __m256i one = previous_bytes(block, before, 1);
    __m256i pair = _mm256_and_si256(
        _mm256_and_si256(
            _mm256_shuffle_epi8(high_table,
                                _mm256_and_si256(_mm256_srli_epi16(one, 4), low_nibbles)),
            _mm256_shuffle_epi8(low_table, _mm256_and_si256(one, low_nibbles))),
        _mm256_shuffle_epi8(next_table,
                            _mm256_and_si256(_mm256_srli_epi16(block, 4), low_nibbles)));
    // The byte is the third of E0.. or the fourth of F0..: it must be a continuation.
    __m256i third =
        _mm256_subs_epu8(previous_bytes(block, before, 2), _mm256_set1_epi8(0xE0 - 0x80));
    __m256i fourth =
        _mm256_subs_epu8(previous_bytes(block, before, 3), _mm256_set1_epi8(0xF0 - 0x80));
    __m256i must = _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8((char)0x80));
    errors = _mm256_or_si256(errors, _mm256_xor_si256(must, pair));
    before = block;
  }
  return _mm256_testz_si256(errors, errors);
}

__attribute__((target("avx2")))
static size_t valid_prefix_avx2(const uint8_t *bytes, size_t count) {
  // Spans of 4 KiB: an error is then found again, exactly, by the scalar twin within one span.
  size_t offset = 0;
  while (count - offset >= 32) {
    size_t blocks = (count - offset) / 32;
    if (blocks > 128) blocks = 128;
    if (!blocks_are_valid(bytes + offset, blocks)) break;
    offset += blocks * 32;
    // The last sequence may go on behind the block: begin the next span where it begins.
    size_t back = 0;
    while (back < 3 && (bytes[offset - 1 - back] & 0xC0) == 0x80) back++;
    if (bytes[offset - 1 - back] >= 0xC0) {
      size_t start = offset - 1 - back;
      if (sequence_length(bytes + start, offset - start) == 0) offset = start;
    }
    if (blocks < 128) break;
  }
  return offset + byte_scan_valid_utf8_prefix_scalar(bytes + offset, count - offset);
}

#endif

size_t byte_scan_valid_utf8_prefix(const uint8_t *bytes, size_t count) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) return valid_prefix_avx2(bytes, count);
#endif
  // ASCII eight bytes at a time, the rest by the table.
  size_t offset = 0;
  while (offset < count) {
    uint64_t word;
    while (count - offset >= 8) {
      memcpy(&word, bytes + offset, 8);
      if (word & 0x8080808080808080u) break;
      offset += 8;
    }
    if (offset == count) break;
    size_t length = sequence_length(bytes + offset, count - offset);
    if (length == 0) return offset;
    offset += length;
  }
  return count;
}

// ---- counting and searching ---------------------------------------------------------------------

size_t byte_scan_count_scalar(const uint8_t *bytes, size_t count, uint8_t byte) {
  size_t found = 0;
  for (size_t i = 0; i < count; i++) found += bytes[i] == byte;
  return found;
}

size_t byte_scan_count(const uint8_t *bytes, size_t count, uint8_t byte) {
  size_t found = 0;
  size_t offset = 0;
  for (; count - offset >= 64; offset += 64)
    found += (size_t)__builtin_popcountll(byte_scan_equal64(bytes + offset, byte));
  return found + byte_scan_count_scalar(bytes + offset, count - offset, byte);
}

size_t byte_scan_first(const uint8_t *bytes, size_t count, uint8_t byte) {
  const uint8_t *found = memchr(bytes, byte, count);
  return found ? (size_t)(found - bytes) : count;
}

size_t byte_scan_last(const uint8_t *bytes, size_t count, uint8_t byte) {
  const uint8_t *found = memrchr(bytes, byte, count);
  return found ? (size_t)(found - bytes) : count;
}
