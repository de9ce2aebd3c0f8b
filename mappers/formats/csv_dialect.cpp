#include "mappers/formats/csv_dialect.h"

#include <charconv>

namespace careway::formats {
namespace {

constexpr std::string_view kFirstLine = "careway-csv 1";
void append_run(std::string& out, const BlankRun& run) {
  out += std::to_string(run.count);
  out += run.has_delimiters ? 'd' : 'b';
  out += static_cast<char>(run.newline);
}

std::optional<Newline> newline_of(char character) {
  if (character == 'l') return Newline::lf;
  if (character == 'c') return Newline::crlf;
  return std::nullopt;
}

std::optional<std::size_t> number_of(std::string_view text) {
  std::size_t number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<BlankRun> run_of(std::string_view text) {
  if (text.size() < 3) return std::nullopt;
  const auto count = number_of(text.substr(0, text.size() - 2));
  const char kind = text[text.size() - 2];
  const auto newline = newline_of(text.back());
  if (!count || *count > kBlankLinesMax || (kind != 'd' && kind != 'b') || !newline) return std::nullopt;
  return BlankRun{*count, kind == 'd', *newline};
}

/// Adds a run unless the lines would become more than any file that was read can have had.
bool add_run(std::vector<BlankRun>& runs, std::string_view text) {
  const auto run = run_of(text);
  if (!run) return false;
  std::size_t lines = run->count;
  for (const BlankRun& other : runs) lines += other.count;
  if (lines > kBlankLinesMax) return false;
  runs.push_back(*run);
  return true;
}

/// Takes the next word off `text`.
std::string_view next_word(std::string_view& text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  return word;
}

char letter_of(ColumnQuoting quoting) {
  if (quoting.filled) return quoting.empty ? 'a' : 'f';
  return quoting.empty ? 'e' : 'm';
}

std::optional<ColumnQuoting> quoting_of(char letter) {
  switch (letter) {
    case 'a':
      return ColumnQuoting{true, true};
    case 'f':
      return ColumnQuoting{true, false};
    case 'e':
      return ColumnQuoting{false, true};
    case 'm':
      return ColumnQuoting{false, false};
    default:
      return std::nullopt;
  }
}

bool set_field(CsvDialect& dialect, std::string_view name, std::string_view value) {
  if (name == "byte-order-mark") {
    dialect.has_byte_order_mark = value == "yes";
    return value == "yes" || value == "no";
  }
  if (name == "encoding") {
    dialect.encoding = value == "utf-8" ? Encoding::utf_8 : Encoding::windows_1252;
    return value == "utf-8" || value == "windows-1252";
  }
  if (name == "delimiter") {
    const std::string_view character = value == "tab" ? std::string_view("\t") : value;
    if (character.size() != 1 || std::string_view("\"\r\n\0", 4).find(character[0]) != std::string_view::npos)
      return false;
    dialect.delimiter = character[0];
    return true;
  }
  if (name == "newline" || name == "header-newline") {
    if (value != "lf" && value != "crlf") return false;
    (name == "newline" ? dialect.newline : dialect.header_newline) = value == "lf" ? Newline::lf : Newline::crlf;
    return true;
  }
  if (name == "ends-with-newline") {
    dialect.ends_with_newline = value == "yes";
    return value == "yes" || value == "no";
  }
  if (name == "quoting") {
    for (const char letter : value) {
      const auto quoting = quoting_of(letter);
      if (!quoting) return false;
      dialect.quoting.push_back(*quoting);
    }
    return true;
  }
  if (name != "tail") return false;
  while (!value.empty()) {
    if (!add_run(dialect.tail, next_word(value))) return false;
  }
  return true;
}

}  // namespace

std::string to_text(const CsvDialect& dialect) {
  std::string text(kFirstLine);
  text += "\nbyte-order-mark ";
  text += dialect.has_byte_order_mark ? "yes" : "no";
  text += "\nencoding ";
  text += dialect.encoding == Encoding::utf_8 ? "utf-8" : "windows-1252";
  text += "\ndelimiter ";
  text += dialect.delimiter == '\t' ? std::string("tab") : std::string(1, dialect.delimiter);
  text += "\nnewline ";
  text += dialect.newline == Newline::lf ? "lf" : "crlf";
  text += "\nheader-newline ";
  text += dialect.header_newline == Newline::lf ? "lf" : "crlf";
  text += "\nends-with-newline ";
  text += dialect.ends_with_newline ? "yes" : "no";
  text += "\nquoting ";
  for (const ColumnQuoting& quoting : dialect.quoting) text += letter_of(quoting);
  if (!dialect.tail.empty()) text += "\ntail";
  for (const BlankRun& run : dialect.tail) {
    text += ' ';
    append_run(text, run);
  }
  text += "\nheader\n";
  text += dialect.header;
  return text;
}

std::optional<CsvDialect> parse_dialect(std::string_view text) {
  CsvDialect dialect;
  bool is_first = true;
  while (true) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    if (is_first) {
      if (line != kFirstLine) return std::nullopt;
      is_first = false;
      continue;
    }
    if (line == "header") break;
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos || !set_field(dialect, line.substr(0, space), line.substr(space + 1))) {
      return std::nullopt;
    }
  }
  dialect.header = text;
  return dialect;
}

void CsvSpelling::clear() {
  quoted.clear();
  bare.clear();
  newline.reset();
  before.clear();
}

bool CsvSpelling::empty() const {
  return quoted.empty() && bare.empty() && !newline && before.empty();
}

void append_text(std::string& out, const CsvSpelling& spelling) {
  const std::size_t start = out.size();
  const auto separate = [&] {
    if (out.size() > start) out += ' ';
  };
  for (const BlankRun& run : spelling.before) {
    separate();
    out += 'b';
    append_run(out, run);
  }
  for (const std::size_t column : spelling.quoted) {
    separate();
    out += 'q' + std::to_string(column);
  }
  for (const std::size_t column : spelling.bare) {
    separate();
    out += 'u' + std::to_string(column);
  }
  if (spelling.newline) {
    separate();
    out += 'n';
    out += static_cast<char>(*spelling.newline);
  }
}

void parse_spelling(std::string_view text, CsvSpelling& spelling) {
  spelling.clear();
  while (!text.empty()) {
    const std::string_view word = next_word(text);
    if (word.size() < 2) continue;
    const std::string_view rest = word.substr(1);
    if (word[0] == 'n') {
      spelling.newline = newline_of(rest[0]);
    } else if (word[0] == 'b') {
      add_run(spelling.before, rest);
    } else if (const auto column = number_of(rest)) {
      if (word[0] == 'q') spelling.quoted.push_back(*column);
      if (word[0] == 'u') spelling.bare.push_back(*column);
    }
  }
}

void append_newline(std::string& out, Newline newline) {
  out += newline == Newline::lf ? "\n" : "\r\n";
}

}  // namespace careway::formats
