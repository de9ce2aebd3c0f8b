#include "profiles/validation/rules/structure_elements.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>

#include "profiles/fhir/issue.h"
#include "profiles/validation/rules/support.h"

namespace careway::validation {
namespace {

constexpr std::string_view kCoreStructures = "http://hl7.org/fhir/StructureDefinition/";

/// R4 ElementDefinition.binding (eld-11) and the types derived from those.
constexpr std::array<std::string_view, 14> kBindable = {
    "code", "Coding", "CodeableConcept", "Quantity", "string",   "uri",  "canonical", "url",
    "oid",  "uuid",   "Duration",        "Age",      "Distance", "Count"};

std::string_view parent_path(std::string_view path) {
  const auto dot = path.rfind('.');
  return dot == std::string_view::npos ? std::string_view{} : path.substr(0, dot);
}

std::size_t maximum(std::string_view text) {
  const auto number = whole_number(text);
  return text == "*" || !number || *number < 0 ? packages::kUnbounded : static_cast<std::size_t>(*number);
}

/// "string" for fixedString, "CodeableConcept" for patternCodeableConcept.
std::string type_of_suffix(std::string_view suffix, const definitions::Definitions& definitions) {
  std::string type(suffix);
  if (definitions.find_type(type) == definitions::kNone && !type.empty() && type.front() >= 'A' &&
      type.front() <= 'Z') {
    type.front() = static_cast<char>(type.front() - 'A' + 'a');
  }
  return type;
}

/// The steps of a discriminator path without functions: "value.ofType(Quantity).code" is "valueQuantity.code".
/// `is_plain` becomes false where it cannot be followed any further (resolve(), extension('...')).
std::string plain_steps(std::string_view path, bool& is_plain) {
  is_plain = true;
  if (path == "$this") return {};
  if (path.starts_with("$this.")) path.remove_prefix(6);
  std::string steps;
  while (!path.empty()) {
    if (path.starts_with("ofType(")) {
      const auto close = path.find(')');
      if (close == std::string_view::npos || steps.empty()) return steps;
      const std::string_view type = path.substr(7, close - 7);
      if (!type.empty()) {
        steps +=
            type.front() >= 'a' && type.front() <= 'z' ? static_cast<char>(type.front() - 'a' + 'A') : type.front();
        steps += type.substr(1);
      }
      path.remove_prefix(std::min(close + 2, path.size()));
      continue;
    }
    if (path.starts_with("resolve()") || path.starts_with("extension(") || path.find('(') < path.find('.')) {
      is_plain = false;
      return steps;
    }
    const auto dot = path.find('.');
    if (!steps.empty()) steps += '.';
    steps += path.substr(0, dot);
    path = dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
  }
  return steps;
}

/// Whether a reference target type is allowed by the base's targets.
bool target_allowed(const packages::TypeReference& base, std::string_view url, std::string_view type) {
  if (base.target_profiles.empty()) return true;
  return std::ranges::any_of(base.target_profiles, [&](std::string_view allowed) {
    allowed = canonical_url(allowed);
    if (allowed == url || allowed == "http://hl7.org/fhir/StructureDefinition/Resource") return true;
    return allowed.starts_with(kCoreStructures) && allowed.substr(kCoreStructures.size()) == type;
  });
}

}  // namespace

StructureElements::StructureElements(fhir::Element structure, const packages::StructureDefinition* base, Run& run)
    : structure_(structure), base_(base), run_(run), paths_(run.structures()) {}

void StructureElements::check() {
  read();
  if (base_ != nullptr) {
    check_paths();
    check_order();
  }
  check_slicing_again();
  for (const Entry& entry : entries_) {
    check_types(entry);
    check_binding(entry);
    check_values(entry);
    check_cardinality(entry);
    check_slicing(entry);
    check_constraints(entry);
  }
}

void StructureElements::read() {
  const fhir::Element differential = structure_.child("differential");
  if (!differential) return;
  std::unordered_map<std::string_view, std::size_t> latest;
  for (const fhir::Element element : differential) {
    if (element.name() != "element") continue;
    Entry entry{.element = element,
                .path = element.child_value("path"),
                .slice = element.child_value("sliceName"),
                .place = {}};
    const auto parent = latest.find(parent_path(entry.path));
    entry.parent = parent == latest.end() ? kNone : parent->second;
    latest[entry.path] = entries_.size();
    entries_.push_back(entry);
  }
}

void StructureElements::check_paths() {
  bool is_reported = false;
  for (Entry& entry : entries_) {
    entry.place = paths_.find(*base_, entry.path);
    entry.has_place = entry.place.element != nullptr;
    if (entry.has_place || !entry.place.is_certain || is_reported) continue;
    is_reported = true;
    run_.error(
        "structure-path", structure_,
        "The differential has a path that its base does not have: " + std::string(entry.path.substr(0, 200)) + ".");
  }
}

void StructureElements::check_order() {
  // Elements stand in the order of the base, among those with the same element around them. One that stands before an
  // element which the base has earlier is out of place.
  std::unordered_map<std::string_view, std::size_t> least_behind;  // by parent's path, for entries without a parent
  std::unordered_map<std::size_t, std::size_t> least_by_parent;
  bool is_out_of_order = false;
  for (std::size_t back = entries_.size(); back > 0; --back) {
    const Entry& entry = entries_[back - 1];
    if (!entry.has_place || entry.path.find('.') == std::string_view::npos) continue;
    auto& least = entry.parent == kNone ? least_behind.try_emplace(parent_path(entry.path), kNone).first->second
                                        : least_by_parent.try_emplace(entry.parent, kNone).first->second;
    if (entry.place.order > least) {
      run_.error("structure-order", entry.element, "The element stands behind one that comes before it in the base.");
      is_out_of_order = true;
    }
    least = std::min(least, entry.place.order);
  }
  if (is_out_of_order) {
    run_.error(
        "structure-order", structure_,
        "The differential has elements that find no place in the snapshot: bring them into the order of the base.");
  }
}

std::vector<std::string_view> StructureElements::types_of(const Entry& entry) const {
  std::vector<std::string_view> types;
  for (const fhir::Element child : entry.element) {
    if (child.name() == "type") types.push_back(child.child_value("code"));
  }
  if (!types.empty() || !entry.has_place) return types;
  if (!entry.place.type.empty()) return {entry.place.type};
  for (const auto& type : entry.place.element->types) types.push_back(type.code);
  return types;
}

void StructureElements::check_types(const Entry& entry) {
  for (const fhir::Element type : entry.element) {
    if (type.name() != "type") continue;
    const std::string_view code = type.child_value("code");
    if (entry.has_place && !entry.place.element->types.empty() && entry.path.find('.') != std::string_view::npos) {
      const bool is_allowed =
          std::ranges::any_of(entry.place.element->types, [&](const packages::TypeReference& allowed) {
            return allowed.code == code || allowed.code == "Resource" || allowed.code == "Element" ||
                   allowed.code == "BackboneElement" || allowed.code == "DomainResource";
          });
      if (!is_allowed) run_.error("structure-type", type, "The base does not allow this type for the element.");
    }
    for (const fhir::Element child : type) {
      if (child.name() == "profile") check_profile(code, child);
      if (child.name() == "targetProfile") check_target(entry, child);
    }
  }
}

void StructureElements::check_profile(std::string_view type, fhir::Element profile) {
  fhir::Issues issues;
  const std::string_view canonical = profile.value();
  if (canonical.empty() || canonical == structure_.child_value("url")) return;
  const fhir::Element found = run_.structures().find_resource("StructureDefinition", canonical, issues);
  if (!found) {
    run_.warning("structure-profile-unknown", profile, "The profile is not known here, so it could not be checked.");
    return;
  }
  // "Element#backbone" profiles name an element inside; a resource may be any that the abstract type stands for.
  const std::string_view own = found.child_value("type");
  const bool is_abstract =
      type == "Resource" || type == "DomainResource" || type == "Element" || type == "BackboneElement";
  if (own != type && !is_abstract && canonical.find('#') == std::string_view::npos) {
    run_.error("structure-profile-type", profile, "The profile is for another type than the element has.");
  }
}

void StructureElements::check_target(const Entry& entry, fhir::Element target) {
  fhir::Issues issues;
  if (target.value().empty() || target.value() == structure_.child_value("url")) return;
  const fhir::Element found = run_.structures().find_resource("StructureDefinition", target.value(), issues);
  if (!found) {
    if (entry.has_place) {
      run_.warning("structure-target-unchecked", entry.element,
                   "Whether a target profile suits the base could not be checked: it is not known here.");
    }
    run_.warning("structure-profile-unknown", target, "The profile is not known here, so it could not be checked.");
    return;
  }
  if (!entry.has_place) return;
  const std::string_view type = found.child_value("type");
  const auto& allowed = entry.place.element->types;
  bool has_reference = false;
  const bool fits = std::ranges::any_of(allowed, [&](const packages::TypeReference& one) {
    const bool is_reference = one.code == "Reference" || one.code == "canonical" || one.code == "CodeableReference";
    has_reference = has_reference || is_reference;
    return is_reference && target_allowed(one, canonical_url(target.value()), type);
  });
  if (has_reference && !fits && type != "Resource") {
    // A target that is a profile may derive from one that the base allows; only a type that the base never allows is
    // surely wrong.
    const bool is_profile_listed = std::ranges::any_of(allowed, [](const packages::TypeReference& one) {
      return std::ranges::any_of(one.target_profiles,
                                 [](std::string_view url) { return !url.starts_with(kCoreStructures); });
    });
    if (!is_profile_listed) run_.error("structure-target", target, "The base does not allow references to this type.");
  }
}

void StructureElements::check_binding(const Entry& entry) {
  if (!entry.element.child("binding")) return;
  const auto types = types_of(entry);
  if (types.empty()) return;
  const bool is_bindable = std::ranges::any_of(types, [](std::string_view type) {
    return std::ranges::find(kBindable, type) != kBindable.end() || type.find(':') != std::string_view::npos ||
           type == "Extension" || type == "BackboneElement" || type == "Element" || type == "CodeableReference";
  });
  if (!is_bindable)
    run_.error("structure-binding", entry.element, "The types of the element are none that can be bound to codes.");
}

void StructureElements::check_values(const Entry& entry) {
  const auto types = types_of(entry);
  for (const std::string_view stem : {"fixed", "pattern"}) {
    const fhir::Element value = choice(entry.element, stem);
    if (!value) continue;
    const std::string type = type_of_suffix(choice_suffix(value, stem), run_.definitions());
    if (!types.empty() && std::ranges::find(types, std::string_view(type)) == types.end()) {
      run_.error("structure-value-type", value, "The element does not have the type of its fixed or pattern value.");
    }
    check_codings(value);
    if (stem != "fixed" || !entry.has_place) continue;
    const fhir::Element fixed = entry.place.element->fixed;
    if (fixed && entry.place.structure == base_ && !fhir::same_content(fixed, value) && fixed.name() == value.name()) {
      run_.error("structure-value-changed", value, "The base already fixes this element to another value.");
    }
  }
}

/// A coding in a fixed or pattern value that names a system but no code matches by the system alone: rarely meant.
void StructureElements::check_codings(fhir::Element value) {
  const auto check_one = [this](fhir::Element coding) {
    if (coding.child("system") && !coding.child("code")) {
      run_.report_below(fhir::Severity::warning, "structure-value-without-code", coding, "code",
                        "The value names a code system but no code of it.");
    }
  };
  const std::string_view name = value.name();
  if (name.ends_with("Coding")) check_one(value);
  if (!name.ends_with("CodeableConcept")) return;
  for (const fhir::Element child : value) {
    if (child.name() == "coding") check_one(child);
  }
}

void StructureElements::check_cardinality(const Entry& entry) {
  if (!entry.has_place || entry.place.structure != base_ || entry.path.find('.') == std::string_view::npos) return;
  const auto& base = *entry.place.element;
  const auto min = whole_number(entry.element.child_value("min"));
  const fhir::Element max = entry.element.child("max");
  const bool is_slice = !entry.slice.empty() || entry.parent != kNone || !entry.place.type.empty();
  if (min && !is_slice && *min >= 0 && static_cast<std::size_t>(*min) < base.min) {
    run_.error("structure-cardinality", entry.element.child("min"), "The minimum is less than that of the base.");
  }
  if (max && !max.value().empty() && maximum(max.value()) > base.max) {
    run_.error("structure-cardinality", max, "The maximum is more than that of the base.");
  }
}

void StructureElements::check_slicing(const Entry& entry) {
  const fhir::Element slicing = entry.element.child("slicing");
  if (!slicing) return;
  for (const fhir::Element discriminator : slicing) {
    if (discriminator.name() == "discriminator") check_discriminator(entry, discriminator);
  }
}

void StructureElements::check_discriminator(const Entry& entry, fhir::Element discriminator) {
  if (discriminator.child_value("type") == "pattern") {
    run_.report(fhir::Severity::information, "structure-discriminator-pattern", discriminator,
                "Discriminators of type pattern are gone in later versions of FHIR: use value with a pattern.");
  }
  if (!entry.has_place) return;
  bool is_plain = true;
  const std::string steps = plain_steps(discriminator.child_value("path"), is_plain);
  const auto place = paths_.find_below(entry.place, steps);
  if (place.element == nullptr && place.is_certain) {
    run_.error("structure-discriminator", discriminator, "The element that is sliced has nothing at this path.");
  }
}

/// A slice may be sliced again, by the same discriminators (R4 Profiling, re-slicing).
void StructureElements::check_slicing_again() {
  std::unordered_map<std::string, fhir::Element> slicings;  // by path and parent
  for (const Entry& entry : entries_) {
    const fhir::Element slicing = entry.element.child("slicing");
    if (!slicing) continue;
    const std::string key = std::to_string(entry.parent) + " " + std::string(entry.path);
    if (entry.slice.empty()) {
      slicings.emplace(key, slicing);
      continue;
    }
    const auto whole = slicings.find(key);
    if (whole == slicings.end()) continue;
    const fhir::Element first = whole->second.child("discriminator");
    const fhir::Element again = slicing.child("discriminator");
    if (first && again && !fhir::same_content(first, again)) {
      run_.error("structure-slicing-changed", structure_,
                 "A slice is sliced again by another discriminator than the element itself.");
    }
  }
}

void StructureElements::check_constraints(const Entry& entry) {
  std::vector<std::string_view> keys;
  for (const fhir::Element constraint : entry.element) {
    if (constraint.name() != "constraint") continue;
    const std::string_view key = constraint.child_value("key");
    if (std::ranges::find(keys, key) != keys.end()) {
      run_.error("structure-constraint-repeated", constraint, "The element has two constraints with this key.");
    }
    keys.push_back(key);
    const fhir::Element expression = constraint.child("expression");
    if (expression && !expression.value().empty() && run_.compiled(expression.value(), "") == nullptr) {
      run_.error("structure-constraint-expression", expression, "The expression is not FHIRPath that can be read.");
    }
  }
}

}  // namespace careway::validation
