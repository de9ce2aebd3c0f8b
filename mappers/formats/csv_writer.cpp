#include "mappers/formats/csv_writer.h"

#include <fmt/format.h>

#include <algorithm>

#include "mappers/formats/csv_first_pass.h"
#include "mappers/formats/csv_text.h"

namespace careway::formats {
namespace {

CsvDialect canonical_dialect(const CsvLayout& layout) {
  // RFC 4180 lines; UTF-8 because it holds every name.
  CsvDialect dialect;
  dialect.delimiter = layout.delimiters.front();
  dialect.header = canonical_header(layout);
  dialect.quoting.resize(layout.columns.size());
  return dialect;
}

}  // namespace

CsvWriter::CsvWriter(const CsvLayout& layout, std::string_view dialect) {
  auto wanted = dialect.empty() ? canonical_dialect(layout) : parse_dialect(dialect);
  is_usable_ = wanted.has_value();
  if (!is_usable_) return;
  dialect_ = std::move(*wanted);
  is_usable_ = read_csv_header(dialect_.header, dialect_.delimiter, layout, header_) &&
               dialect_.quoting.size() == header_.columns.size();
  for (std::size_t i = 0; i < header_.columns.size(); ++i) by_name_.emplace(header_.columns[i].name, i);
  cells_.resize(header_.columns.size());
  wishes_.resize(header_.columns.size());
  line_end_ = dialect_.header_newline;
  for (const char character : {dialect_.delimiter, '"', '\n', '\r'}) {
    bytes_[static_cast<unsigned char>(character)] = Byte::needs_quotes;
  }
  bytes_[0] = Byte::forbidden;
}

bool CsvWriter::write(const fhir::Document& document, std::string_view spelling, std::string& out,
                      fhir::Issues& issues) {
  if (!is_usable_) {
    issues.error("csv-dialect", {},
                 "The stored spelling of this file cannot be read. Write the file in its canonical form.");
    return false;
  }
  if (!place_cells(document.root(), issues)) return false;
  parse_spelling(spelling, spelling_);
  std::ranges::fill(wishes_, Wish{});
  for (const std::size_t column : spelling_.quoted) {
    if (column < wishes_.size()) wishes_[column].quoted = true;
  }
  for (const std::size_t column : spelling_.bare) {
    if (column < wishes_.size()) wishes_[column].bare = true;
  }
  const std::size_t size_before = out.size();
  const Newline line_end_before = line_end_;
  const bool header_was_written = header_written_;
  append_header(out);
  append_blank_lines(out, spelling_.before);
  append_line_end(out);
  if (!append_row(out, issues)) {
    out.resize(size_before);
    line_end_ = line_end_before;
    header_written_ = header_was_written;
    return false;
  }
  line_end_ = spelling_.newline.value_or(dialect_.newline);
  return true;
}

void CsvWriter::finish(std::string& out) {
  if (!is_usable_) return;
  append_header(out);
  append_blank_lines(out, dialect_.tail);
  if (dialect_.ends_with_newline) append_line_end(out);
}

bool CsvWriter::place_cells(fhir::Element row, fhir::Issues& issues) {
  std::ranges::fill(cells_, std::string_view{});
  const std::size_t errors_before = issues.error_count();
  std::size_t expected = 0;
  for (const fhir::Element child : row) {
    const std::size_t column = column_of(child.name(), expected);
    if (column == kNotInLayout) {
      issues.error(
          "csv-no-column", child.name(),
          fmt::format("The file has no column \"{}\", so its value cannot be written. Add the column to the header.",
                      child.name()),
          child.position());
      continue;
    }
    if (child.first_child()) {
      issues.error("csv-nested", child.name(), "A cell cannot hold an object.", child.position());
    } else if (cells_[column].data() != nullptr) {
      issues.error("csv-repeated-column", child.name(), "The document has two values for one column.",
                   child.position());
    }
    // A value of no characters still marks the cell as taken.
    cells_[column] = child.value().data() == nullptr ? std::string_view("") : child.value();
    expected = column + 1;
  }
  return issues.error_count() == errors_before;
}

std::size_t CsvWriter::column_of(std::string_view name, std::size_t expected) const {
  // Documents mostly have their cells in the file's order with some left out.
  for (std::size_t i = expected; i < std::min(expected + 4, header_.columns.size()); ++i) {
    if (header_.columns[i].name == name) return i;
  }
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? kNotInLayout : found->second;
}

bool CsvWriter::append_row(std::string& out, fhir::Issues& issues) {
  const std::size_t begin = out.size();
  bool is_good = true;
  for (std::size_t column = 0; column < cells_.size(); ++column) {
    if (column > 0) out += dialect_.delimiter;
    if (!append_cell(out, column, cells_[column], issues)) is_good = false;
  }
  // A row of bare delimiters would be read as a blank line, not as a document without values.
  if (is_good && out.size() - begin == cells_.size() - 1) out.insert(begin, "\"\"");
  return is_good;
}

bool CsvWriter::append_cell(std::string& out, std::size_t column, std::string_view text, fhir::Issues& issues) {
  const ColumnQuoting& usual = dialect_.quoting[column];
  bool quoted = (text.empty() ? usual.empty : usual.filled) || wishes_[column].quoted;
  if (wishes_[column].bare) quoted = false;
  if (text.empty()) {
    if (quoted) out += "\"\"";
    return true;
  }
  bool has_high_byte = false;
  bool has_quote = false;
  for (const char character : text) {
    const Byte byte = bytes_[static_cast<unsigned char>(character)];
    has_high_byte |= static_cast<unsigned char>(character) >= 0x80;
    if (byte == Byte::plain) continue;
    if (byte == Byte::forbidden) {
      issues.error("csv-nul", header_.columns[column].name, "A NUL character cannot stand in a CSV file.");
      return false;
    }
    quoted = true;
    has_quote |= character == '"';
  }
  if (has_high_byte && dialect_.encoding == Encoding::windows_1252) {
    scratch_.clear();
    if (!append_utf8_as_windows_1252(scratch_, text)) {
      issues.error("csv-encoding", header_.columns[column].name,
                   "The value has a character that the file's encoding, Windows-1252, does not hold.");
      return false;
    }
    text = scratch_;
  }
  if (!quoted) {
    out += text;
  } else if (has_quote) {
    append_quoted(out, text);
  } else {
    out += '"';
    out += text;
    out += '"';
  }
  return true;
}

void CsvWriter::append_header(std::string& out) {
  if (header_written_) return;
  header_written_ = true;
  if (dialect_.has_byte_order_mark) out += "\xEF\xBB\xBF";
  if (dialect_.encoding == Encoding::utf_8 || !append_utf8_as_windows_1252(out, dialect_.header))
    out += dialect_.header;
}

void CsvWriter::append_line_end(std::string& out) {
  append_newline(out, line_end_);
}

void CsvWriter::append_blank_lines(std::string& out, const std::vector<BlankRun>& runs) {
  for (const BlankRun& run : runs) {
    for (std::size_t i = 0; i < run.count; ++i) {
      append_line_end(out);
      if (run.has_delimiters) out.append(header_.columns.size() - 1, dialect_.delimiter);
      line_end_ = run.newline;
    }
  }
}

}  // namespace careway::formats
