#include "profiles/fhirpath/types.h"

namespace careway::fhirpath {

using definitions::Definitions;
using definitions::kNone;
using definitions::TypeIndex;

namespace {

struct NamedClass {
  std::string_view name;
  ValueClass value_class;
};

// Types based on these are of the same class.
constexpr NamedClass kClasses[] = {
    {"boolean", ValueClass::boolean},
    {"integer", ValueClass::integer},
    {"decimal", ValueClass::decimal},
    {"string", ValueClass::text},
    {"uri", ValueClass::text},
    {"base64Binary", ValueClass::text},
    {"xhtml", ValueClass::text},
    {"date", ValueClass::date},
    {"dateTime", ValueClass::date_time},
    {"instant", ValueClass::date_time},
    {"time", ValueClass::time},
    {"Quantity", ValueClass::quantity},
    {"code", ValueClass::text},
    {"id", ValueClass::text},
    {"markdown", ValueClass::text},
    {"canonical", ValueClass::text},
    {"oid", ValueClass::text},
    {"uuid", ValueClass::text},
    {"url", ValueClass::text},
    {"positiveInt", ValueClass::integer},
    {"unsignedInt", ValueClass::integer},
};

struct NamedSystemType {
  std::string_view name;
  SystemType type;
};

constexpr NamedSystemType kSystemTypes[] = {
    {"Boolean", SystemType::boolean}, {"String", SystemType::text},       {"Integer", SystemType::integer},
    {"Decimal", SystemType::decimal}, {"Date", SystemType::date},         {"DateTime", SystemType::date_time},
    {"Time", SystemType::time},       {"Quantity", SystemType::quantity},
};

SystemType system_type(const Item& item) {
  switch (item.kind()) {
    case Item::Kind::boolean:
      return SystemType::boolean;
    case Item::Kind::integer:
      return SystemType::integer;
    case Item::Kind::decimal:
      return SystemType::decimal;
    case Item::Kind::text:
      return SystemType::text;
    case Item::Kind::quantity:
      return SystemType::quantity;
    case Item::Kind::temporal:
      if (item.temporal().kind() == Temporal::Kind::date) return SystemType::date;
      return item.temporal().kind() == Temporal::Kind::time ? SystemType::time : SystemType::date_time;
    default:
      return SystemType::none;
  }
}

}  // namespace

TypeIndex type_of(fhir::Element node, const Definitions& definitions) {
  if (!node) return kNone;
  if (node.kind() == fhir::ValueKind::resource) return definitions.find_type(node.value());
  if (node.entry() != fhir::kNoEntry) return definitions.entry_type(node.entry());
  // Below an unknown element everything is unknown: walk up to the last one that is known, then down again.
  std::vector<fhir::Element> unknown;
  fhir::Element above = node;
  for (; above && above.kind() != fhir::ValueKind::resource && above.entry() == fhir::kNoEntry; above = above.parent())
    unknown.push_back(above);
  TypeIndex type = above ? type_of(above, definitions) : kNone;
  for (; type != kNone && !unknown.empty(); unknown.pop_back()) {
    const auto entry = definitions.find_entry(type, unknown.back().name());
    type = entry == kNone ? kNone : definitions.entry_type(entry);
  }
  return type;
}

bool is_based_on(TypeIndex type, TypeIndex base, const Definitions& definitions) {
  for (; type != kNone; type = definitions.type(type).base)
    if (type == base) return true;
  return false;
}

TypeSpecifier find_type(std::string_view type_namespace, std::string_view name, const Definitions& definitions) {
  TypeSpecifier found;
  if (type_namespace.empty() || type_namespace == "FHIR") found.fhir = definitions.find_type(name);
  if (type_namespace.empty() || type_namespace == "System") {
    for (const NamedSystemType& candidate : kSystemTypes)
      if (candidate.name == name) found.system = candidate.type;
  }
  return found;
}

TypeTable::TypeTable(const Definitions& definitions)
    : definitions_(definitions), classes_(definitions.type_count(), ValueClass::none) {
  for (const NamedClass& named : kClasses) {
    const TypeIndex type = definitions.find_type(named.name);
    if (type != kNone) classes_[type] = named.value_class;
  }
  for (TypeIndex type = 0; type < classes_.size(); ++type) {
    TypeIndex base = type;
    while (base != kNone && classes_[base] == ValueClass::none) base = definitions.type(base).base;
    if (base != kNone) classes_[type] = classes_[base];
  }
}

bool TypeTable::is(const Item& item, const TypeSpecifier& type) const {
  if (!item.is_node()) return type.system != SystemType::none && system_type(item) == type.system;
  return type.fhir != kNone && is_based_on(item.node_type(definitions_), type.fhir, definitions_);
}

bool TypeTable::as(const Item& item, const TypeSpecifier& type) const {
  if (!item.is_node()) return type.system != SystemType::none && system_type(item) == type.system;
  if (type.fhir == kNone) return false;
  const TypeIndex own = item.node_type(definitions_);
  if (own == type.fhir) return true;
  return !is_primitive(own) && is_based_on(own, type.fhir, definitions_);
}

std::string_view system_type_name(const Item& item) {
  const SystemType type = system_type(item);
  for (const NamedSystemType& candidate : kSystemTypes)
    if (candidate.type == type) return candidate.name;
  return item.kind() == Item::Kind::type_info ? "TypeInfo" : "";
}

}  // namespace careway::fhirpath
