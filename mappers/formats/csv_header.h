#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mappers/formats/csv_layout.h"

namespace careway::formats {

inline constexpr std::size_t kNotInLayout = static_cast<std::size_t>(-1);

struct HeaderColumn {
  std::string name;                          ///< canonical name, else the header's own text
  std::size_t layout_column = kNotInLayout;  ///< place in CsvLayout::columns
};

/// The columns of one header line, in its order.
struct CsvHeader {
  std::vector<HeaderColumn> columns;
  std::size_t known_count = 0;
};

/// Splits a header record (UTF-8, quotes and all) and finds the layout's columns in it. A header without text is called
/// "(column 7)". False when the record is not one well-formed CSV record.
bool read_csv_header(std::string_view record, char delimiter, const CsvLayout& layout, CsvHeader& header);

/// The header record in UTF-8 that the layout writes by itself.
std::string canonical_header(const CsvLayout& layout);

/// Appends `text` in quotes, quotes inside doubled.
void append_quoted(std::string& out, std::string_view text);

}  // namespace careway::formats
