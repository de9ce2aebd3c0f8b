#pragma once

#include <array>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mappers/formats/csv_dialect.h"
#include "mappers/formats/csv_header.h"
#include "mappers/formats/format.h"

namespace careway::formats {

/// Writes rows in a dialect; a file that was read comes back byte for byte from its documents, dialect and spellings.
class CsvWriter : public DocumentWriter {
 public:
  /// `dialect` may be empty (canonical). A text that is no dialect makes every write fail with "csv-dialect".
  CsvWriter(const CsvLayout& layout, std::string_view dialect);

  bool write(const fhir::Document& document, std::string_view spelling, std::string& out,
             fhir::Issues& issues) override;
  void finish(std::string& out) override;

 private:
  enum class Byte : std::uint8_t { plain, needs_quotes, forbidden };
  struct Wish {
    bool quoted = false;
    bool bare = false;
  };

  bool place_cells(fhir::Element row, fhir::Issues& issues);
  std::size_t column_of(std::string_view name, std::size_t expected) const;
  bool append_row(std::string& out, fhir::Issues& issues);
  bool append_cell(std::string& out, std::size_t column, std::string_view text, fhir::Issues& issues);
  void append_header(std::string& out);
  void append_line_end(std::string& out);
  void append_blank_lines(std::string& out, const std::vector<BlankRun>& runs);

  CsvDialect dialect_;
  CsvHeader header_;
  bool is_usable_ = true;
  std::unordered_map<std::string_view, std::size_t> by_name_;
  std::array<Byte, 256> bytes_{};
  std::vector<std::string_view> cells_;
  std::vector<Wish> wishes_;
  CsvSpelling spelling_;
  std::string scratch_;
  bool header_written_ = false;
  Newline line_end_ = Newline::crlf;  ///< what ends the line written last
};

}  // namespace careway::formats
