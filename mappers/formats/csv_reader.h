#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mappers/formats/csv_first_pass.h"
#include "mappers/formats/csv_scan.h"
#include "mappers/formats/format.h"

namespace careway::formats {

/// Second pass over a file that the first pass found usable: one row, one document.
class CsvReader : public DocumentReader {
 public:
  CsvReader(std::string_view bytes, const CsvLayout& layout, const FormatLimits& limits, CsvFile file);

  [[nodiscard]] const std::string& dialect() const override { return dialect_text_; }
  [[nodiscard]] std::size_t document_count() const override { return file_.document_count; }
  bool next(fhir::Document& document, std::string& spelling, fhir::Issues& issues) override;
  [[nodiscard]] std::size_t document_number() const override { return document_number_; }
  [[nodiscard]] std::size_t line() const override { return line_; }
  [[nodiscard]] std::string_view source_bytes() const override { return source_bytes_; }
  [[nodiscard]] DocumentPlace place() const override { return place_; }
  bool go_to(const DocumentPlace& place) override;
  [[nodiscard]] std::string_view header_bytes() const override { return bytes_.substr(0, file_.header_end); }

 private:
  void add_cell(fhir::Document& document, const Cell& cell, std::size_t column);
  void note_quoting(const Cell& cell, std::size_t column);
  void check_count(const Record& record, fhir::Issues& issues) const;
  std::string_view decoded(fhir::Document& document, const Cell& cell);

  std::string_view bytes_;
  const CsvLayout& layout_;
  CsvFile file_;
  RecordScanner scanner_;
  std::string dialect_text_;
  std::vector<Cell> cells_;
  CsvSpelling spelling_;
  std::string scratch_;
  std::string_view source_bytes_;
  DocumentPlace place_;
  std::size_t document_number_ = 0;
  std::uint32_t line_ = 1;
  std::uint32_t next_line_ = 1;
};

}  // namespace careway::formats
