#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mappers/formats/csv_layout.h"
#include "mappers/formats/csv_scan.h"

namespace careway::formats {

/// Blank lines in one gap: what a full spreadsheet leaves, twice. More are refused with "limit-blank-lines".
inline constexpr std::size_t kBlankLinesMax = 2 * 1048576;

/// Lines without data that stand together: empty ones, or ones of bare delimiters (",,,,", as spreadsheets leave them).
struct BlankRun {
  std::size_t count = 0;
  bool has_delimiters = false;
  Newline newline = Newline::lf;
};

/// How the cells of one column are quoted when the format does not demand quotes.
struct ColumnQuoting {
  bool filled = false;  ///< quotes around a cell that has text
  bool empty = false;   ///< quotes around an empty cell
};

/// How one CSV file is spelled.
struct CsvDialect {
  bool has_byte_order_mark = false;
  Encoding encoding = Encoding::utf_8;
  char delimiter = ',';
  Newline newline = Newline::crlf;         ///< of most rows
  Newline header_newline = Newline::crlf;  ///< of the header line
  bool ends_with_newline = true;
  std::vector<ColumnQuoting> quoting;  ///< one per column of the header
  std::vector<BlankRun> tail;          ///< blank lines behind the last row
  std::string header;                  ///< the header record in UTF-8, quotes and all, without its line end
};

std::string to_text(const CsvDialect& dialect);
/// Nothing when `text` was not made by to_text.
std::optional<CsvDialect> parse_dialect(std::string_view text);

/// What is peculiar to one row.
struct CsvSpelling {
  std::vector<std::size_t> quoted;  ///< columns quoted though the dialect would not
  std::vector<std::size_t> bare;    ///< columns bare though the dialect would quote
  std::optional<Newline> newline;   ///< when it is not the dialect's
  std::vector<BlankRun> before;     ///< blank lines in front of the row

  void clear();
  [[nodiscard]] bool empty() const;
};

/// Empty text for an empty spelling; for instance "q3 u7 nl b2dc".
void append_text(std::string& out, const CsvSpelling& spelling);
/// Reads what append_text wrote; parts that make no sense are passed over, since a spelling is never more than a wish.
void parse_spelling(std::string_view text, CsvSpelling& spelling);

void append_newline(std::string& out, Newline newline);

}  // namespace careway::formats
