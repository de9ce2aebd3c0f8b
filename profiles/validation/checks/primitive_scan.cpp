#include "profiles/validation/checks/primitive_scan.h"

#include <array>
#include <cstdint>

namespace careway::validation {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/// The number that `digits` digits at `at` make, or -1.
int number_at(std::string_view text, std::size_t at, std::size_t digits) {
  if (at + digits > text.size()) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + digits; ++i) {
    if (!is_digit(text[i])) return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

int days_in(int year, int month) {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && is_leap ? 29 : kDays[static_cast<std::size_t>(month - 1)];
}

/// Length of "hh:mm:ss" with its fraction at the start, or 0.
std::size_t time_length(std::string_view text) {
  if (text.size() < 8 || text[2] != ':' || text[5] != ':') return 0;
  const int hour = number_at(text, 0, 2);
  const int minute = number_at(text, 3, 2);
  const int second = number_at(text, 6, 2);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return 0;
  if (text.size() == 8 || text[8] != '.') return 8;
  std::size_t at = 9;
  while (at < text.size() && is_digit(text[at])) ++at;
  return at == 9 ? 0 : at;
}

bool is_zone(std::string_view text) {
  if (text == "Z") return true;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return false;
  const int hour = number_at(text, 1, 2);
  const int minute = number_at(text, 4, 2);
  return hour >= 0 && minute >= 0 && minute <= 59 && (hour < 14 || (hour == 14 && minute == 0));
}

/// Values of the base64 alphabet; 64 for the padding, 65 for white space, 66 for all else.
constexpr auto kBase64 = [] {
  std::array<std::uint8_t, 256> table{};
  table.fill(66);
  for (int i = 0; i < 26; ++i) {
    table[static_cast<std::size_t>('A' + i)] = static_cast<std::uint8_t>(i);
    table[static_cast<std::size_t>('a' + i)] = static_cast<std::uint8_t>(26 + i);
  }
  for (int i = 0; i < 10; ++i) table[static_cast<std::size_t>('0' + i)] = static_cast<std::uint8_t>(52 + i);
  table['+'] = 62;
  table['/'] = 63;
  table['='] = 64;
  for (const char c : {' ', '\t', '\r', '\n'}) table[static_cast<unsigned char>(c)] = 65;
  return table;
}();

}  // namespace

bool is_date(std::string_view text) {
  const int year = number_at(text, 0, 4);
  if (year <= 0) return false;
  if (text.size() == 4) return true;
  const int month = number_at(text, 5, 2);
  if (text[4] != '-' || month < 1 || month > 12) return false;
  if (text.size() == 7) return true;
  const int day = number_at(text, 8, 2);
  return text.size() == 10 && text[7] == '-' && day >= 1 && day <= days_in(year, month);
}

DateTimeForm date_time_form(std::string_view text) {
  DateTimeForm form;
  const std::string_view date = text.substr(0, text.find('T'));
  form.has_time = date.size() < text.size();
  if (!is_date(date) || (form.has_time && date.size() != 10)) return form;
  if (!form.has_time) {
    form.is_good = true;
    return form;
  }
  const std::string_view time = text.substr(11);
  const std::size_t length = time_length(time);
  if (length == 0) return form;
  form.has_zone = length < time.size();
  form.is_good = !form.has_zone || is_zone(time.substr(length));
  return form;
}

bool is_time(std::string_view text) {
  const std::size_t length = time_length(text);
  return length > 0 && length == text.size();
}

bool is_instant(std::string_view text) {
  const DateTimeForm form = date_time_form(text);
  return form.is_good && form.has_time && form.has_zone;
}

bool is_id(std::string_view text) {
  if (text.empty() || text.size() > 64) return false;
  for (const char c : text) {
    if (!is_letter(c) && !is_digit(c) && c != '-' && c != '.') return false;
  }
  return true;
}

bool is_code(std::string_view text) {
  if (text.empty() || is_space(text.front()) || is_space(text.back())) return false;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (is_space(text[i]) && is_space(text[i - 1])) return false;
    if (text[i] == '\t' || text[i] == '\r' || text[i] == '\n') return false;
  }
  return true;
}

bool is_oid(std::string_view text) {
  if (text.size() < 3 || text[0] < '0' || text[0] > '2' || text[1] != '.') return false;
  std::size_t at = 2;
  for (;;) {
    const std::size_t start = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    if (at == start || (at - start > 1 && text[start] == '0')) return false;
    if (at == text.size()) return true;
    if (text[at] != '.') return false;
    ++at;
  }
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    const bool is_hex = is_digit(text[i]) || (text[i] >= 'a' && text[i] <= 'f');
    if (is_dash ? text[i] != '-' : !is_hex) return false;
  }
  return true;
}

bool is_integer(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  if (is_negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.empty() || text.size() > 10 || (text.size() > 1 && text[0] == '0')) return false;
  std::int64_t value = 0;
  for (const char c : text) {
    if (!is_digit(c)) return false;
    value = value * 10 + (c - '0');
  }
  return value <= std::int64_t{2147483647} + (is_negative ? 1 : 0);
}

Base64Form base64_form(std::string_view text) {
  Base64Form form;
  std::size_t letters = 0;
  std::size_t padding = 0;
  for (const char c : text) {
    const std::uint8_t value = kBase64[static_cast<unsigned char>(c)];
    if (value < 64 && padding == 0) {
      ++letters;
    } else if (value == 64) {
      ++padding;
    } else if (value == 65) {
      form.has_white_space = true;
    } else {
      return form;
    }
  }
  form.is_good = padding <= 2 && (letters + padding) % 4 == 0 && (padding == 0 || letters % 4 >= 2);
  form.decoded_bytes = letters * 3 / 4;
  return form;
}

std::size_t significant_digits(std::string_view decimal) {
  std::size_t count = 0;
  for (const char c : decimal) {
    if (c == 'e' || c == 'E') break;
    if (is_digit(c) && (count > 0 || c != '0')) ++count;
  }
  return count;
}

bool has_html_tag(std::string_view text) {
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    std::size_t i = at + 1;
    if (i < text.size() && text[i] == '/') ++i;
    if (i >= text.size() || !is_letter(text[i])) continue;
    while (i < text.size() && (is_letter(text[i]) || is_digit(text[i]))) ++i;
    if (i >= text.size() || (text[i] != '>' && text[i] != '/' && !is_space(text[i]))) continue;
    const std::size_t end = text.find_first_of("<>", i);
    if (end != std::string_view::npos && text[end] == '>') return true;
  }
  return false;
}

namespace {

/// Finds the ends of code in markdown. Runs of more backticks than anybody writes are taken literally, and a length
/// that has no end is not looked for again, so that the work grows with the text only.
class CodeSpans {
 public:
  explicit CodeSpans(std::string_view text) : text_(text) {}

  /// Behind the code that starts with the backticks at `start`; they may be literal, then behind them.
  std::size_t end_of(std::size_t start) {
    const std::size_t behind = run_end(start);
    const std::size_t ticks = behind - start;
    if (ticks > kTicksMax || has_no_end_[ticks]) return behind;
    for (std::size_t open = text_.find('`', behind); open != std::string_view::npos; open = text_.find('`', open)) {
      const std::size_t end = run_end(open);
      if (end - open == ticks) return end;
      open = end;
    }
    has_no_end_[ticks] = true;
    return behind;
  }

 private:
  static constexpr std::size_t kTicksMax = 8;
  [[nodiscard]] std::size_t run_end(std::size_t at) const {
    while (at < text_.size() && text_[at] == '`') ++at;
    return at;
  }

  std::string_view text_;
  std::array<bool, kTicksMax + 1> has_no_end_{};
};

}  // namespace

bool has_html_in_markdown(std::string_view text) {
  if (text.find('<') == std::string_view::npos) return false;
  CodeSpans code(text);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\') {
      ++i;
    } else if (c == '`') {
      i = code.end_of(i) - 1;
    } else if (c == '<' && i + 1 < text.size()) {
      const bool is_end = text[i + 1] == '/' && i + 2 < text.size() && is_letter(text[i + 2]);
      if (!is_letter(text[i + 1]) && !is_end) continue;
      const std::size_t stop = text.find_first_of("<> :@", i + 1);
      const bool is_autolink = stop != std::string_view::npos && (text[stop] == ':' || text[stop] == '@');
      if (!is_autolink) return true;
    }
  }
  return false;
}

}  // namespace careway::validation
