#include "mappers/formats/csv_text.h"

#include <array>
#include <cstring>

namespace careway::formats {
namespace {

/// The code points of 80 to 9F; 0 where Windows-1252 defines nothing.
constexpr std::array<char16_t, 32> kWindows1252{0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                                0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

std::size_t ascii_prefix(std::string_view bytes, std::size_t from) {
  std::size_t at = from;
  while (at + 8 <= bytes.size()) {
    std::uint64_t word;
    std::memcpy(&word, bytes.data() + at, 8);
    if ((word & 0x8080808080808080ULL) != 0) break;
    at += 8;
  }
  while (at < bytes.size() && static_cast<unsigned char>(bytes[at]) < 0x80) ++at;
  return at;
}

/// Length of a UTF-8 sequence by its first byte with the range of its second byte; 0 when it cannot begin one.
struct Lead {
  std::size_t length = 0;
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
};

Lead lead_of(unsigned char byte) {
  if (byte >= 0xC2 && byte <= 0xDF) return {2, 0x80, 0xBF};
  if (byte == 0xE0) return {3, 0xA0, 0xBF};
  if (byte == 0xED) return {3, 0x80, 0x9F};
  if (byte >= 0xE1 && byte <= 0xEF) return {3, 0x80, 0xBF};
  if (byte == 0xF0) return {4, 0x90, 0xBF};
  if (byte >= 0xF1 && byte <= 0xF3) return {4, 0x80, 0xBF};
  if (byte == 0xF4) return {4, 0x80, 0x8F};
  return {};
}

/// How many bytes of a sequence at `at` are well-formed, at most `lead.length`.
std::size_t good_bytes(std::string_view bytes, std::size_t at, const Lead& lead) {
  std::size_t good = 1;
  while (good < lead.length && at + good < bytes.size()) {
    const auto byte = static_cast<unsigned char>(bytes[at + good]);
    const unsigned char low = good == 1 ? lead.low : 0x80;
    const unsigned char high = good == 1 ? lead.high : 0xBF;
    if (byte < low || byte > high) break;
    ++good;
  }
  return good;
}

void append_utf8(std::string& out, char16_t code_point) {
  if (code_point < 0x800) {
    out += static_cast<char>(0xC0 | (code_point >> 6));
  } else {
    out += static_cast<char>(0xE0 | (code_point >> 12));
    out += static_cast<char>(0x80 | ((code_point >> 6) & 0x3F));
  }
  out += static_cast<char>(0x80 | (code_point & 0x3F));
}

std::optional<char> windows_1252_of(std::uint32_t code_point) {
  if (code_point >= 0xA0 && code_point <= 0xFF) return static_cast<char>(code_point);
  for (std::size_t i = 0; i < kWindows1252.size(); ++i) {
    if (kWindows1252[i] != 0 && kWindows1252[i] == code_point) return static_cast<char>(0x80 + i);
  }
  return std::nullopt;
}

}  // namespace

bool is_ascii(std::string_view bytes) {
  constexpr std::size_t kStride = 256;  // long enough for the compiler to use wide registers
  std::size_t at = 0;
  for (; at + kStride <= bytes.size(); at += kStride) {
    unsigned char seen = 0;
    for (std::size_t i = 0; i < kStride; ++i) seen |= static_cast<unsigned char>(bytes[at + i]);
    if (seen >= 0x80) return false;
  }
  return ascii_prefix(bytes, at) == bytes.size();
}

std::size_t find_invalid_utf8(std::string_view bytes, bool is_complete, std::size_t& consumed) {
  std::size_t at = 0;
  while ((at = ascii_prefix(bytes, at)) < bytes.size()) {
    const Lead lead = lead_of(static_cast<unsigned char>(bytes[at]));
    if (lead.length == 0) return at;
    const std::size_t good = good_bytes(bytes, at, lead);
    if (good < lead.length) {
      const bool is_cut = at + good == bytes.size() && !is_complete;
      consumed = at;
      return is_cut ? std::string_view::npos : at;
    }
    at += lead.length;
  }
  consumed = bytes.size();
  return std::string_view::npos;
}

std::size_t find_invalid_windows_1252(std::string_view bytes) {
  for (std::size_t at = 0; (at = ascii_prefix(bytes, at)) < bytes.size(); ++at) {
    const auto byte = static_cast<unsigned char>(bytes[at]);
    if (byte < 0xA0 && kWindows1252[byte - 0x80] == 0) return at;
  }
  return std::string_view::npos;
}

void append_windows_1252_as_utf8(std::string& out, std::string_view bytes) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    const std::size_t end = ascii_prefix(bytes, at);
    out.append(bytes, at, end - at);
    at = end;
    if (at == bytes.size()) return;
    const auto byte = static_cast<unsigned char>(bytes[at++]);
    append_utf8(out, byte < 0xA0 ? kWindows1252[byte - 0x80] : static_cast<char16_t>(byte));
  }
}

bool append_utf8_as_windows_1252(std::string& out, std::string_view text) {
  const std::size_t size_before = out.size();
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = ascii_prefix(text, at);
    out.append(text, at, end - at);
    at = end;
    if (at == text.size()) break;
    const auto byte = static_cast<unsigned char>(text[at]);
    const Lead lead = lead_of(byte);
    // Everything in Windows-1252 needs two or three bytes in UTF-8.
    std::optional<char> character;
    if ((lead.length == 2 || lead.length == 3) && good_bytes(text, at, lead) == lead.length) {
      std::uint32_t code_point = byte & (lead.length == 2 ? 0x1FU : 0x0FU);
      for (std::size_t i = 1; i < lead.length; ++i) {
        code_point = (code_point << 6) | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
      }
      character = windows_1252_of(code_point);
    }
    if (!character) {
      out.resize(size_before);
      return false;
    }
    out += *character;
    at += lead.length;
  }
  return true;
}

}  // namespace careway::formats
