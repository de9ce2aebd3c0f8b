#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "profiles/definitions/definitions.h"
#include "profiles/fhirpath/types.h"

namespace careway::fhirpath {

/// What is known about the items of a collection before any is seen: the types that they may have. Without any type the
/// collection is always empty. A value type.
struct TypeSet {
  /// Bits of `system` and of the classes below.
  static constexpr std::uint16_t kBoolean = 1;
  static constexpr std::uint16_t kInteger = 2;
  static constexpr std::uint16_t kDecimal = 4;
  static constexpr std::uint16_t kText = 8;
  static constexpr std::uint16_t kDate = 16;
  static constexpr std::uint16_t kDateTime = 32;
  static constexpr std::uint16_t kTime = 64;
  static constexpr std::uint16_t kQuantity = 128;
  static constexpr std::uint16_t kTypeInfo = 256;
  static constexpr std::uint16_t kOther = 512;  ///< a class: FHIR types without a value of their own
  static constexpr std::uint16_t kNumber = kInteger | kDecimal;
  static constexpr std::uint16_t kTemporal = kDate | kDateTime | kTime;

  bool is_any = false;        ///< nothing is known
  bool is_unordered = false;  ///< children(), descendants(): no first one
  std::uint16_t system = 0;
  std::vector<definitions::TypeIndex> fhir;

  static TypeSet any() {
    TypeSet set;
    set.is_any = true;
    return set;
  }
  static TypeSet of_system(std::uint16_t bits) {
    TypeSet set;
    set.system = bits;
    return set;
  }
  static TypeSet of_fhir(definitions::TypeIndex type) {
    TypeSet set;
    set.fhir.push_back(type);
    return set;
  }

  [[nodiscard]] bool is_empty() const { return !is_any && system == 0 && fhir.empty(); }
  void add(definitions::TypeIndex type);
  void add(const TypeSet& other);
  friend bool operator==(const TypeSet&, const TypeSet&) = default;
};

/// The children of that name; nothing when no item can have one. A choice element answers to its name without the type
/// ("value"), never with it. Abstract types may have any child.
std::optional<TypeSet> children_named(const TypeSet& set, std::string_view name,
                                      const definitions::Definitions& definitions);
/// What remains of a set when only items of a type are kept; the type itself where nothing is known.
TypeSet narrowed(const TypeSet& set, const TypeSpecifier& type, const definitions::Definitions& definitions);
/// The classes of values that the items can have, FHIR types included; kOther for those without a value.
std::uint16_t classes_of(const TypeSet& set, const definitions::Definitions& definitions);
/// The bit of a System type.
std::uint16_t bit_of(SystemType type);

}  // namespace careway::fhirpath
