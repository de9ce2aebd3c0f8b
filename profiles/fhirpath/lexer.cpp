#include "profiles/fhirpath/lexer.h"

namespace careway::fhirpath {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The four digits behind \u; nothing below zero is a character.
std::int32_t code_unit(std::string_view text, std::size_t at) {
  if (at + 4 > text.size()) return -1;
  std::int32_t value = 0;
  for (std::size_t i = at; i < at + 4; ++i) {
    const int digit = hex_digit(text[i]);
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

// Reads \uXXXX, or two of them for a character beyond the first plane; `at` stands behind \u and moves on.
bool append_unicode_escape(std::string_view text, std::size_t& at, std::string& out) {
  const std::int32_t first = code_unit(text, at);
  if (first < 0) return false;
  at += 4;
  if (first < 0xD800 || first > 0xDFFF) {
    append_utf8(out, static_cast<std::uint32_t>(first));
    return true;
  }
  if (first > 0xDBFF || text.substr(at, 2) != "\\u") return false;
  const std::int32_t second = code_unit(text, at + 2);
  if (second < 0xDC00 || second > 0xDFFF) return false;
  at += 6;
  append_utf8(
      out, 0x10000U + (static_cast<std::uint32_t>(first - 0xD800) << 10) + static_cast<std::uint32_t>(second - 0xDC00));
  return true;
}

char simple_escape(char c) {
  switch (c) {
    case '\'':
    case '"':
    case '`':
    case '\\':
    case '/':
      return c;
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return '\0';
  }
}

}  // namespace

void append_utf8(std::string& out, std::uint32_t character) {
  const auto add = [&out](std::uint32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (character < 0x80) {
    add(character);
  } else if (character < 0x800) {
    add(0xC0 | character >> 6);
    add(0x80 | (character & 0x3F));
  } else if (character < 0x10000) {
    add(0xE0 | character >> 12);
    add(0x80 | (character >> 6 & 0x3F));
    add(0x80 | (character & 0x3F));
  } else {
    add(0xF0 | character >> 18);
    add(0x80 | (character >> 12 & 0x3F));
    add(0x80 | (character >> 6 & 0x3F));
    add(0x80 | (character & 0x3F));
  }
}

bool decode_escapes(std::string_view text, std::string& out) {
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '\\') {
      out += text[at++];
      continue;
    }
    if (++at == text.size()) return false;
    const char escape = text[at++];
    if (escape == 'u') {
      if (!append_unicode_escape(text, at, out)) return false;
      continue;
    }
    const char plain = simple_escape(escape);
    if (plain == '\0') return false;
    out += plain;
  }
  return true;
}

void append_escaped(std::string& out, std::string_view text, char quote) {
  static constexpr char kHex[] = "0123456789abcdef";
  for (const char c : text) {
    if (c == quote || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\f') {
      out += "\\f";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += "\\u00";
      out += kHex[static_cast<unsigned char>(c) >> 4];
      out += kHex[static_cast<unsigned char>(c) & 0xF];
    } else {
      out += c;
    }
  }
}

Token Lexer::take(TokenKind kind, std::size_t from) {
  return {kind, static_cast<std::uint32_t>(from), false, text_.substr(from, at_ - from)};
}

Token Lexer::fail(std::string_view why) {
  return {TokenKind::failed, static_cast<std::uint32_t>(at_), false, why};
}

// Blanks and comments; false when a comment does not end.
bool Lexer::skip_blanks() {
  for (;;) {
    const char c = at(at_);
    if (at_ < text_.size() && (c == ' ' || c == '\t' || c == '\n' || c == '\r')) {
      ++at_;
    } else if (c == '/' && at(at_ + 1) == '/') {
      at_ = text_.find_first_of("\r\n", at_);
      if (at_ == std::string_view::npos) at_ = text_.size();
    } else if (c == '/' && at(at_ + 1) == '*') {
      const std::size_t end = text_.find("*/", at_ + 2);
      if (end == std::string_view::npos) return false;
      at_ = end + 2;
    } else {
      return true;
    }
  }
}

Token Lexer::next() {
  if (!skip_blanks()) return fail("This comment has no end: add */ or take /* away.");
  if (at_ >= text_.size()) return {TokenKind::end, static_cast<std::uint32_t>(text_.size()), false, {}};
  const std::size_t from = at_;
  const char c = text_[at_];
  if (is_letter(c)) {
    while (is_letter(at(at_)) || is_digit(at(at_))) ++at_;
    return take(TokenKind::word, from);
  }
  if (is_digit(c)) return number();
  if (c == '\'') return quoted(TokenKind::text, c);
  if (c == '`') return quoted(TokenKind::delimited, c);
  if (c == '@') return temporal();
  if (c == '%') {
    ++at_;
    return take(TokenKind::percent, from);
  }
  if (c == '$') {
    ++at_;
    while (is_letter(at(at_))) ++at_;
    Token token = take(TokenKind::dollar, from);
    token.text.remove_prefix(1);
    return token;
  }
  return symbol();
}

Token Lexer::quoted(TokenKind kind, char quote) {
  const std::size_t from = at_++;
  bool has_escapes = false;
  while (at_ < text_.size() && text_[at_] != quote) {
    if (text_[at_] == '\\') {
      has_escapes = true;
      ++at_;
    }
    ++at_;
  }
  if (at_ >= text_.size()) {
    at_ = from;
    return fail("This quotation has no end: add the closing quote.");
  }
  ++at_;
  return {kind, static_cast<std::uint32_t>(from), has_escapes, text_.substr(from + 1, at_ - from - 2)};
}

Token Lexer::number() {
  const std::size_t from = at_;
  while (digit_at(at_)) ++at_;
  if (at(at_) != '.' || !digit_at(at_ + 1)) return take(TokenKind::integer, from);
  ++at_;
  while (digit_at(at_)) ++at_;
  return take(TokenKind::decimal, from);
}

bool Lexer::digits(std::size_t count) {
  for (std::size_t i = 0; i < count; ++i)
    if (!digit_at(at_ + i)) return false;
  at_ += count;
  return true;
}

// HH(:mm(:ss(.fff)?)?)?
bool Lexer::time_of_day() {
  if (!digits(2)) return false;
  for (int part = 0; part < 2; ++part) {
    if (at(at_) != ':' || !digit_at(at_ + 1)) return true;
    ++at_;
    if (!digits(2)) return false;
  }
  if (at(at_) == '.' && digit_at(at_ + 1)) {
    ++at_;
    while (digit_at(at_)) ++at_;
  }
  return true;
}

// A time of day may have one too: that it must not shows at evaluation, as the published suite has it.
void Lexer::zone() {
  if (at(at_) == 'Z') {
    ++at_;
  } else if ((at(at_) == '+' || at(at_) == '-') && digit_at(at_ + 1) && digit_at(at_ + 2) && at(at_ + 3) == ':' &&
             digit_at(at_ + 4) && digit_at(at_ + 5)) {
    at_ += 6;
  }
}

Token Lexer::temporal() {
  static constexpr std::string_view kWrong =
      "This is no date or time: write @2024, @2024-02-29, @2024-02-29T13:05:00Z or @T13:05.";
  const std::size_t from = ++at_;
  if (at(at_) != 'T') {
    if (!digits(4)) return fail(kWrong);
    for (int part = 0; part < 2 && at(at_) == '-' && digit_at(at_ + 1) && digit_at(at_ + 2); ++part) at_ += 3;
    if (at(at_) != 'T') return take(TokenKind::temporal, from);
    ++at_;
    if (!digit_at(at_)) return take(TokenKind::temporal, from);
  } else {
    ++at_;
  }
  if (!time_of_day()) return fail(kWrong);
  zone();
  if (is_letter(at(at_)) || is_digit(at(at_))) return fail(kWrong);
  return take(TokenKind::temporal, from);
}

Token Lexer::symbol() {
  const std::size_t from = at_;
  static constexpr std::string_view kPairs[] = {"<=", ">=", "!=", "!~"};
  for (const std::string_view pair : kPairs) {
    if (text_.substr(at_, 2) != pair) continue;
    at_ += 2;
    return take(TokenKind::symbol, from);
  }
  static constexpr std::string_view kSingle = "()[]{}.,+-*/&|<>=~";
  if (kSingle.find(text_[at_]) == std::string_view::npos)
    return fail("This character means nothing here. Texts stand in single quotes.");
  ++at_;
  return take(TokenKind::symbol, from);
}

}  // namespace careway::fhirpath
