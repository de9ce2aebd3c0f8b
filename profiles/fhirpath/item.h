#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "profiles/definitions/definitions.h"
#include "profiles/fhir/decimal.h"
#include "profiles/fhir/document.h"
#include "profiles/fhirpath/quantity.h"
#include "profiles/fhirpath/temporal.h"

namespace careway::fhirpath {

/// One thing in a FHIRPath collection: a node of a document with its FHIR type, or a value of a System type.
/// (The maker of this library may change the inside for speed; what a reader of results needs are the accessors.)
class Item {
 public:
  enum class Kind : std::uint8_t { node, boolean, integer, decimal, text, temporal, quantity, type_info };

  [[nodiscard]] Kind kind() const;
  /// The node; does not exist for System values.
  [[nodiscard]] fhir::Element node() const;
  /// "Patient", "code", "HumanName" for nodes; "boolean", "integer", "decimal", "string", "date", "dateTime", "time",
  /// "Quantity" for System values: what the published test suites compare.
  [[nodiscard]] std::string_view type_name(const definitions::Definitions& definitions) const;
  /// The value as text ("true", "16.40", "2024-02-29", "5 'mg'"); a node's own value; empty without one.
  [[nodiscard]] std::string text() const;

  Item() = default;
  static Item of_node(fhir::Element node, definitions::TypeIndex type);

 private:
  fhir::Element node_;
  definitions::TypeIndex type_ = definitions::kNone;
};

using Collection = std::vector<Item>;

}  // namespace careway::fhirpath
