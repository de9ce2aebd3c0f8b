#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace careway::fhir {

// Eight bytes at a time in plain integers: fast enough for every reader here, and the same code on every processor.
inline constexpr std::uint64_t kEveryByte = 0x0101010101010101ULL;
inline constexpr std::uint64_t kEveryHighBit = 0x8080808080808080ULL;

/// High bit set in every byte of `word` that equals `byte`; exact up to and including the first hit from the low end.
constexpr std::uint64_t bytes_equal(std::uint64_t word, unsigned char byte) {
  const std::uint64_t difference = word ^ (kEveryByte * byte);
  return (difference - kEveryByte) & ~difference & kEveryHighBit;
}

/// High bit set in every byte of `word` below `limit` (at most 128); exact up to and including the first hit.
constexpr std::uint64_t bytes_below(std::uint64_t word, unsigned char limit) {
  return (word - kEveryByte * limit) & ~word & kEveryHighBit;
}

/// First place in [at, end) of a byte that a plain run cannot hold, or `end`. `word_mask` tells for eight bytes which
/// of them stop the run (exact for the first one); `is_stop` tells the same for one byte.
template <typename WordMask, typename IsStop>
const char* find_stop(const char* at, const char* end, WordMask word_mask, IsStop is_stop) {
  while (end - at >= 8) {
    std::uint64_t word;
    std::memcpy(&word, at, 8);
    const std::uint64_t hits = word_mask(word);
    if (hits == 0) {
      at += 8;
      continue;
    }
    if constexpr (std::endian::native == std::endian::little) return at + std::countr_zero(hits) / 8;
    break;
  }
  while (at < end && !is_stop(static_cast<unsigned char>(*at))) ++at;
  return at;
}

/// Length of the well-formed UTF-8 sequence at `at` (RFC 3629: no overlong form, no surrogate, at most U+10FFFF), or 0.
inline std::size_t utf8_sequence_length(const char* at, const char* end) {
  const auto byte = [at](std::size_t i) { return static_cast<unsigned char>(at[i]); };
  const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80; };
  const auto left = static_cast<std::size_t>(end - at);
  if (left == 0) return 0;
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  if (first < 0xC2) return 0;
  if (first < 0xE0) return left >= 2 && follows(1) ? 2 : 0;
  if (first < 0xF0) {
    if (left < 3 || !follows(1) || !follows(2)) return 0;
    if (first == 0xE0 && byte(1) < 0xA0) return 0;
    if (first == 0xED && byte(1) >= 0xA0) return 0;
    return 3;
  }
  if (first > 0xF4 || left < 4 || !follows(1) || !follows(2) || !follows(3)) return 0;
  if (first == 0xF0 && byte(1) < 0x90) return 0;
  if (first == 0xF4 && byte(1) >= 0x90) return 0;
  return 4;
}

/// Appends a code point (no surrogate) as UTF-8 to anything with push_back.
template <typename Text>
void append_utf8(Text& out, std::uint32_t code_point) {
  const auto push = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code_point < 0x80) {
    push(code_point);
  } else if (code_point < 0x800) {
    push(0xC0U | (code_point >> 6U));
    push(0x80U | (code_point & 0x3FU));
  } else if (code_point < 0x10000) {
    push(0xE0U | (code_point >> 12U));
    push(0x80U | ((code_point >> 6U) & 0x3FU));
    push(0x80U | (code_point & 0x3FU));
  } else {
    push(0xF0U | (code_point >> 18U));
    push(0x80U | ((code_point >> 12U) & 0x3FU));
    push(0x80U | ((code_point >> 6U) & 0x3FU));
    push(0x80U | (code_point & 0x3FU));
  }
}

/// True for text of the JSON number grammar (RFC 8259 section 6), which is also FHIR's decimal and integer grammar.
inline bool is_json_number(std::string_view text) {
  std::size_t at = 0;
  const auto digit = [&] { return at < text.size() && text[at] >= '0' && text[at] <= '9'; };
  const auto digits = [&] {
    if (!digit()) return false;
    while (digit()) ++at;
    return true;
  };
  if (at < text.size() && text[at] == '-') ++at;
  if (at < text.size() && text[at] == '0') {
    ++at;
  } else if (!digits()) {
    return false;
  }
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (!digits()) return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (!digits()) return false;
  }
  return at == text.size();
}

}  // namespace careway::fhir
