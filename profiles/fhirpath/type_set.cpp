#include "profiles/fhirpath/type_set.h"

#include <algorithm>
#include <array>
#include <utility>

namespace careway::fhirpath {

using definitions::Definitions;
using definitions::EntryIndex;
using definitions::kNone;
using definitions::TypeIndex;

namespace {

// R4 2.9.1.1: the FHIR types that are values. Types based on these are of the same class.
constexpr std::array<std::pair<std::string_view, std::uint16_t>, 12> kClasses{{
    {"boolean", TypeSet::kBoolean},
    {"integer", TypeSet::kInteger},
    {"decimal", TypeSet::kDecimal},
    {"string", TypeSet::kText},
    {"uri", TypeSet::kText},
    {"base64Binary", TypeSet::kText},
    {"xhtml", TypeSet::kText},
    {"date", TypeSet::kDate},
    {"dateTime", TypeSet::kDateTime},
    {"instant", TypeSet::kDateTime},
    {"time", TypeSet::kTime},
    {"Quantity", TypeSet::kQuantity},
}};

std::uint16_t class_of(TypeIndex type, const Definitions& definitions) {
  for (; type != kNone; type = definitions.type(type).base) {
    const auto known =
        std::ranges::find(kClasses, definitions.type(type).name, &std::pair<std::string_view, std::uint16_t>::first);
    if (known != kClasses.end()) return known->second;
  }
  return TypeSet::kOther;
}

// "value" for "value[x]".
bool is_choice_of(std::string_view element, std::string_view name) {
  constexpr std::string_view kMark = "[x]";
  return element.size() == name.size() + kMark.size() && element.starts_with(name) && element.ends_with(kMark);
}

// Adds the types of the children of that name; whether there can be any.
bool add_children(TypeIndex type, std::string_view name, const Definitions& definitions, TypeSet& into) {
  const definitions::TypeInfo info = definitions.type(type);
  const EntryIndex direct = definitions.find_entry(type, name);
  if (direct != kNone && !definitions.entry(direct).is_choice) {
    into.add(definitions.entry_type(direct));
    return true;
  }
  bool is_found = false;
  for (EntryIndex i = info.first_entry; i < info.first_entry + info.entry_count; ++i) {
    const definitions::Entry entry = definitions.entry(i);
    if (!entry.is_choice || !is_choice_of(entry.element, name)) continue;
    into.add(entry.type);
    is_found = true;
  }
  if (is_found) return true;
  // Another type may be based on it; and the value of a primitive is a System value.
  const bool is_value = name == "value" && info.kind == definitions::TypeKind::primitive;
  if (!info.is_abstract && !is_value) return false;
  into.is_any = true;
  return true;
}

}  // namespace

void TypeSet::add(TypeIndex type) {
  if (std::ranges::find(fhir, type) == fhir.end()) fhir.push_back(type);
}

void TypeSet::add(const TypeSet& other) {
  is_any = is_any || other.is_any;
  is_unordered = is_unordered || other.is_unordered;
  system = static_cast<std::uint16_t>(system | other.system);
  for (const TypeIndex type : other.fhir) add(type);
}

std::optional<TypeSet> children_named(const TypeSet& set, std::string_view name, const Definitions& definitions) {
  TypeSet found;
  found.is_any = set.is_any;
  bool is_found = set.is_any || set.is_empty();
  for (const TypeIndex type : set.fhir) is_found = add_children(type, name, definitions, found) || is_found;
  if ((set.system & (TypeSet::kTypeInfo | TypeSet::kQuantity)) != 0) {
    found.is_any = true;
    is_found = true;
  }
  return is_found ? std::optional(std::move(found)) : std::nullopt;
}

TypeSet narrowed(const TypeSet& set, const TypeSpecifier& type, const Definitions& definitions) {
  TypeSet kept;
  kept.is_unordered = set.is_unordered;
  const std::uint16_t wanted = bit_of(type.system);
  if (set.is_any) {
    if (type.fhir != kNone) kept.add(type.fhir);
    kept.system = wanted;
    return kept;
  }
  kept.system = static_cast<std::uint16_t>(set.system & wanted);
  for (const TypeIndex own : set.fhir) {
    if (type.fhir == kNone) break;
    if (is_based_on(own, type.fhir, definitions)) {
      kept.add(own);
    } else if (is_based_on(type.fhir, own, definitions)) {
      kept.add(type.fhir);
    }
  }
  return kept;
}

std::uint16_t classes_of(const TypeSet& set, const Definitions& definitions) {
  std::uint16_t classes = set.system;
  for (const TypeIndex type : set.fhir) classes = static_cast<std::uint16_t>(classes | class_of(type, definitions));
  return classes;
}

std::uint16_t bit_of(SystemType type) {
  switch (type) {
    case SystemType::none:
      return 0;
    case SystemType::boolean:
      return TypeSet::kBoolean;
    case SystemType::text:
      return TypeSet::kText;
    case SystemType::integer:
      return TypeSet::kInteger;
    case SystemType::decimal:
      return TypeSet::kDecimal;
    case SystemType::date:
      return TypeSet::kDate;
    case SystemType::date_time:
      return TypeSet::kDateTime;
    case SystemType::time:
      return TypeSet::kTime;
    case SystemType::quantity:
      return TypeSet::kQuantity;
  }
  return 0;
}

}  // namespace careway::fhirpath
