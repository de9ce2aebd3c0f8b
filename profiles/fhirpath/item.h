#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "profiles/definitions/definitions.h"
#include "profiles/fhir/decimal.h"
#include "profiles/fhir/document.h"
#include "profiles/fhirpath/quantity.h"
#include "profiles/fhirpath/temporal.h"

namespace careway::fhirpath {

/// What type() gives: "System" and "Integer", "FHIR" and "Patient".
struct TypeName {
  std::string_view type_namespace;
  std::string_view name;
};

/// One thing in a FHIRPath collection: a node of a document with its FHIR type, or a value of a System type. Sixteen
/// bytes, copied freely. It owns nothing: nodes belong to their document; texts and values to the expression, the
/// document or the evaluator that made them (see Evaluator::evaluate).
class Item {
 public:
  enum class Kind : std::uint8_t { node, boolean, integer, decimal, text, temporal, quantity, type_info };

  /// A node that does not exist.
  Item() = default;
  /// kNone as the type means: what the definitions say about the node.
  static Item of_node(fhir::Element node, definitions::TypeIndex type = definitions::kNone);
  static Item of_boolean(bool value);
  static Item of_integer(std::int64_t value);
  // What these point to must outlive the item.
  static Item of_text(std::string_view text);
  static Item of_decimal(const fhir::Decimal& value);
  /// Zero that came about by cutting a negative number: it prints as "-0.0" (lowBoundary in the published suite).
  static Item of_negative_zero(const fhir::Decimal& value);
  static Item of_temporal(const Temporal& value);
  static Item of_quantity(const Quantity& value);
  static Item of_type(const TypeName& value);

  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] bool is_node() const { return kind_ == Kind::node; }
  /// The node; does not exist for System values.
  [[nodiscard]] fhir::Element node() const {
    return kind_ == Kind::node && index_ != fhir::kNoNode ? fhir::Element(document_, index_) : fhir::Element();
  }
  /// The type of a node; kNone for System values and for nodes that the definitions do not know.
  [[nodiscard]] definitions::TypeIndex node_type(const definitions::Definitions& definitions) const;

  // Only for an item of that kind.
  [[nodiscard]] bool boolean() const { return integer_ != 0; }
  [[nodiscard]] std::int64_t integer() const { return integer_; }
  [[nodiscard]] std::string_view text_view() const { return {bytes_, index_}; }
  [[nodiscard]] const fhir::Decimal& decimal() const { return *decimal_; }
  [[nodiscard]] const Temporal& temporal() const { return *temporal_; }
  [[nodiscard]] const Quantity& quantity() const { return *quantity_; }
  [[nodiscard]] const TypeName& type() const { return *type_name_; }

  /// "Patient", "code", "HumanName" for nodes; "boolean", "integer", "decimal", "string", "date", "dateTime", "time",
  /// "Quantity" for System values: what the published test suites compare. Empty for an unknown node.
  [[nodiscard]] std::string_view type_name(const definitions::Definitions& definitions) const;
  /// The value as text ("true", "16.40", "2024-02-29", "5 'mg'"); a node's own value; empty without one.
  [[nodiscard]] std::string text() const;

 private:
  static constexpr std::uint16_t kTypeOfNode = 0xFFFF;  // what the definitions say
  static constexpr std::uint16_t kNegativeZero = 1;     // of a decimal

  union {
    const fhir::Document* document_ = nullptr;
    const char* bytes_;
    std::int64_t integer_;
    const fhir::Decimal* decimal_;
    const Temporal* temporal_;
    const Quantity* quantity_;
    const TypeName* type_name_;
  };
  std::uint32_t index_ = fhir::kNoNode;  // of the node; length of a text
  std::uint16_t type_ = kTypeOfNode;
  Kind kind_ = Kind::node;
};

using Collection = std::vector<Item>;

inline Item Item::of_node(fhir::Element node, definitions::TypeIndex type) {
  Item item;
  if (!node) return item;
  item.document_ = &node.document();
  item.index_ = node.index();
  if (type < kTypeOfNode) item.type_ = static_cast<std::uint16_t>(type);
  return item;
}

inline Item Item::of_boolean(bool value) {
  Item item;
  item.kind_ = Kind::boolean;
  item.integer_ = value ? 1 : 0;
  return item;
}

inline Item Item::of_integer(std::int64_t value) {
  Item item;
  item.kind_ = Kind::integer;
  item.integer_ = value;
  return item;
}

inline Item Item::of_text(std::string_view text) {
  Item item;
  item.kind_ = Kind::text;
  item.bytes_ = text.data();
  item.index_ = static_cast<std::uint32_t>(text.size());
  return item;
}

inline Item Item::of_decimal(const fhir::Decimal& value) {
  Item item;
  item.kind_ = Kind::decimal;
  item.decimal_ = &value;
  return item;
}

inline Item Item::of_negative_zero(const fhir::Decimal& value) {
  Item item = of_decimal(value);
  item.type_ = kNegativeZero;
  return item;
}

inline Item Item::of_temporal(const Temporal& value) {
  Item item;
  item.kind_ = Kind::temporal;
  item.temporal_ = &value;
  return item;
}

inline Item Item::of_quantity(const Quantity& value) {
  Item item;
  item.kind_ = Kind::quantity;
  item.quantity_ = &value;
  return item;
}

inline Item Item::of_type(const TypeName& value) {
  Item item;
  item.kind_ = Kind::type_info;
  item.type_name_ = &value;
  return item;
}

}  // namespace careway::fhirpath
