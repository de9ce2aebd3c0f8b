#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace careway::formats {

/// How one XML file is spelled.
struct XmlDialect {
  enum class Empty : char { slash = 's', spaced_slash = 'b', end_tag = 'e' };  ///< <A/>, <A />, <A></A>
  bool has_byte_order_mark = false;
  bool has_crlf = false;
  bool is_indented = true;
  std::string indent = "  ";
  std::string declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";  ///< empty: none
  std::string after_declaration = "\n";
  std::string prefix;  ///< of the target namespace; empty: it is the default namespace
  /// Namespace declarations of the root as they stand there ("xmlns:xsi=\"…\""), "*" for the other attributes; empty:
  /// what is needed.
  std::vector<std::string> root_attributes;
  Empty empty = Empty::slash;
  std::string end = "\n";  ///< behind everything
};

std::string to_text(const XmlDialect& dialect);
/// Nothing when `text` was not made by to_text.
std::optional<XmlDialect> parse_xml_dialect(std::string_view text);
/// Looks at the layout of a well-formed document.
XmlDialect detect_xml_dialect(std::string_view bytes);

/// Comments and processing instructions, which are no data but come home.
struct XmlRemark {
  enum class Place : char { before = 'b', inside_end = 'e', after_root = 'a' };
  Place place = Place::before;
  std::string path;    ///< numbered_path of the element it stands before, or at the end of which it stands
  std::string markup;  ///< "<!-- … -->" or "<?…?>"
};

std::string to_text(const std::vector<XmlRemark>& remarks);
/// Parts that make no sense, or that would not be a comment or a processing instruction, are passed over.
std::vector<XmlRemark> parse_remarks(std::string_view text);

}  // namespace careway::formats
