#include "profiles/validation/rules/contained_value_set.h"

#include <vector>

namespace careway::validation {
namespace {

using terminology::Membership;

/// include or exclude: a code must be in the system's part and in every value set named.
Membership part_has(fhir::Element part, std::string_view system, std::string_view code, Run& run) {
  const std::string_view own_system = part.child_value("system");
  Membership result = Membership::in;
  if (!own_system.empty()) {
    if (!system.empty() && system != own_system) return Membership::out;
    bool is_listed = false;
    bool has_list = false;
    for (const fhir::Element child : part) {
      if (child.name() == "filter") return Membership::unknown;
      if (child.name() != "concept") continue;
      has_list = true;
      is_listed = is_listed || child.child_value("code") == code;
    }
    if (has_list && !is_listed) return Membership::out;
    if (!has_list) result = run.terminology().code_system_has(own_system, code).membership;
  }
  for (const fhir::Element child : part) {
    if (child.name() != "valueSet" || result == Membership::out) continue;
    const Membership other = run.terminology().value_set_has(child.value(), system, code).membership;
    if (other != Membership::in) result = other;
  }
  return result;
}

Membership expansion_has(fhir::Element expansion, std::string_view system, std::string_view code) {
  std::vector<fhir::Element> open{expansion};
  while (!open.empty()) {
    const fhir::Element at = open.back();
    open.pop_back();
    for (const fhir::Element child : at) {
      if (child.name() != "contains") continue;
      if (child.child_value("code") == code && (system.empty() || child.child_value("system") == system)) {
        return Membership::in;
      }
      open.push_back(child);
    }
  }
  return Membership::out;
}

}  // namespace

Membership contained_value_set_has(fhir::Element value_set, std::string_view system, std::string_view code, Run& run) {
  const fhir::Element compose = value_set.child("compose");
  if (!compose) {
    const fhir::Element expansion = value_set.child("expansion");
    return expansion ? expansion_has(expansion, system, code) : Membership::unknown;
  }
  Membership result = Membership::out;
  for (const fhir::Element child : compose) {
    if (child.name() != "include" || result == Membership::in) continue;
    const Membership part = part_has(child, system, code, run);
    if (part != Membership::out) result = part;
  }
  for (const fhir::Element child : compose) {
    if (child.name() != "exclude" || result == Membership::out) continue;
    const Membership part = part_has(child, system, code, run);
    if (part == Membership::in) return Membership::out;
    if (part == Membership::unknown) result = Membership::unknown;
  }
  return result;
}

}  // namespace careway::validation
