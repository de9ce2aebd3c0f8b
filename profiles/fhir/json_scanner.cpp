#include "profiles/fhir/json_scanner.h"

#include <vector>

#include "profiles/fhir/byte_scan.h"

namespace careway::fhir {
namespace {

// Each slip is reported; after so many the document is not meant to be JSON.
constexpr std::size_t kSlipsMax = 1000;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool stops_string(unsigned char byte) {
  return byte == '"' || byte == '\\' || byte < 0x20 || byte >= 0x80;
}

/// Next byte of a string that is not plain ASCII text.
const char* plain_run_end(const char* at, const char* end) {
  return find_stop(
      at, end,
      [](std::uint64_t word) {
        return bytes_equal(word, '"') | bytes_equal(word, '\\') | bytes_below(word, 0x20) | (word & kEveryHighBit);
      },
      stops_string);
}

int hex_digit(char byte) {
  if (byte >= '0' && byte <= '9') return byte - '0';
  if (byte >= 'a' && byte <= 'f') return byte - 'a' + 10;
  if (byte >= 'A' && byte <= 'F') return byte - 'A' + 10;
  return -1;
}

bool starts_bare_word(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_' || byte == '$';
}

bool is_bare_word(char byte) {
  return starts_bare_word(byte) || (byte >= '0' && byte <= '9') || byte == '-' || byte == '.';
}

}  // namespace

JsonScanner::JsonScanner(std::string_view bytes, const ReadLimits& limits, JsonGrammar grammar)
    : begin_(bytes.data()),
      at_(bytes.data()),
      end_(bytes.data() + bytes.size()),
      line_start_(bytes.data()),
      text_bytes_max_(limits.text_bytes_max),
      depth_max_(limits.depth_max),
      tolerant_(grammar == JsonGrammar::tolerant) {
  if (bytes.starts_with(kByteOrderMark)) {
    at_ += kByteOrderMark.size();
    line_start_ = at_;
  } else if (bytes.starts_with("\xFE\xFF") || bytes.starts_with("\xFF\xFE")) {
    fail("json-encoding", "The document is in UTF-16 or UTF-32. Send it as UTF-8.");
  }
}

bool JsonScanner::fail_at(const char* place, std::string_view code, std::string_view text) {
  if (failure_.code.empty()) failure_ = {code, text, position_of(place)};
  at_ = end_;
  return false;
}

void JsonScanner::return_to(const Mark& mark) {
  if (!failure_.code.empty()) return;
  at_ = mark.at;
  line_start_ = mark.line_start;
  line_ = mark.line;
  slips_.resize(mark.slip_count);
}

void JsonScanner::slip(const char* place, std::string_view code, std::string_view text) {
  if (slips_.size() < kSlipsMax) slips_.push_back({code, text, position_of(place)});
}

// At a slash. JSON has no comments; the tolerant grammar reads // to the end of the line and /* to */.
bool JsonScanner::skip_comment() {
  if (!tolerant_ || end_ - at_ < 2 || (at_[1] != '/' && at_[1] != '*')) return false;
  slip(at_, "json-comment", "JSON has no comments. Leave them out.");
  const bool to_line_end = at_[1] == '/';
  at_ += 2;
  while (at_ < end_) {
    const char byte = *at_++;
    if (byte == '\n') {
      next_line();
      if (to_line_end) return true;
    }
    if (!to_line_end && byte == '*' && at_ < end_ && *at_ == '/') {
      ++at_;
      return true;
    }
  }
  return true;
}

bool JsonScanner::takes_trailing_comma(char closer) {
  if (!tolerant_ || peek() != closer) return false;
  slip(at_, "json-trailing-comma", "A comma stands before the closing brace or bracket. Leave it out.");
  return true;
}

bool JsonScanner::at_bare_word() {
  const char byte = peek();
  if (!tolerant_ || !starts_bare_word(byte)) return false;
  for (const std::string_view word : {"true", "false", "null"}) {
    if (rest().starts_with(word) && (rest().size() == word.size() || !is_bare_word(rest()[word.size()]))) return false;
  }
  return true;
}

bool JsonScanner::read_bare_word(std::string_view& out) {
  const char* start = at_;
  while (at_ < end_ && is_bare_word(*at_)) ++at_;
  out = {start, static_cast<std::size_t>(at_ - start)};
  slip(start, "json-no-quotes", "A name or a text stands without quotes. Put it in double quotes.");
  return true;
}

bool JsonScanner::expect(char byte) {
  if (take(byte)) return true;
  if (at_ == end_)
    return fail("json-syntax", "The document ends too early. It may have been cut off: send it again whole.");
  switch (byte) {
    case ':':
      return fail("json-syntax", "A colon is missing between a property name and its value.");
    case '"':
      return fail("json-syntax", "A property name in quotes is expected here.");
    case '}':
      return fail("json-syntax", "A comma or the closing brace of the object is expected here.");
    case ']':
      return fail("json-syntax", "A comma or the closing bracket of the list is expected here.");
    default:
      return fail("json-syntax", "A JSON object is expected here.");
  }
}

bool JsonScanner::read_string(std::string_view& out) {
  if (tolerant_ && at_bare_word()) return read_bare_word(out);
  if (!expect('"')) return false;
  const char* start = at_;
  const char* at = at_;
  for (;;) {
    at = plain_run_end(at, end_);
    if (at == end_)
      return fail_at(start, "json-syntax", "A string has no closing quote. The document may have been cut off.");
    const auto byte = static_cast<unsigned char>(*at);
    if (byte == '"') break;
    at_ = at;
    if (byte == '\\') return read_escaped(start, out);
    if (byte < 0x20) return fail_in_string();
    const std::size_t length = utf8_sequence_length(at, end_);
    if (length == 0) return fail_in_string();
    at += length;
  }
  at_ = at + 1;
  out = {start, static_cast<std::size_t>(at - start)};
  if (out.size() > text_bytes_max_) return fail_at(start, "limit-text", "A text is longer than this system accepts.");
  return true;
}

bool JsonScanner::fail_in_string() {
  if (static_cast<unsigned char>(*at_) < 0x20) {
    return fail("json-control-character",
                "A string holds a raw control character (a line break, for instance). Escape it.");
  }
  return fail("json-encoding", "The bytes here are not UTF-8. Save the document as UTF-8.");
}

// From the first backslash on: the text is collected in decoded_.
bool JsonScanner::read_escaped(const char* start, std::string_view& out) {
  decoded_.assign(start, static_cast<std::size_t>(at_ - start));
  for (;;) {
    const char* run_end = plain_run_end(at_, end_);
    decoded_.append(at_, static_cast<std::size_t>(run_end - at_));
    at_ = run_end;
    if (at_ == end_)
      return fail_at(start, "json-syntax", "A string has no closing quote. The document may have been cut off.");
    const auto byte = static_cast<unsigned char>(*at_);
    if (byte == '"') break;
    if (byte == '\\') {
      if (!append_escape()) return false;
    } else {
      const std::size_t length = byte < 0x20 ? 0 : utf8_sequence_length(at_, end_);
      if (length == 0) return fail_in_string();
      decoded_.append(at_, length);
      at_ += length;
    }
    if (decoded_.size() > text_bytes_max_) break;
  }
  if (decoded_.size() > text_bytes_max_)
    return fail_at(start, "limit-text", "A text is longer than this system accepts.");
  ++at_;
  out = decoded_;
  return true;
}

bool JsonScanner::append_escape() {
  const char* start = at_;
  if (end_ - at_ < 2) return fail("json-syntax", "The document ends within an escape.");
  const char kind = at_[1];
  at_ += 2;
  switch (kind) {
    case '"':
    case '\\':
    case '/':
      decoded_.push_back(kind);
      return true;
    case 'n':
      decoded_.push_back('\n');
      return true;
    case 'r':
      decoded_.push_back('\r');
      return true;
    case 't':
      decoded_.push_back('\t');
      return true;
    case 'b':
    case 'f':
      return fail_at(start, "json-control-character", "A string holds a control character that FHIR does not allow.");
    case 'u':
      break;
    default:
      return fail_at(start, "json-syntax", "There is no such escape in JSON.");
  }
  std::uint32_t unit = 0;
  if (!read_unit(unit)) return false;
  if (unit >= 0xDC00 && unit <= 0xDFFF)
    return fail_at(start, "json-lone-surrogate", "Half of a surrogate pair stands alone.");
  if (unit >= 0xD800 && unit <= 0xDBFF) {
    std::uint32_t low = 0;
    if (!rest().starts_with("\\u"))
      return fail_at(start, "json-lone-surrogate", "Half of a surrogate pair stands alone.");
    at_ += 2;
    if (!read_unit(low)) return false;
    if (low < 0xDC00 || low > 0xDFFF)
      return fail_at(start, "json-lone-surrogate", "Half of a surrogate pair stands alone.");
    unit = 0x10000 + ((unit - 0xD800) << 10U) + (low - 0xDC00);
  }
  if (unit < 0x20 && unit != '\t' && unit != '\n' && unit != '\r') {
    return fail_at(start, "json-control-character", "A string holds a control character that FHIR does not allow.");
  }
  append_utf8(decoded_, unit);
  return true;
}

bool JsonScanner::read_unit(std::uint32_t& unit) {
  if (end_ - at_ < 4) return fail("json-syntax", "The document ends within an escape.");
  unit = 0;
  for (int i = 0; i < 4; ++i) {
    const int digit = hex_digit(at_[i]);
    if (digit < 0) return fail("json-syntax", "Four hexadecimal digits must follow \\u.");
    unit = unit * 16 + static_cast<std::uint32_t>(digit);
  }
  at_ += 4;
  return true;
}

bool JsonScanner::read_number(std::string_view& out) {
  peek();
  const char* start = at_;
  const char* at = at_;
  while (at < end_ &&
         ((*at >= '0' && *at <= '9') || *at == '-' || *at == '+' || *at == '.' || *at == 'e' || *at == 'E'))
    ++at;
  out = {start, static_cast<std::size_t>(at - start)};
  if (!is_json_number(out)) return fail("json-number", "This is not a number as JSON writes it (1.5, -3, 2e6).");
  if (out.size() > text_bytes_max_) return fail("limit-text", "A number is longer than this system accepts.");
  at_ = at;
  return true;
}

bool JsonScanner::read_literal(std::string_view& out) {
  peek();
  for (const std::string_view word : {"true", "false", "null"}) {
    if (!rest().starts_with(word)) continue;
    out = rest().substr(0, word.size());
    at_ += word.size();
    return true;
  }
  if (at_ == end_)
    return fail("json-syntax", "The document ends too early. It may have been cut off: send it again whole.");
  return fail("json-syntax", "A JSON value is expected here.");
}

bool JsonScanner::skip_value(std::size_t depth) {
  std::string closers;  // what closes the objects and lists that are open
  std::string_view ignored;
  for (;;) {
    const char byte = peek();
    if (byte == '{' || byte == '[') {
      ++at_;
      closers.push_back(byte == '{' ? '}' : ']');
      if (depth + closers.size() > depth_max_)
        return fail("limit-depth", "The document is nested deeper than accepted.");
      if (!take(closers.back())) {
        if (byte == '{' && (!read_string(ignored) || !expect(':'))) return false;
        continue;
      }
      closers.pop_back();
    } else if (byte == '"') {
      if (!read_string(ignored)) return false;
    } else if (byte == '-' || (byte >= '0' && byte <= '9')) {
      if (!read_number(ignored)) return false;
    } else if (at_bare_word() ? !read_string(ignored) : !read_literal(ignored)) {
      return false;
    }
    for (;;) {
      while (!closers.empty() && take(closers.back())) closers.pop_back();
      if (closers.empty()) return true;
      if (!take(',')) return expect(closers.back());
      if (!takes_trailing_comma(closers.back())) break;
    }
    if (closers.back() == '}' && (!read_string(ignored) || !expect(':'))) return false;
  }
}

bool JsonScanner::expect_end() {
  if (!failure_.code.empty()) return false;
  peek();
  if (at_ == end_) return true;
  return fail("json-trailing-content", "Something follows the end of the document. Send one resource at a time.");
}

}  // namespace careway::fhir
