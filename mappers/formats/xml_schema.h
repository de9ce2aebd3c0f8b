#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "mappers/formats/shape.h"
#include "profiles/fhir/issue.h"

namespace careway::formats {

/// An XSD, compiled once. Nothing is fetched: no import, include or redefine, no schemaLocation of a document, no DTD.
/// Immutable after load; safe for concurrent use.
class XmlSchema {
 public:
  /// Null with errors "xsd-…", each with file and line, when the schema cannot be used.
  static std::unique_ptr<XmlSchema> read(std::string_view text, std::string_view file_name, std::string_view root,
                                         fhir::Issues& issues);
  virtual ~XmlSchema() = default;

  [[nodiscard]] virtual const Shape& shape() const = 0;
  [[nodiscard]] virtual const std::string& target_namespace() const = 0;
  /// Checks a well-formed document in UTF-8 that fhir::parse_xml has accepted; errors "xsd-invalid" with path, line and
  /// column, at most 100 of them. The texts never hold a value of the document.
  virtual void check(std::string_view bytes, fhir::Issues& issues) const = 0;
};

}  // namespace careway::formats
