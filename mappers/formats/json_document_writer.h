#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mappers/formats/format.h"
#include "mappers/formats/json_dialect.h"

namespace careway::formats {

/// Writes partner JSON: members in the tree's order, list items of one name together, numbers as their lexeme.
class JsonDocumentWriter : public DocumentWriter {
 public:
  /// `dialect` may be empty (canonical). A text that is no dialect makes every write fail with "json-dialect".
  JsonDocumentWriter(const Shape& shape, std::string_view dialect);

  bool write(const fhir::Document& document, std::string_view spelling, std::string& out,
             fhir::Issues& issues) override;
  void finish(std::string& out) override;

 private:
  void write_object(fhir::Element object, const Field* field, std::size_t depth);
  void write_list(fhir::Element first, const Field* field, std::size_t depth);
  void write_value(fhir::Element node, const Field* field, std::size_t depth);
  void write_plain(fhir::Element node, const Field* field);
  void write_text(std::string_view text);
  void write_unicode_escape(std::uint32_t unit);
  void new_line(std::size_t depth);
  void error(std::string_view code, fhir::Element node, std::string_view text);
  static bool is_in_list(fhir::Element node, const Field* field);

  const Shape& shape_;
  JsonDialect dialect_;
  bool is_usable_ = true;
  std::size_t written_ = 0;
  std::string* out_ = nullptr;
  fhir::Issues* issues_ = nullptr;
};

}  // namespace careway::formats
