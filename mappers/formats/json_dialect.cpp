#include "mappers/formats/json_dialect.h"

#include <array>

namespace careway::formats {
namespace {

constexpr std::string_view kFirstLine = "careway-json 1";
constexpr std::string_view kSpaces = " \t\r\n";
/// Habits show early.
constexpr std::size_t kLookedAt = 256 * 1024;
constexpr std::size_t kSpacesMax = 64;

/// White space as letters, so that the dialect is plain lines of text.
std::string letters_of(std::string_view spaces) {
  std::string letters;
  for (const char space : spaces) letters += space == ' ' ? 's' : space == '\t' ? 't' : space == '\n' ? 'n' : 'r';
  return letters;
}

std::optional<std::string> spaces_of(std::string_view letters) {
  if (letters.size() > kSpacesMax) return std::nullopt;
  std::string spaces;
  for (const char letter : letters) {
    if (letter != 's' && letter != 't' && letter != 'n' && letter != 'r') return std::nullopt;
    spaces += letter == 's' ? ' ' : letter == 't' ? '\t' : letter == 'n' ? '\n' : '\r';
  }
  return spaces;
}

struct Names {
  std::array<std::pair<std::string_view, bool JsonDialect::*>, 7> flags{
      {{"byte-order-mark", &JsonDialect::has_byte_order_mark},
       {"indented", &JsonDialect::is_indented},
       {"crlf", &JsonDialect::has_crlf},
       {"inline-lists", &JsonDialect::has_inline_lists},
       {"escapes-non-ascii", &JsonDialect::escapes_non_ascii},
       {"escapes-in-upper-case", &JsonDialect::escapes_in_upper_case},
       {"escapes-slashes", &JsonDialect::escapes_slashes}}};
  std::array<std::pair<std::string_view, std::string JsonDialect::*>, 7> spaces{
      {{"indent", &JsonDialect::indent},
       {"before-colon", &JsonDialect::before_colon},
       {"after-colon", &JsonDialect::after_colon},
       {"after-comma", &JsonDialect::after_comma},
       {"list-padding", &JsonDialect::list_padding},
       {"between", &JsonDialect::between},
       {"end", &JsonDialect::end}}};
};
constexpr Names kNames;

bool set_field(JsonDialect& dialect, std::string_view name, std::string_view value) {
  if (name == "frame") {
    if (value != "o" && value != "l" && value != "s") return false;
    dialect.frame = static_cast<JsonDialect::Frame>(value[0]);
    return true;
  }
  for (const auto& [word, member] : kNames.flags) {
    if (word != name) continue;
    dialect.*member = value == "yes";
    return value == "yes" || value == "no";
  }
  for (const auto& [word, member] : kNames.spaces) {
    if (word != name) continue;
    auto spaces = spaces_of(value);
    if (spaces) dialect.*member = std::move(*spaces);
    return spaces.has_value();
  }
  return false;
}

/// Walks over the tokens of valid JSON and notes the first of each kind of white space.
class HabitReader {
 public:
  HabitReader(std::string_view bytes, JsonDialect& dialect) : bytes_(bytes), dialect_(dialect) {}

  void read() {
    read_first_bracket();
    while (at_ < bytes_.size()) step();
    if (saw_unicode_escape_ && !saw_non_ascii_) dialect_.escapes_non_ascii = true;
  }

 private:
  std::string_view spaces_at(std::size_t place) const {
    const std::size_t end = bytes_.find_first_not_of(kSpaces, place);
    return bytes_.substr(place, (end == std::string_view::npos ? bytes_.size() : end) - place);
  }

  static std::string bounded(std::string_view spaces) { return std::string(spaces.substr(0, kSpacesMax)); }

  void read_first_bracket() {
    at_ = bytes_.find_first_not_of(kSpaces);
    if (at_ == std::string_view::npos) {
      at_ = bytes_.size();
      return;
    }
    const std::string_view spaces = spaces_at(at_ + 1);
    const std::size_t line_end = spaces.rfind('\n');
    dialect_.is_indented = line_end != std::string_view::npos;
    if (dialect_.is_indented) {
      dialect_.has_crlf = line_end > 0 && spaces[line_end - 1] == '\r';
      dialect_.indent = bounded(spaces.substr(line_end + 1));
    }
    ++at_;
  }

  void step() {
    const char byte = bytes_[at_];
    if (byte == '"') {
      skip_text();
      return;
    }
    if (byte == ':' && !saw_colon_) {
      saw_colon_ = true;
      const std::size_t before = bytes_.find_last_not_of(kSpaces, at_ - 1);
      dialect_.before_colon = bounded(bytes_.substr(before + 1, at_ - before - 1));
      dialect_.after_colon = bounded(spaces_at(at_ + 1));
    } else if (byte == ',' && !saw_comma_) {
      saw_comma_ = true;
      if (!dialect_.is_indented) dialect_.after_comma = bounded(spaces_at(at_ + 1));
    } else if (byte == '[' && !saw_list_) {
      read_list();
    }
    ++at_;
  }

  void read_list() {
    const std::string_view spaces = spaces_at(at_ + 1);
    const std::size_t first = at_ + 1 + spaces.size();
    if (first >= bytes_.size() || bytes_[first] == ']' || bytes_[first] == '{' || bytes_[first] == '[') return;
    saw_list_ = true;
    if (!dialect_.is_indented || spaces.find('\n') != std::string_view::npos) return;
    dialect_.has_inline_lists = true;
    dialect_.list_padding = bounded(spaces);
  }

  void skip_text() {
    for (++at_; at_ < bytes_.size() && bytes_[at_] != '"'; ++at_) {
      if (static_cast<unsigned char>(bytes_[at_]) >= 0x80) saw_non_ascii_ = true;
      if (bytes_[at_] != '\\' || at_ + 1 >= bytes_.size()) continue;
      ++at_;
      if (bytes_[at_] == '/') dialect_.escapes_slashes = true;
      if (bytes_[at_] == 'u' && at_ + 4 < bytes_.size()) note_escape(bytes_.substr(at_ + 1, 4));
    }
    ++at_;
  }

  void note_escape(std::string_view digits) {
    if (digits > "007f" || digits[0] > '0') saw_unicode_escape_ = true;
    for (const char digit : digits) {
      if (digit >= 'A' && digit <= 'F') dialect_.escapes_in_upper_case = true;
    }
  }

  std::string_view bytes_;
  JsonDialect& dialect_;
  std::size_t at_ = 0;
  bool saw_colon_ = false;
  bool saw_comma_ = false;
  bool saw_list_ = false;
  bool saw_unicode_escape_ = false;
  bool saw_non_ascii_ = false;
};

}  // namespace

std::string to_text(const JsonDialect& dialect) {
  std::string text(kFirstLine);
  text += "\nframe ";
  text += static_cast<char>(dialect.frame);
  for (const auto& [word, member] : kNames.flags) {
    text.append("\n").append(word).append(dialect.*member ? " yes" : " no");
  }
  for (const auto& [word, member] : kNames.spaces) {
    text.append("\n").append(word).append(" ").append(letters_of(dialect.*member));
  }
  return text;
}

std::optional<JsonDialect> parse_json_dialect(std::string_view text) {
  JsonDialect dialect;
  if (!text.starts_with(kFirstLine)) return std::nullopt;
  text.remove_prefix(kFirstLine.size());
  while (!text.empty()) {
    if (text.front() != '\n') return std::nullopt;
    text.remove_prefix(1);
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(line.size());
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos || !set_field(dialect, line.substr(0, space), line.substr(space + 1))) {
      return std::nullopt;
    }
  }
  return dialect;
}

JsonDialect detect_json_dialect(std::string_view bytes) {
  JsonDialect dialect;
  if (bytes.starts_with("\xEF\xBB\xBF")) {
    dialect.has_byte_order_mark = true;
    bytes.remove_prefix(3);
  }
  HabitReader(bytes.substr(0, kLookedAt), dialect).read();
  const std::size_t last = bytes.find_last_not_of(kSpaces);
  const std::string_view end = last == std::string_view::npos ? std::string_view{} : bytes.substr(last + 1);
  dialect.end = end.size() > kSpacesMax ? std::string("\n") : std::string(end);
  return dialect;
}

}  // namespace careway::formats
