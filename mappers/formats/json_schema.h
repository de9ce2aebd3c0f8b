#pragma once

#include <re2/re2.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mappers/formats/shape.h"
#include "profiles/fhir/decimal.h"
#include "profiles/fhir/document.h"

namespace careway::formats {

/// A JSON Schema (draft 2020-12, the words listed in the README), compiled. Immutable after load; safe for concurrent
/// use.
class JsonSchema {
 public:
  /// Null with errors "json-schema-…", each with file and line, when the schema cannot be used.
  static std::unique_ptr<JsonSchema> read(std::string_view text, std::string_view file_name, fhir::Issues& issues);

  [[nodiscard]] const Shape& shape() const { return shape_; }
  /// Checks the object at the document's root; errors "json-schema-…" with path and position, at most 100 of them.
  void check(const fhir::Document& document, fhir::Issues& issues) const;

 private:
  friend class JsonSchemaReader;
  friend class JsonSchemaCheck;
  using Place = std::size_t;
  static constexpr Place kAny = static_cast<Place>(-1);

  enum Type : std::uint8_t { object = 1, list = 2, text = 4, number = 8, integer = 16, boolean = 32, null = 64 };
  struct Value {
    fhir::ValueKind kind = fhir::ValueKind::text;
    std::string text;
  };
  struct Rule {
    std::uint8_t types = 0;  ///< of Type; 0: any
    std::vector<std::pair<std::string, Place>> properties;
    std::vector<std::string> required;
    Place items = kAny;
    Place additional = kAny;  ///< rule for other members
    bool accepts_additional = true;
    bool has_values = false;
    std::vector<Value> values;
    std::optional<std::size_t> length_min, length_max, items_min, items_max;
    std::optional<fhir::Decimal> minimum, maximum;
    std::unique_ptr<RE2> pattern;
    std::string pattern_text;
    std::string format;
    std::vector<Place> one_of;
    bool exactly_one = true;  ///< oneOf, not anyOf
    Place same_as = kAny;     ///< $ref
  };

  [[nodiscard]] Field field_of(const std::string& name, Place place, std::size_t depth) const;
  void add_children(Field& field, const Rule& rule, std::size_t depth) const;
  [[nodiscard]] Place resolved(Place place) const;

  std::vector<Rule> rules_;
  Place root_ = kAny;
  Shape shape_;
};

}  // namespace careway::formats
