#include "mappers/formats/csv.h"
#include "mappers/formats/csv_first_pass.h"
#include "mappers/formats/csv_layout.h"
#include "mappers/formats/csv_reader.h"
#include "mappers/formats/csv_writer.h"
#include "mappers/formats/format.h"

namespace careway::formats {
namespace {

Shape shape_of(const CsvLayout& layout) {
  Shape shape;
  shape.root.name = layout.name;
  shape.root.type = FieldType::object;
  shape.root.is_open = layout.keeps_unknown_columns;
  for (const CsvColumn& column : layout.columns) {
    Field field;
    field.name = column.name;
    field.type = column.type;
    field.values = column.values;
    shape.root.children.push_back(std::move(field));
  }
  return shape;
}

class CsvFormat : public Format {
 public:
  CsvFormat(std::unique_ptr<CsvLayout> layout, const FormatLimits& limits)
      : layout_(std::move(layout)), limits_(limits), shape_(shape_of(*layout_)) {}

  [[nodiscard]] const Shape& shape() const override { return shape_; }

  [[nodiscard]] std::unique_ptr<DocumentReader> open(std::string_view bytes, fhir::Issues& issues) const override {
    auto file = read_csv_file(bytes, *layout_, limits_, issues);
    if (!file) return nullptr;
    return std::make_unique<CsvReader>(bytes, *layout_, limits_, std::move(*file));
  }

  [[nodiscard]] std::unique_ptr<DocumentWriter> writer(std::string_view dialect) const override {
    return std::make_unique<CsvWriter>(*layout_, dialect);
  }

 private:
  std::unique_ptr<CsvLayout> layout_;
  FormatLimits limits_;
  Shape shape_;
};

}  // namespace

std::unique_ptr<Format> make_csv_format(std::string_view layout_text, std::string_view file_name,
                                        std::string_view release, const FormatLimits& limits, fhir::Issues& issues) {
  auto layout = read_csv_layout(layout_text, file_name, release, issues);
  if (layout == nullptr) return nullptr;
  return std::make_unique<CsvFormat>(std::move(layout), limits);
}

std::string csv_of_rows(std::string_view header_bytes, std::span<const std::string_view> rows) {
  const std::string_view line_end = header_bytes.ends_with("\r\n") || !header_bytes.ends_with('\n') ? "\r\n" : "\n";
  std::string bytes(header_bytes);
  if (!header_bytes.ends_with('\n')) bytes += line_end;
  for (const std::string_view row : rows) {
    bytes += row;
    if (!row.ends_with('\n')) bytes += line_end;
  }
  return bytes;
}

}  // namespace careway::formats
