#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "profiles/definitions/definitions.h"
#include "profiles/fhir/document.h"
#include "profiles/fhirpath/item.h"

namespace careway::fhirpath {

/// The type of a node: that of the resource, of its entry, or of the entry that its parent's type has under its name;
/// kNone when the definitions do not know it.
definitions::TypeIndex type_of(fhir::Element node, const definitions::Definitions& definitions);

/// True when `type` is `base` or is based on it, however far.
bool is_based_on(definitions::TypeIndex type, definitions::TypeIndex base, const definitions::Definitions& definitions);

/// What the value of a FHIR type is as a System value (R4 2.9.1.1).
enum class ValueClass : std::uint8_t { none, boolean, integer, decimal, text, date, date_time, time, quantity };

/// Which types of System an expression names.
enum class SystemType : std::uint8_t { none, boolean, text, integer, decimal, date, date_time, time, quantity };

/// A type as an expression names it. Without a namespace a name may be both: Quantity.
struct TypeSpecifier {
  definitions::TypeIndex fhir = definitions::kNone;
  SystemType system = SystemType::none;
  [[nodiscard]] bool is_known() const { return fhir != definitions::kNone || system != SystemType::none; }
};
TypeSpecifier find_type(std::string_view type_namespace, std::string_view name,
                        const definitions::Definitions& definitions);

/// Facts about each type that evaluation asks for at every item. Immutable; the definitions must outlive it.
class TypeTable {
 public:
  explicit TypeTable(const definitions::Definitions& definitions);

  [[nodiscard]] ValueClass value_class(definitions::TypeIndex type) const {
    return type < classes_.size() ? classes_[type] : ValueClass::none;
  }
  [[nodiscard]] bool is_primitive(definitions::TypeIndex type) const {
    return type != definitions::kNone && definitions_.type_kind(type) == definitions::TypeKind::primitive;
  }
  /// `is`: inheritance counts.
  [[nodiscard]] bool is(const Item& item, const TypeSpecifier& type) const;
  /// `as`, `ofType`: inheritance counts except between primitives, as the published suite has it: a code is a string,
  /// but not `as(string)`.
  [[nodiscard]] bool as(const Item& item, const TypeSpecifier& type) const;

 private:
  const definitions::Definitions& definitions_;
  std::vector<ValueClass> classes_;
};

/// "Integer" for an item of a System type.
std::string_view system_type_name(const Item& item);

}  // namespace careway::fhirpath
