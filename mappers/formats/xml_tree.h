#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mappers/formats/shape.h"
#include "mappers/formats/xml_dialect.h"
#include "profiles/fhir/document.h"
#include "profiles/fhir/xml_events.h"

namespace careway::formats {

inline constexpr std::string_view kXmlSchemaInstance = "http://www.w3.org/2001/XMLSchema-instance";
inline constexpr std::string_view kXmlNamespace = "http://www.w3.org/XML/1998/namespace";

/// Builds the tree that format.h describes from parse events. Refuses other namespaces ("xml-namespace"), another root
/// ("xml-root") and text between elements ("xml-mixed").
class XmlTreeBuilder : public fhir::XmlHandler {
 public:
  /// `shape` lends the names and must outlive the document.
  XmlTreeBuilder(const Shape& shape, std::string_view target_namespace, fhir::Document& document, fhir::Issues& issues);

  bool start_element(std::string_view namespace_uri, std::string_view local_name,
                     std::span<const fhir::XmlAttribute> attributes, fhir::Position position,
                     std::size_t byte_offset) override;
  bool end_element(std::string_view namespace_uri, std::string_view local_name, std::size_t byte_offset) override;
  bool text(std::string_view text) override;
  bool comment(std::string_view text) override;
  bool processing_instruction(std::string_view target, std::string_view data) override;

  /// Comments and processing instructions with their places; call when the document is whole.
  [[nodiscard]] std::vector<XmlRemark> remarks() const;

 private:
  struct Open {
    fhir::NodeIndex node = 0;
    const Field* field = nullptr;
    std::string text;
    bool has_elements = false;
  };
  struct Remark {
    XmlRemark::Place place = XmlRemark::Place::before;
    fhir::NodeIndex node = fhir::kNoNode;  ///< of before: set when the next element comes
    std::string markup;
  };

  bool add_attributes(fhir::NodeIndex node, const Field* field, std::span<const fhir::XmlAttribute> attributes,
                      fhir::Position position);
  void add_remark(std::string markup);
  bool refuse(std::string_view code, fhir::NodeIndex node, std::string_view text, fhir::Position position);

  const Shape& shape_;
  std::string_view target_namespace_;
  fhir::Document& document_;
  fhir::Issues& issues_;
  std::vector<Open> open_;
  std::vector<Remark> remarks_;
  std::size_t unplaced_ = 0;  ///< remarks from here on wait for the next element or end tag
  bool is_past_root_ = false;
};

}  // namespace careway::formats
