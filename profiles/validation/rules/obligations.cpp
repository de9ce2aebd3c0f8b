#include "profiles/validation/rules/obligations.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "profiles/fhir/issue.h"
#include "profiles/validation/rules/support.h"

namespace careway::validation {
namespace {

constexpr std::string_view kObligationProfile = "http://hl7.org/fhir/StructureDefinition/obligation-profile";
constexpr std::string_view kInheritObligations = "http://hl7.org/fhir/StructureDefinition/inherit-obligations";

/// Extensions that state obligations: those published with R5 and their forerunners.
constexpr std::array<std::string_view, 4> kAllowedExtensions = {
    "http://hl7.org/fhir/StructureDefinition/obligation", "http://hl7.org/fhir/tools/StructureDefinition/obligation",
    "http://hl7.org/fhir/StructureDefinition/additional-binding",
    "http://hl7.org/fhir/tools/StructureDefinition/additional-binding"};

bool is_obligation_profile(fhir::Element structure) {
  const fhir::Element value = extension_value(structure, kObligationProfile);
  return value && value.value() == "true";
}

std::string_view strength_code(definitions::BindingStrength strength) {
  switch (strength) {
    case definitions::BindingStrength::required:
      return "required";
    case definitions::BindingStrength::extensible:
      return "extensible";
    case definitions::BindingStrength::preferred:
      return "preferred";
    case definitions::BindingStrength::example:
      return "example";
    case definitions::BindingStrength::none:
      break;
  }
  return {};
}

void check_binding(fhir::Element binding, const packages::ElementDefinition* in_base, Run& run) {
  for (const fhir::Element child : binding) {
    if (child.name() == "extension" || child.name() == "id") continue;
    if (child.name() == "strength" || child.name() == "valueSet") {
      if (in_base == nullptr || !in_base->binding) continue;
      const bool is_same = child.name() == "strength"
                               ? child.value() == strength_code(in_base->binding->strength)
                               : canonical_url(child.value()) == canonical_url(in_base->binding->value_set);
      if (!is_same)
        run.error("obligation-profile", child, "An obligation profile cannot change the binding of its base.");
    } else {
      run.error("obligation-profile", child, "An obligation profile can add nothing to a binding.");
    }
  }
}

void check_element(fhir::Element element, const packages::StructureDefinition* base, Run& run) {
  const packages::ElementDefinition* in_base = nullptr;
  if (base != nullptr) {
    const auto found =
        std::ranges::find(base->elements, element.child_value("path"), &packages::ElementDefinition::path);
    if (found != base->elements.end()) in_base = &*found;
  }
  for (const fhir::Element child : element) {
    const std::string_view name = child.name();
    if (name == "extension") {
      if (std::ranges::find(kAllowedExtensions, child.child_value("url")) == kAllowedExtensions.end()) {
        run.error("obligation-profile", child,
                  "An obligation profile states obligations only: this extension is none.");
      }
    } else if (name == "binding") {
      check_binding(child, in_base, run);
    }
  }
}

void check_inherited(fhir::Element structure, fhir::Element extension, Run& run) {
  const fhir::Element canonical = choice(extension, "value");
  if (!canonical) return;
  fhir::Issues issues;
  const fhir::Element source = run.structures().find_resource("StructureDefinition", canonical.value(), issues);
  if (!source) {
    run.unchecked("obligation profiles that are not known here");
  } else if (!is_obligation_profile(source)) {
    run.error("obligation-profile", extension, "The profile that obligations are taken from is no obligation profile.");
  } else if (source.child_value("baseDefinition") != structure.child_value("baseDefinition")) {
    run.error("obligation-profile", extension, "The obligation profile has another base than this profile.");
  }
}

}  // namespace

void check_obligations(fhir::Element structure, const packages::StructureDefinition* base, Run& run) {
  for_each_extension(structure, kInheritObligations,
                     [&](fhir::Element extension) { check_inherited(structure, extension, run); });
  const fhir::Element differential = structure.child("differential");
  if (!differential || base == nullptr || !is_obligation_profile(structure)) return;
  for (const fhir::Element element : differential) {
    if (element.name() == "element") check_element(element, base, run);
  }
}

}  // namespace careway::validation
