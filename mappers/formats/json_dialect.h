#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace careway::formats {

/// How one JSON file is spelled.
struct JsonDialect {
  enum class Frame : char { object = 'o', list = 'l', sequence = 's' };
  Frame frame = Frame::object;  ///< one object; a list of objects; objects one behind the other (as NDJSON)
  bool has_byte_order_mark = false;
  bool is_indented = true;    ///< each member and item on a line of its own
  bool has_crlf = false;      ///< line ends of an indented file
  std::string indent = "  ";  ///< one level
  std::string before_colon;
  std::string after_colon = " ";
  std::string after_comma;        ///< in a file that is not indented
  bool has_inline_lists = false;  ///< an indented file keeps lists of plain values on one line
  std::string list_padding;       ///< inside the brackets of those: "[ 1, 2 ]"
  bool escapes_non_ascii = false;
  bool escapes_in_upper_case = false;  ///< \u00E9 rather than \u00e9
  bool escapes_slashes = false;
  std::string between = "\n";  ///< between the objects of a sequence
  std::string end = "\n";      ///< behind the last bracket
};

std::string to_text(const JsonDialect& dialect);
/// Nothing when `text` was not made by to_text.
std::optional<JsonDialect> parse_json_dialect(std::string_view text);
/// Looks at the layout of a file that is known to be valid JSON; reads no more than its beginning and its end. Frame
/// and `between` are the caller's to set.
JsonDialect detect_json_dialect(std::string_view bytes);

}  // namespace careway::formats
