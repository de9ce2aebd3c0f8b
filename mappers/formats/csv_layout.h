#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mappers/formats/shape.h"
#include "profiles/fhir/issue.h"

namespace careway::formats {

enum class Encoding : std::uint8_t { utf_8, windows_1252 };

/// A column of the chosen release.
struct CsvColumn {
  std::string name;    ///< canonical: the child's name in the document
  std::string header;  ///< what is written without a dialect
  FieldType type = FieldType::text;
  bool required = false;
  std::vector<std::string> values;  ///< the closed list of the chosen release
};

/// A CSV layout with one release chosen. Immutable after load, safe for concurrent use.
struct CsvLayout {
  std::string name;
  std::string release;
  std::vector<Encoding> encodings;
  std::string delimiters;  ///< the characters tried, the canonical one first
  bool keeps_unknown_columns = true;
  std::vector<CsvColumn> columns;                              ///< canonical order
  std::unordered_map<std::string, std::size_t> by_header;      ///< header key -> place in columns
  std::unordered_map<std::string, std::string> other_release;  ///< header key -> a release that calls a column so
};

/// What headers are compared by: ASCII letters in lower case; any run of other characters (space, underscore, full
/// stop, brackets) counts as one gap; bytes beyond ASCII stand for themselves. "Cost_Frequency_Unit_Type" and "Cost
/// Frequency (Unit Type)" have one key.
std::string header_key(std::string_view header);

/// Reads a layout file (syntax: README of this folder). Null with errors "layout-…", each with file and line.
std::unique_ptr<CsvLayout> read_csv_layout(std::string_view text, std::string_view file_name, std::string_view release,
                                           fhir::Issues& issues);

}  // namespace careway::formats
