#include "mappers/formats/csv_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "mappers/formats/csv_text.h"

namespace careway::formats {

CsvReader::CsvReader(std::string_view bytes, const CsvLayout& layout, const FormatLimits& limits, CsvFile file)
    : bytes_(bytes),
      layout_(layout),
      file_(std::move(file)),
      scanner_(bytes, file_.dialect.delimiter, limits.line_bytes_max),
      dialect_text_(to_text(file_.dialect)) {
  scanner_.seek(file_.header_end);
  next_line_ = static_cast<std::uint32_t>(std::ranges::count(header_bytes(), '\n') + 1);
}

bool CsvReader::next(fhir::Document& document, std::string& spelling, fhir::Issues& issues) {
  document.clear();
  spelling.clear();
  spelling_.clear();
  place_ = {scanner_.position(), document_number_, next_line_};
  while (!scanner_.at_end()) {
    cells_.clear();
    const Record record = scanner_.next([this](const Cell& cell) { cells_.push_back(cell); });
    line_ = next_line_;
    next_line_ += 1 + record.inner_line_feeds;
    if (is_blank(record, file_.header.columns.size())) {
      add_blank(spelling_.before, record, record.newline);
      continue;
    }
    ++document_number_;
    source_bytes_ = bytes_.substr(record.begin, record.next - record.begin);
    const std::size_t count = std::min(cells_.size(), file_.header.columns.size());
    document.set_position(0, {line_, 1});
    for (std::size_t column = 0; column < count; ++column) {
      add_cell(document, cells_[column], column);
      note_quoting(cells_[column], column);
    }
    if (record.has_newline && record.newline != file_.dialect.newline) spelling_.newline = record.newline;
    if (!spelling_.empty()) append_text(spelling, spelling_);
    check_count(record, issues);
    return true;
  }
  source_bytes_ = {};
  return false;
}

bool CsvReader::go_to(const DocumentPlace& place) {
  scanner_.seek(place.byte);
  document_number_ = place.documents_before;
  next_line_ = static_cast<std::uint32_t>(place.line);
  return true;
}

void CsvReader::add_cell(fhir::Document& document, const Cell& cell, std::size_t column) {
  if (cell.begin == cell.end) return;
  const HeaderColumn& header = file_.header.columns[column];
  // The layout's names live as long as the format; a name of the file's own only as long as this reader.
  const std::string_view name = header.layout_column != kNotInLayout
                                    ? std::string_view(layout_.columns[header.layout_column].name)
                                    : document.intern(header.name);
  const fhir::NodeIndex node = document.append(0, name);
  document.set_position(node, {line_, static_cast<std::uint32_t>(column + 1)});
  document.set_value_unowned(node, fhir::ValueKind::text, decoded(document, cell));
}

std::string_view CsvReader::decoded(fhir::Document& document, const Cell& cell) {
  const std::string_view raw = bytes_.substr(cell.begin, cell.end - cell.begin);
  const bool is_transcoded = file_.dialect.encoding == Encoding::windows_1252 && !file_.is_ascii && !is_ascii(raw);
  if (!is_transcoded && !cell.has_doubled_quotes) return raw;
  scratch_.clear();
  if (is_transcoded) {
    append_windows_1252_as_utf8(scratch_, raw);
  } else {
    scratch_ = raw;
  }
  if (cell.has_doubled_quotes) {
    std::size_t to = 0;
    for (std::size_t from = 0; from < scratch_.size(); ++from, ++to) {
      scratch_[to] = scratch_[from];
      if (scratch_[from] == '"') ++from;
    }
    scratch_.resize(to);
  }
  return document.intern(scratch_);
}

void CsvReader::note_quoting(const Cell& cell, std::size_t column) {
  const ColumnQuoting& usual = file_.dialect.quoting[column];
  const bool is_usually_quoted = cell.begin == cell.end ? usual.empty : usual.filled;
  if (cell.is_quoted == is_usually_quoted) return;
  if (!cell.is_quoted) {
    spelling_.bare.push_back(column);
  } else if (!needs_quotes(bytes_.substr(cell.begin, cell.end - cell.begin), file_.dialect.delimiter)) {
    spelling_.quoted.push_back(column);
  }
}

void CsvReader::check_count(const Record& record, fhir::Issues& issues) const {
  const std::size_t wanted = file_.header.columns.size();
  if (record.cell_count == wanted) return;
  const bool is_short = record.cell_count < wanted;
  issues.error(is_short ? "csv-short-row" : "csv-long-row", {},
               fmt::format("The row of line {} has {} cells; the header has {}. {}", line_, record.cell_count, wanted,
                           is_short ? "Is a delimiter missing?" : "Put cells that hold the delimiter in quotes."),
               {line_, static_cast<std::uint32_t>(std::min(record.cell_count, wanted))});
}

}  // namespace careway::formats
