#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mappers/formats/format.h"
#include "mappers/formats/xml_dialect.h"

namespace careway::formats {

/// Writes one partner XML document: elements in the schema's order, or in the tree's where the schema leaves it free.
class XmlDocumentWriter : public DocumentWriter {
 public:
  /// `dialect` may be empty (canonical). A text that is no dialect makes every write fail with "xml-dialect".
  XmlDocumentWriter(const Shape& shape, std::string_view target_namespace, std::string_view dialect);

  bool write(const fhir::Document& document, std::string_view spelling, std::string& out,
             fhir::Issues& issues) override;
  void finish(std::string& out) override;

 private:
  void write_element(fhir::Element element, std::string_view name, const Field* field, std::size_t depth,
                     const std::string& path);
  void write_attributes(fhir::Element element);
  void write_root_attributes(fhir::Element root);
  void write_children(const std::vector<fhir::Element>& children, const Field* field, std::size_t depth);
  void write_text(fhir::Element element);
  void write_name(std::string_view name);
  void write_remarks(XmlRemark::Place place, const std::string& path, std::size_t depth);
  void write_homeless_remarks(std::size_t depth);
  [[nodiscard]] bool has_remarks(XmlRemark::Place place, const std::string& path) const;
  [[nodiscard]] static std::vector<fhir::Element> elements_of(fhir::Element element, const Field* field);
  void check_name(fhir::Element element, std::string_view name);
  void check_text(fhir::Element element);
  void new_line(std::size_t depth);
  void error(std::string_view code, fhir::Element element, std::string_view text);

  const Shape& shape_;
  std::string_view target_namespace_;
  XmlDialect dialect_;
  bool is_usable_ = true;
  bool is_written_ = false;
  std::vector<XmlRemark> remarks_;
  std::vector<bool> is_remark_written_;
  std::string text_;  ///< the document with line feeds only
  fhir::Issues* issues_ = nullptr;
};

}  // namespace careway::formats
