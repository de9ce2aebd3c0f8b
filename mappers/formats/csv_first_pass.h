#pragma once

#include <optional>
#include <string_view>

#include "mappers/formats/csv_dialect.h"
#include "mappers/formats/csv_header.h"
#include "mappers/formats/csv_layout.h"
#include "mappers/formats/format.h"

namespace careway::formats {

/// More blank-line runs than this in one gap are refused ("limit-blank-lines"): they would fill the spelling.
inline constexpr std::size_t kBlankRunsMax = 1000;

/// What the first pass learned about a file.
struct CsvFile {
  CsvDialect dialect;
  CsvHeader header;
  std::size_t header_end = 0;  ///< where the first row begins; the header's bytes stand in front of it
  std::size_t document_count = 0;
  bool is_ascii = true;
};

/// Reads all bytes once and finds every file fault. Nothing with errors when the file cannot be used.
std::optional<CsvFile> read_csv_file(std::string_view bytes, const CsvLayout& layout, const FormatLimits& limits,
                                     fhir::Issues& issues);

/// A record without data: an empty line, or as many bare delimiters as the header has.
bool is_blank(const Record& record, std::size_t column_count);
void add_blank(std::vector<BlankRun>& runs, const Record& record, Newline newline);
/// True when a cell with that text cannot be written without quotes.
bool needs_quotes(std::string_view text, char delimiter);

}  // namespace careway::formats
