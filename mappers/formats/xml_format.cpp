#include <algorithm>

#include "mappers/formats/format.h"
#include "mappers/formats/xml_dialect.h"
#include "mappers/formats/xml_document_writer.h"
#include "mappers/formats/xml_schema.h"
#include "mappers/formats/xml_tree.h"

namespace careway::formats {
namespace {

/// A whole file is one document; opening reads it.
class XmlReader : public DocumentReader {
 public:
  explicit XmlReader(std::string_view bytes) : bytes_(bytes) {}

  /// False with issues when the document cannot be used.
  bool read(const XmlSchema& schema, const fhir::ReadLimits& limits, fhir::Issues& issues) {
    const std::size_t errors_before = issues.error_count();
    XmlTreeBuilder builder(schema.shape(), schema.target_namespace(), document_, issues);
    // Other namespaces are refused before the pooled parser sees them: the pool never forgets one.
    if (!fhir::parse_xml(bytes_, builder, issues, limits)) return false;
    schema.check(bytes_, issues);
    if (issues.error_count() != errors_before) return false;
    dialect_ = to_text(detect_xml_dialect(bytes_));
    spelling_ = to_text(builder.remarks());
    line_ = document_.root().position().line;
    return true;
  }

  [[nodiscard]] const std::string& dialect() const override { return dialect_; }
  [[nodiscard]] std::size_t document_count() const override { return 1; }
  [[nodiscard]] std::size_t document_number() const override { return is_given_ ? 1 : 0; }
  [[nodiscard]] std::size_t line() const override { return line_; }
  [[nodiscard]] std::string_view source_bytes() const override { return is_given_ ? bytes_ : std::string_view{}; }

  bool next(fhir::Document& document, std::string& spelling, fhir::Issues& /*issues*/) override {
    document.clear();
    spelling.clear();
    if (is_given_) return false;
    is_given_ = true;
    document = std::move(document_);
    spelling = spelling_;
    return true;
  }

 private:
  std::string_view bytes_;
  fhir::Document document_;
  std::string dialect_;
  std::string spelling_;
  std::size_t line_ = 0;
  bool is_given_ = false;
};

class XmlFormat : public Format {
 public:
  XmlFormat(std::unique_ptr<XmlSchema> schema, const FormatLimits& limits)
      : schema_(std::move(schema)), limits_(limits.document) {
    limits_.bytes_max = std::min(limits_.bytes_max, limits.file_bytes_max);
  }

  [[nodiscard]] const Shape& shape() const override { return schema_->shape(); }

  [[nodiscard]] std::unique_ptr<DocumentReader> open(std::string_view bytes, fhir::Issues& issues) const override {
    auto reader = std::make_unique<XmlReader>(bytes);
    if (!reader->read(*schema_, limits_, issues)) return nullptr;
    return reader;
  }

  [[nodiscard]] std::unique_ptr<DocumentWriter> writer(std::string_view dialect) const override {
    return std::make_unique<XmlDocumentWriter>(schema_->shape(), schema_->target_namespace(), dialect);
  }

 private:
  std::unique_ptr<XmlSchema> schema_;
  fhir::ReadLimits limits_;
};

}  // namespace

std::unique_ptr<Format> make_xml_format(std::string_view schema_text, std::string_view file_name, std::string_view root,
                                        const FormatLimits& limits, fhir::Issues& issues) {
  auto schema = XmlSchema::read(schema_text, file_name, root, issues);
  if (schema == nullptr) return nullptr;
  return std::make_unique<XmlFormat>(std::move(schema), limits);
}

}  // namespace careway::formats
