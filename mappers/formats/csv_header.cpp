#include "mappers/formats/csv_header.h"

#include <fmt/format.h>

#include "mappers/formats/csv_scan.h"

namespace careway::formats {
namespace {

std::string cell_text(std::string_view bytes, const Cell& cell) {
  std::string text(bytes.substr(cell.begin, cell.end - cell.begin));
  if (!cell.has_doubled_quotes) return text;
  for (std::size_t at = text.find("\"\""); at != std::string::npos; at = text.find("\"\"", at + 1)) text.erase(at, 1);
  return text;
}

}  // namespace

bool read_csv_header(std::string_view record, char delimiter, const CsvLayout& layout, CsvHeader& header) {
  header = {};
  RecordScanner scanner(record, delimiter, record.size());
  const Record found = scanner.next([&](const Cell& cell) {
    HeaderColumn column;
    column.name = cell_text(record, cell);
    if (const auto known = layout.by_header.find(header_key(column.name)); known != layout.by_header.end()) {
      column.layout_column = known->second;
      column.name = layout.columns[known->second].name;
      ++header.known_count;
    }
    if (column.name.empty()) column.name = fmt::format("(column {})", header.columns.size() + 1);
    header.columns.push_back(std::move(column));
  });
  return found.fault == RecordFault::none && found.next == record.size();
}

std::string canonical_header(const CsvLayout& layout) {
  const char delimiter = layout.delimiters.front();
  std::string record;
  for (const CsvColumn& column : layout.columns) {
    if (!record.empty()) record += delimiter;
    const bool needs_quotes =
        column.header.empty() || column.header.find_first_of(std::string("\"\r\n") + delimiter) != std::string::npos;
    if (needs_quotes) {
      append_quoted(record, column.header);
    } else {
      record += column.header;
    }
  }
  return record;
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t at = text.find('"'); at != std::string_view::npos; at = text.find('"')) {
    out.append(text, 0, at + 1);
    out += '"';
    text.remove_prefix(at + 1);
  }
  out += text;
  out += '"';
}

}  // namespace careway::formats
