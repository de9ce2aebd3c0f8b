#include "mappers/formats/csv_first_pass.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <set>

#include "mappers/formats/csv_text.h"

namespace careway::formats {
namespace {

constexpr std::size_t kTextChunk = 256 * 1024;
/// The quoting of most cells shows in this many rows; rows that differ carry a spelling.
constexpr std::size_t kSampledRows = 4096;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// Decides the encoding while the first pass goes along, so that a bad file is refused without reading the rest.
class TextCheck {
 public:
  TextCheck(std::string_view bytes, std::size_t begin, const CsvLayout& layout)
      : bytes_(bytes), begin_(begin), checked_(begin) {
    accepts_utf_8_ = std::ranges::find(layout.encodings, Encoding::utf_8) != layout.encodings.end();
    accepts_windows_1252_ =
        begin == 0 && std::ranges::find(layout.encodings, Encoding::windows_1252) != layout.encodings.end();
    encoding_ = accepts_utf_8_ || begin > 0 ? Encoding::utf_8 : Encoding::windows_1252;
  }

  /// Checks at least up to `to`; false with an issue when a byte cannot be text.
  bool advance(std::size_t to, fhir::Issues& issues) {
    while (checked_ < to) {
      const std::size_t end = std::min(bytes_.size(), checked_ + kTextChunk);
      const std::string_view chunk = bytes_.substr(checked_, end - checked_);
      if (const void* found = std::memchr(chunk.data(), '\0', chunk.size()); found != nullptr) {
        const auto at = static_cast<std::size_t>(static_cast<const char*>(found) - bytes_.data());
        return fault(at, "csv-nul", "holds a NUL byte, which is not text. Export the file again as CSV.", issues);
      }
      if (is_ascii(chunk)) {
        checked_ = end;
      } else if (!check_chunk(chunk, end == bytes_.size(), issues)) {
        return false;
      }
    }
    return true;
  }

  [[nodiscard]] Encoding encoding() const { return encoding_; }
  [[nodiscard]] bool is_ascii_only() const { return ascii_only_; }

 private:
  bool check_chunk(std::string_view chunk, bool is_last, fhir::Issues& issues) {
    ascii_only_ = false;
    if (encoding_ == Encoding::utf_8) {
      std::size_t consumed = 0;
      const std::size_t bad = accepts_utf_8_ ? find_invalid_utf8(chunk, is_last, consumed) : 0;
      if (bad == std::string_view::npos) {
        checked_ += consumed;
        return true;
      }
      if (!accepts_windows_1252_) {
        return fault(checked_ + bad, "csv-encoding",
                     accepts_utf_8_ ? "is not valid UTF-8. Save the file as \"CSV UTF-8\"."
                                    : "is beyond ASCII in a file marked as UTF-8, which this layout does not accept.",
                     issues);
      }
      encoding_ = Encoding::windows_1252;
      checked_ = begin_;
      return true;
    }
    if (const std::size_t bad = find_invalid_windows_1252(chunk); bad != std::string_view::npos) {
      return fault(checked_ + bad, "csv-encoding", "is neither UTF-8 nor Windows-1252. Save the file as \"CSV UTF-8\".",
                   issues);
    }
    checked_ += chunk.size();
    return true;
  }

  bool fault(std::size_t at, std::string_view code, std::string_view text, fhir::Issues& issues) {
    const auto line = static_cast<std::uint32_t>(std::ranges::count(bytes_.substr(0, at), '\n') + 1);
    issues.error(code, {}, fmt::format("Byte {} of the file (line {}) {}", at + 1, line, text), {line, 0});
    return false;
  }

  std::string_view bytes_;
  std::size_t begin_;
  std::size_t checked_;
  Encoding encoding_ = Encoding::utf_8;
  bool accepts_utf_8_ = false;
  bool accepts_windows_1252_ = false;
  bool ascii_only_ = true;
};

struct QuotingCount {
  std::size_t filled_quoted = 0;
  std::size_t filled_bare = 0;
  std::size_t empty_quoted = 0;
  std::size_t empty_bare = 0;
};

class FirstPass {
 public:
  FirstPass(std::string_view bytes, const CsvLayout& layout, const FormatLimits& limits, fhir::Issues& issues)
      : bytes_(bytes),
        layout_(layout),
        limits_(limits),
        issues_(issues),
        begin_(bytes.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0),
        text_(bytes, begin_, layout) {}

  std::optional<CsvFile> run() {
    if (!check_kind() || !read_header() || !read_rows() || !finish_header()) return std::nullopt;
    return std::move(file_);
  }

 private:
  bool error(std::string_view code, std::string_view path, fhir::Position position, std::string_view text) {
    issues_.error(code, path, text, position);
    return false;
  }

  bool check_kind() {
    if (bytes_.size() > limits_.file_bytes_max) return error("limit-bytes", {}, {}, "The file is too large. Split it.");
    if (bytes_.starts_with("PK\x03\x04") || bytes_.starts_with("\xD0\xCF\x11\xE0")) {
      return error("csv-not-text", {}, {}, "This is a spreadsheet workbook. Save it as CSV and send that.");
    }
    if (bytes_.starts_with("\xFF\xFE") || bytes_.starts_with("\xFE\xFF")) {
      return error("csv-not-text", {}, {}, "This is UTF-16 text. Save the file as \"CSV UTF-8\".");
    }
    if (bytes_.size() == begin_) return error("csv-empty", {}, {1, 0}, "The file is empty: not even a header line.");
    return true;
  }

  /// The delimiter is the one with which most of the layout's columns are found.
  bool read_header() {
    std::size_t best_count = 0;
    bool is_chosen = false;
    Record chosen;
    for (const char delimiter : layout_.delimiters) {
      RecordScanner scanner(bytes_, delimiter, limits_.line_bytes_max);
      scanner.seek(begin_);
      const Record record = scanner.next([](const Cell&) {});
      if (record.fault != RecordFault::none) {
        if (!is_chosen) chosen = record;
        continue;
      }
      if (!text_.advance(record.next, issues_)) return false;
      CsvHeader header;
      read_csv_header(decoded(record), delimiter, layout_, header);
      if (is_chosen && header.known_count <= best_count) continue;
      is_chosen = true;
      best_count = header.known_count;
      chosen = record;
      file_.dialect.delimiter = delimiter;
      file_.header = std::move(header);
    }
    if (!is_chosen) return report_fault(chosen, 1);
    header_record_ = chosen;
    file_.header_end = chosen.next;
    return check_header();
  }

  std::string decoded(const Record& record) const {
    const std::string_view raw = bytes_.substr(record.begin, record.end - record.begin);
    if (text_.encoding() == Encoding::utf_8) return std::string(raw);
    std::string text;
    append_windows_1252_as_utf8(text, raw);
    return text;
  }

  bool check_header() {
    const auto& columns = file_.header.columns;
    if (columns.size() > limits_.columns_max) {
      return error("limit-columns", {}, {1, 0},
                   fmt::format("The file has {} columns; {} are read.", columns.size(), limits_.columns_max));
    }
    bool is_good = true;
    if (file_.header.known_count == 0) {
      return error(
          "csv-no-header", {}, {1, 0},
          fmt::format("The first line names no column of the layout \"{}\". The first line must be the header.",
                      layout_.name));
    }
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const fhir::Position position{1, static_cast<std::uint32_t>(i + 1)};
      if (!seen.insert(columns[i].name).second) {
        is_good = error("csv-duplicate-header", columns[i].name, position,
                        fmt::format("The column \"{}\" stands twice in the header. Keep one.", columns[i].name));
      }
      if (columns[i].layout_column == kNotInLayout && !layout_.keeps_unknown_columns) {
        is_good = error("csv-unknown-column", columns[i].name, position,
                        fmt::format("The layout \"{}\" has no column \"{}\".{}", layout_.name, columns[i].name,
                                    hint(columns[i].name)));
      }
    }
    for (const CsvColumn& column : layout_.columns) {
      if (!column.required || seen.contains(column.name)) continue;
      is_good = error("csv-missing-column", column.name, {1, 0},
                      fmt::format("The required column \"{}\" is not in the header.{}", column.header, release_hint()));
    }
    return is_good;
  }

  std::string hint(std::string_view header) const {
    const auto found = layout_.other_release.find(header_key(header));
    if (found == layout_.other_release.end()) return {};
    return fmt::format(" It belongs to release \"{}\".", found->second);
  }

  std::string release_hint() const {
    for (const HeaderColumn& column : file_.header.columns) {
      if (column.layout_column != kNotInLayout) continue;
      if (const std::string text = hint(column.name); !text.empty()) {
        return fmt::format(" The column \"{}\" is there:{}", column.name, text);
      }
    }
    return {};
  }

  bool read_rows() {
    RecordScanner scanner(bytes_, file_.dialect.delimiter, limits_.line_bytes_max);
    scanner.seek(file_.header_end);
    counts_.resize(file_.header.columns.size());
    bool ends_with_newline = header_record_.has_newline;
    std::uint32_t line = 2 + header_record_.inner_line_feeds;
    while (!scanner.at_end()) {
      const Record record = next_record(scanner);
      if (record.fault != RecordFault::none) return report_fault(record, line);
      if (!text_.advance(record.next, issues_) || !count_record(record, line)) return false;
      ends_with_newline = record.has_newline;
      line += 1 + record.inner_line_feeds;
    }
    file_.dialect.ends_with_newline = ends_with_newline;
    return true;
  }

  Record next_record(RecordScanner& scanner) {
    if (file_.document_count >= kSampledRows) return scanner.next([](const Cell&) {});
    std::size_t column = 0;
    return scanner.next([&](const Cell& cell) {
      if (column == counts_.size()) return;
      QuotingCount& count = counts_[column++];
      if (cell.begin == cell.end) {
        ++(cell.is_quoted ? count.empty_quoted : count.empty_bare);
      } else if (!cell.is_quoted) {
        ++count.filled_bare;
      } else if (!needs_quotes(bytes_.substr(cell.begin, cell.end - cell.begin), file_.dialect.delimiter)) {
        ++count.filled_quoted;
      }
    });
  }

  bool count_record(const Record& record, std::uint32_t line) {
    const std::size_t column_count = file_.header.columns.size();
    if (record.has_newline) ++(record.newline == Newline::lf ? lf_count_ : crlf_count_);
    if (is_blank(record, column_count)) {
      // The last line of a file may have no line end; then any will do.
      const Newline newline = record.has_newline || tail_.empty() ? record.newline : tail_.back().newline;
      add_blank(tail_, record, newline);
      if (tail_.size() > kBlankRunsMax || ++tail_lines_ > kBlankLinesMax) {
        return error("limit-blank-lines", {}, {line, 0}, "Too many blank lines. Remove them.");
      }
      return true;
    }
    tail_.clear();
    tail_lines_ = 0;
    if (!record.has_newline && record.cell_count < column_count) {
      return error(
          "csv-truncated", {}, {line, static_cast<std::uint32_t>(record.cell_count)},
          fmt::format("The file breaks off in line {}: {} of {} cells and no line end. Send the whole file again.",
                      line, record.cell_count, column_count));
    }
    if (++file_.document_count > limits_.rows_max) {
      return error("limit-rows", {}, {line, 0}, fmt::format("More than {} rows. Split the file.", limits_.rows_max));
    }
    return true;
  }

  bool report_fault(const Record& record, std::uint32_t record_line) {
    const std::uint32_t line = record_line + record.inner_line_feeds;
    const std::size_t cell = record.cell_count;
    const std::string name = cell < file_.header.columns.size() ? file_.header.columns[cell].name : std::string{};
    const fhir::Position position{line, static_cast<std::uint32_t>(cell + 1)};
    const std::string place = fmt::format("line {}, cell {}", line, cell + 1);
    switch (record.fault) {
      case RecordFault::stray_quote:
        return error(
            "csv-stray-quote", name, position,
            fmt::format("A quote stands inside a cell that does not begin with one ({}). Put the cell in quotes and "
                        "double the quotes inside.",
                        place));
      case RecordFault::text_after_quote:
        return error("csv-stray-quote", name, position,
                     fmt::format("Text follows a closing quote ({}). Double the quotes inside the cell.", place));
      case RecordFault::unclosed_quote:
        return error(
            "csv-unclosed-quote", name, {record_line, position.column},
            fmt::format("A quote that opens in the row of line {}, cell {}, is never closed: the file was cut off or "
                        "the closing quote is missing.",
                        record_line, cell + 1));
      case RecordFault::lone_carriage_return:
        return error("csv-line-end", name, position,
                     fmt::format("A carriage return stands without a line feed ({}). Lines end in LF or CRLF.", place));
      default:
        return error(
            "limit-line", {}, {record_line, 0},
            fmt::format("The row of line {} is longer than {} bytes. Is a line end or a closing quote missing?",
                        record_line, limits_.line_bytes_max));
    }
  }

  /// Once the whole file is read: the encoding is certain and the majorities are known.
  bool finish_header() {
    file_.dialect.has_byte_order_mark = begin_ > 0;
    file_.dialect.encoding = text_.encoding();
    file_.is_ascii = text_.is_ascii_only();
    const std::string header = decoded(header_record_);
    if (text_.encoding() == Encoding::windows_1252 && !is_ascii(header)) {
      // The header may have been read as UTF-8 before a later row showed the encoding.
      read_csv_header(header, file_.dialect.delimiter, layout_, file_.header);
      if (!check_header()) return false;
    }
    file_.dialect.header = header;
    const Newline other = header_record_.has_newline ? header_record_.newline : Newline::crlf;
    file_.dialect.newline = lf_count_ == crlf_count_ ? other : lf_count_ > crlf_count_ ? Newline::lf : Newline::crlf;
    file_.dialect.header_newline = header_record_.has_newline ? header_record_.newline : file_.dialect.newline;
    for (const QuotingCount& count : counts_) {
      file_.dialect.quoting.push_back({count.filled_quoted > count.filled_bare, count.empty_quoted > count.empty_bare});
    }
    file_.dialect.tail = std::move(tail_);
    return true;
  }

  std::string_view bytes_;
  const CsvLayout& layout_;
  const FormatLimits& limits_;
  fhir::Issues& issues_;
  std::size_t begin_;
  TextCheck text_;
  CsvFile file_;
  Record header_record_;
  std::vector<QuotingCount> counts_;
  std::vector<BlankRun> tail_;
  std::size_t tail_lines_ = 0;
  std::size_t lf_count_ = 0;
  std::size_t crlf_count_ = 0;
};

}  // namespace

std::optional<CsvFile> read_csv_file(std::string_view bytes, const CsvLayout& layout, const FormatLimits& limits,
                                     fhir::Issues& issues) {
  return FirstPass(bytes, layout, limits, issues).run();
}

bool is_blank(const Record& record, std::size_t column_count) {
  const bool has_no_text = record.end - record.begin == record.cell_count - 1;
  return has_no_text && (record.cell_count == 1 || record.cell_count == column_count);
}

void add_blank(std::vector<BlankRun>& runs, const Record& record, Newline newline) {
  const bool has_delimiters = record.cell_count > 1;
  if (!runs.empty() && runs.back().has_delimiters == has_delimiters && runs.back().newline == newline) {
    ++runs.back().count;
  } else {
    runs.push_back({1, has_delimiters, newline});
  }
}

bool needs_quotes(std::string_view text, char delimiter) {
  for (const char character : text) {
    if (character == delimiter || character == '"' || character == '\n' || character == '\r') return true;
  }
  return false;
}

}  // namespace careway::formats
