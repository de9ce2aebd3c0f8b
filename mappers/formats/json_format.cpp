#include <utility>

#include "mappers/formats/format.h"
#include "mappers/formats/json_dialect.h"
#include "mappers/formats/json_document_writer.h"
#include "mappers/formats/json_schema.h"
#include "mappers/formats/json_tree.h"

namespace careway::formats {
namespace {

/// Where the first pass ended up.
struct JsonFile {
  JsonDialect dialect;
  std::size_t document_count = 0;
};

class JsonReader : public DocumentReader {
 public:
  JsonReader(std::string_view bytes, const JsonSchema& schema, const FormatLimits& limits, const JsonFile& file)
      : bytes_(bytes),
        schema_(schema),
        limits_(limits.document),
        file_(file),
        dialect_text_(to_text(file.dialect)),
        scanner_(bytes, limits_) {
    if (file_.dialect.frame == JsonDialect::Frame::list) scanner_.take('[');
  }

  [[nodiscard]] const std::string& dialect() const override { return dialect_text_; }
  [[nodiscard]] std::size_t document_count() const override { return file_.document_count; }
  [[nodiscard]] std::size_t document_number() const override { return document_number_; }
  [[nodiscard]] std::size_t line() const override { return line_; }
  [[nodiscard]] std::string_view source_bytes() const override { return source_bytes_; }

  bool next(fhir::Document& document, std::string& spelling, fhir::Issues& issues) override {
    document.clear();
    spelling.clear();
    source_bytes_ = {};
    if (document_number_ == file_.document_count) return false;
    if (document_number_ > 0 && file_.dialect.frame == JsonDialect::Frame::list) scanner_.take(',');
    ++document_number_;
    scanner_.peek();
    line_ = scanner_.position().line;
    const std::size_t begin = scanner_.offset();
    // A fault stops the scanner that meets it; the rest of the file is still to be read.
    fhir::JsonScanner attempt = scanner_;
    const bool is_read = JsonTreeReader(attempt, bytes_, limits_).read(document, issues);
    scanner_.skip_value(0);
    source_bytes_ = bytes_.substr(begin, scanner_.offset() - begin);
    if (is_read) schema_.check(document, issues);
    return true;
  }

 private:
  std::string_view bytes_;
  const JsonSchema& schema_;
  const fhir::ReadLimits& limits_;
  JsonFile file_;
  std::string dialect_text_;
  fhir::JsonScanner scanner_;
  std::string_view source_bytes_;
  std::size_t document_number_ = 0;
  std::size_t line_ = 0;
};

/// First pass: the syntax of the whole file, the frame, the number of documents.
class JsonFirstPass {
 public:
  JsonFirstPass(std::string_view bytes, const FormatLimits& limits, fhir::Issues& issues)
      : bytes_(bytes), limits_(limits), issues_(issues), scanner_(bytes, limits.document) {}

  bool run(JsonFile& file) {
    if (bytes_.size() > limits_.file_bytes_max) {
      issues_.error("limit-bytes", {}, "The file is too large. Send it in parts.");
      return false;
    }
    const bool is_read = scanner_.take('[') ? read_list(file) : read_sequence(file);
    if (!is_read || !scanner_.expect_end()) {
      issues_.error(scanner_.failure().code, {}, scanner_.failure().text, scanner_.failure().position);
      return false;
    }
    const auto frame = file.dialect.frame;
    const std::string between = std::move(file.dialect.between);
    file.dialect = detect_json_dialect(bytes_);
    file.dialect.frame = frame;
    file.dialect.between = between;
    return true;
  }

 private:
  bool read_document(JsonFile& file, std::size_t depth) {
    if (scanner_.peek() != '{') return scanner_.fail("json-not-an-object", "A document must be an object: { ... }.");
    const std::size_t begin = scanner_.offset();
    if (!scanner_.skip_value(depth)) return false;
    if (scanner_.offset() - begin > limits_.document.bytes_max) {
      return scanner_.fail("limit-bytes", "A document is larger than this system accepts. Send it in parts.");
    }
    if (++file.document_count > limits_.rows_max)
      return scanner_.fail("limit-rows", "Too many documents. Split the file.");
    return true;
  }

  bool read_list(JsonFile& file) {
    file.dialect.frame = JsonDialect::Frame::list;
    if (scanner_.take(']')) return true;
    do {
      if (!read_document(file, 1)) return false;
    } while (scanner_.take(','));
    return scanner_.expect(']');
  }

  bool read_sequence(JsonFile& file) {
    do {
      if (!read_document(file, 0)) return false;
      const std::size_t end = scanner_.offset();
      if (scanner_.peek() != '{') return true;
      file.dialect.frame = JsonDialect::Frame::sequence;
      if (file.document_count == 1 && scanner_.offset() - end <= 16) {
        file.dialect.between = bytes_.substr(end, scanner_.offset() - end);
      }
    } while (true);
  }

  std::string_view bytes_;
  const FormatLimits& limits_;
  fhir::Issues& issues_;
  fhir::JsonScanner scanner_;
};

class JsonFormat : public Format {
 public:
  JsonFormat(std::unique_ptr<JsonSchema> schema, const FormatLimits& limits)
      : schema_(std::move(schema)), limits_(limits) {}

  [[nodiscard]] const Shape& shape() const override { return schema_->shape(); }

  [[nodiscard]] std::unique_ptr<DocumentReader> open(std::string_view bytes, fhir::Issues& issues) const override {
    JsonFile file;
    if (!JsonFirstPass(bytes, limits_, issues).run(file)) return nullptr;
    return std::make_unique<JsonReader>(bytes, *schema_, limits_, file);
  }

  [[nodiscard]] std::unique_ptr<DocumentWriter> writer(std::string_view dialect) const override {
    return std::make_unique<JsonDocumentWriter>(schema_->shape(), dialect);
  }

 private:
  std::unique_ptr<JsonSchema> schema_;
  FormatLimits limits_;
};

}  // namespace

std::unique_ptr<Format> make_json_format(std::string_view schema_text, std::string_view file_name,
                                         const FormatLimits& limits, fhir::Issues& issues) {
  auto schema = JsonSchema::read(schema_text, file_name, issues);
  if (schema == nullptr) return nullptr;
  return std::make_unique<JsonFormat>(std::move(schema), limits);
}

}  // namespace careway::formats
