#include "profiles/fhirpath/text_functions.h"

#include <array>
#include <cstdint>

#include "profiles/fhirpath/lexer.h"

namespace careway::fhirpath {
namespace {

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

// The character that starts there; texts come from readers that check UTF-8, so a broken one need only be harmless.
std::uint32_t character_at(std::string_view text, std::size_t bytes) {
  const auto byte = [&text](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
  switch (bytes) {
    case 1:
      return byte(0);
    case 2:
      return (byte(0) & 0x1F) << 6 | (byte(1) & 0x3F);
    case 3:
      return (byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
    default:
      return (byte(0) & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F);
  }
}

// Pairs of capital and small letters: from, to, and how far the small letter is; a distance of 1 means that they
// alternate, the capital on even places (or odd ones where the range starts on an odd place).
struct CaseRange {
  std::uint32_t first;
  std::uint32_t last;
  std::uint32_t distance;
};
constexpr CaseRange kCapitals[] = {
    {0xC0, 0xD6, 32},    {0xD8, 0xDE, 32},    {0x100, 0x12E, 1},  {0x132, 0x136, 1},  {0x139, 0x147, 1},
    {0x14A, 0x176, 1},   {0x179, 0x17D, 1},   {0x391, 0x3A1, 32}, {0x3A3, 0x3AB, 32}, {0x400, 0x40F, 80},
    {0x410, 0x42F, 32},  {0x460, 0x480, 1},   {0x48A, 0x4BE, 1},  {0x4D0, 0x52E, 1},  {0x531, 0x556, 48},
    {0x1E00, 0x1E94, 1}, {0x1EA0, 0x1EFE, 1},
};

std::uint32_t to_lower(std::uint32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
  for (const CaseRange& range : kCapitals) {
    if (c < range.first || c > range.last) continue;
    if (range.distance == 1 && (c - range.first) % 2 != 0) return c;
    return c + range.distance;
  }
  return c == 0x178 ? 0xFF : c;
}

std::uint32_t to_upper(std::uint32_t c) {
  if (c < 0x80) return c >= 'a' && c <= 'z' ? c - 32 : c;
  for (const CaseRange& range : kCapitals) {
    if (c < range.first + range.distance || c > range.last + range.distance) continue;
    if (range.distance == 1 && (c - range.first) % 2 == 0) continue;
    return c - range.distance;
  }
  if (c == 0xFF) return 0x178;
  return c == 0x3C2 ? 0x3A3 : c;
}

template <typename Change>
void append_changed(std::string& out, std::string_view text, Change change) {
  while (!text.empty()) {
    const std::size_t bytes = character_bytes(text);
    append_utf8(out, change(character_at(text, bytes)));
    text.remove_prefix(bytes);
  }
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

// Takes the next character of a text for `~`: small, runs of blanks as one; 0 at the end.
std::uint32_t take_folded(std::string_view& text) {
  if (text.empty()) return 0;
  if (is_blank(text[0])) {
    while (!text.empty() && is_blank(text[0])) text.remove_prefix(1);
    return ' ';
  }
  const std::size_t bytes = character_bytes(text);
  const std::uint32_t c = character_at(text, bytes);
  text.remove_prefix(bytes);
  return to_lower(c);
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrlBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void encode_base64(std::string_view alphabet, std::string_view bytes, std::string& out) {
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    const std::size_t count = bytes.size() - i < 3 ? bytes.size() - i : 3;
    for (std::size_t j = 0; j < 3; ++j)
      group = group << 8 | (j < count ? static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i + j])) : 0U);
    for (std::size_t j = 0; j < 4; ++j) out += j <= count ? alphabet[group >> (18 - 6 * j) & 0x3F] : '=';
  }
}

bool decode_base64(std::string_view alphabet, std::string_view text, std::string& out) {
  while (text.ends_with('=')) text.remove_suffix(1);
  if (text.size() % 4 == 1) return false;
  std::uint32_t bits = 0;
  std::size_t bit_count = 0;
  for (const char c : text) {
    const std::size_t digit = alphabet.find(c);
    if (digit == std::string_view::npos) return false;
    bits = (bits << 6 | static_cast<std::uint32_t>(digit)) & 0xFFFFFF;
    bit_count += 6;
    if (bit_count < 8) continue;
    bit_count -= 8;
    out += static_cast<char>(static_cast<unsigned char>(bits >> bit_count & 0xFF));
  }
  return true;
}

constexpr std::string_view kHex = "0123456789abcdef";

bool decode_hex(std::string_view text, std::string& out) {
  if (text.size() % 2 != 0) return false;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    std::uint32_t byte = 0;
    for (std::size_t j = i; j < i + 2; ++j) {
      const char small = text[j] >= 'A' && text[j] <= 'F' ? static_cast<char>(text[j] + 32) : text[j];
      const std::size_t digit = kHex.find(small);
      if (digit == std::string_view::npos) return false;
      byte = byte << 4 | static_cast<std::uint32_t>(digit);
    }
    out += static_cast<char>(static_cast<unsigned char>(byte));
  }
  return true;
}

struct HtmlEntity {
  char character;
  std::string_view entity;
};
constexpr HtmlEntity kHtmlEntities[] = {
    {'<', "&lt;"}, {'>', "&gt;"}, {'&', "&amp;"}, {'"', "&quot;"}, {'\'', "&#39;"},
};

// &#39; and &#x27; too; what is no entity stays.
void unescape_html(std::string_view text, std::string& out) {
  while (!text.empty()) {
    bool found = false;
    for (const HtmlEntity& entity : kHtmlEntities) {
      if (!text.starts_with(entity.entity)) continue;
      out += entity.character;
      text.remove_prefix(entity.entity.size());
      found = true;
      break;
    }
    if (found) continue;
    if (text.starts_with("&apos;") || text.starts_with("&#x27;")) {
      out += '\'';
      text.remove_prefix(6);
      continue;
    }
    out += text[0];
    text.remove_prefix(1);
  }
}

void escape_json(std::string_view text, std::string& out) {
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out += "\\u00";
          out += kHex[static_cast<unsigned char>(c) >> 4];
          out += kHex[static_cast<unsigned char>(c) & 0xF];
        } else {
          out += c;
        }
    }
  }
}

}  // namespace

std::size_t count_characters(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += is_continuation(c) ? 0 : 1;
  return count;
}

std::size_t offset_of_character(std::string_view text, std::size_t number) {
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if (is_continuation(text[at])) continue;
    if (number-- == 0) return at;
  }
  return at;
}

std::size_t character_bytes(std::string_view text) {
  if (text.empty()) return 0;
  const auto first = static_cast<unsigned char>(text[0]);
  std::size_t bytes = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  return bytes <= text.size() ? bytes : 1;
}

void append_upper(std::string& out, std::string_view text) {
  append_changed(out, text, to_upper);
}

void append_lower(std::string& out, std::string_view text) {
  append_changed(out, text, to_lower);
}

bool equivalent_texts(std::string_view a, std::string_view b) {
  a = trimmed(a);
  b = trimmed(b);
  while (!a.empty() || !b.empty())
    if (take_folded(a) != take_folded(b)) return false;
  return true;
}

bool encode(std::string_view format, std::string_view bytes, std::string& out) {
  if (format == "hex") {
    for (const char c : bytes) {
      out += kHex[static_cast<unsigned char>(c) >> 4];
      out += kHex[static_cast<unsigned char>(c) & 0xF];
    }
    return true;
  }
  if (format != "base64" && format != "urlbase64") return false;
  encode_base64(format == "base64" ? kBase64 : kUrlBase64, bytes, out);
  return true;
}

bool decode(std::string_view format, std::string_view text, std::string& out) {
  if (format == "hex") return decode_hex(text, out);
  if (format == "base64") return decode_base64(kBase64, text, out);
  return format == "urlbase64" && decode_base64(kUrlBase64, text, out);
}

bool escape(std::string_view format, std::string_view text, std::string& out) {
  if (format == "json") {
    escape_json(text, out);
    return true;
  }
  if (format != "html") return false;
  for (const char c : text) {
    bool found = false;
    for (const HtmlEntity& entity : kHtmlEntities) {
      if (entity.character != c) continue;
      out += entity.entity;
      found = true;
    }
    if (!found) out += c;
  }
  return true;
}

bool unescape(std::string_view format, std::string_view text, std::string& out) {
  if (format == "html") {
    unescape_html(text, out);
    return true;
  }
  if (format != "json") return false;
  // JSON has one escape more than FHIRPath: \b. Each backslash takes the character behind it along.
  std::size_t from = 0;
  for (std::size_t at = 0; at + 1 < text.size(); ++at) {
    if (text[at] != '\\') continue;
    if (text[at + 1] == 'b') {
      if (!decode_escapes(text.substr(from, at - from), out)) return false;
      out += '\b';
      from = at + 2;
    }
    ++at;
  }
  return decode_escapes(text.substr(from), out);
}

bool is_utf8(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto first = static_cast<unsigned char>(bytes[0]);
    if (first < 0x80) {
      bytes.remove_prefix(1);
      continue;
    }
    if (first < 0xC2 || first > 0xF4) return false;
    const std::size_t count = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (bytes.size() < count) return false;
    for (std::size_t i = 1; i < count; ++i)
      if (!is_continuation(bytes[i])) return false;
    const std::uint32_t c = character_at(bytes, count);
    if ((count == 3 && c < 0x800) || (count == 4 && c < 0x10000) || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
      return false;
    bytes.remove_prefix(count);
  }
  return true;
}

}  // namespace careway::fhirpath
