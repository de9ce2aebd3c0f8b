#include <string>
#include <string_view>

#include "profiles/fhir/issue.h"
#include "profiles/validation/rules/obligations.h"
#include "profiles/validation/rules/rules.h"
#include "profiles/validation/rules/structure_elements.h"
#include "profiles/validation/rules/structure_paths.h"
#include "profiles/validation/rules/support.h"

namespace careway::validation {
namespace {

/// The name with which paths begin: the last part of the type (a logical model's type may be a URL).
std::string_view root_name(std::string_view type) {
  return type.substr(type.rfind('/') + 1);
}

void check_path_starts(fhir::Element resource, std::string_view type, Run& run) {
  const std::string_view root = root_name(type);
  for (const std::string_view part : {"differential", "snapshot"}) {
    const fhir::Element list = resource.child(part);
    if (!list) continue;
    for (const fhir::Element element : list) {
      const std::string_view path = element.name() == "element" ? element.child_value("path") : std::string_view{};
      if (path.empty() || path == root || (path.starts_with(root) && path.substr(root.size()).starts_with('.')))
        continue;
      run.error("structure-path-root", element, "The path does not begin with the type of the structure.");
    }
  }
}

/// R4 StructureDefinition.context: where an extension may stand.
void check_contexts(fhir::Element resource, Run& run) {
  for (const fhir::Element context : resource) {
    if (context.name() != "context") continue;
    const std::string_view kind = context.child_value("type");
    const fhir::Element expression = context.child("expression");
    if (!expression) continue;
    const std::string_view text = expression.value();
    if (kind == "fhirpath" && run.compiled(text, "") == nullptr) {
      run.error("structure-context", expression, "The expression is not FHIRPath that can be read.");
    }
    if (kind != "element") continue;
    if (text == "Element") {
      run.warning("structure-context-everywhere", context,
                  "An extension in the context Element may stand anywhere. Name the elements that it is meant for.");
      continue;
    }
    if (text.find(':') != std::string_view::npos) continue;  // an element of a profile, by URL
    fhir::Issues issues;
    const auto* structure = run.structures().find_type(text.substr(0, text.find('.')), issues);
    if (structure == nullptr) continue;
    StructurePaths paths(run.structures());
    const auto place = paths.find(*structure, text);
    if (place.element == nullptr && place.is_certain) {
      run.warning("structure-context", expression, "No element has this path.");
    }
  }
}

/// The resource that this one is made from; does not exist when unknown, which is reported.
fhir::Element find_base(fhir::Element resource, Run& run) {
  const fhir::Element link = resource.child("baseDefinition");
  if (!link || link.value().empty()) return {};
  fhir::Issues issues;
  const bool is_itself = canonical_url(link.value()) == resource.child_value("url");
  const fhir::Element base =
      is_itself ? fhir::Element{} : run.structures().find_resource("StructureDefinition", link.value(), issues);
  if (!base) {
    run.warning("structure-base-unknown", resource,
                "The base of the structure is not known here, so its elements could not be checked against it.");
  }
  return base;
}

}  // namespace

void check_structure_definition(fhir::Element resource, Run& run) {
  const std::string_view type = resource.child_value("type");
  if (!type.empty()) check_path_starts(resource, type, run);
  check_contexts(resource, run);
  const fhir::Element base_resource = find_base(resource, run);
  const bool is_constraint = resource.child_value("derivation") == "constraint";
  const std::string_view base_type = base_resource ? base_resource.child_value("type") : std::string_view{};
  if (!base_type.empty() && !type.empty()) {
    if (is_constraint && base_type != type) {
      run.error("structure-type-of-base", resource, "A profile has the type of the structure that it constrains.");
    }
    if (!is_constraint && base_type == type) {
      run.error("structure-type-of-base", resource, "A new type cannot have the type of the structure it specialises.");
    }
  }
  fhir::Issues issues;
  const auto* base = base_resource ? run.structures().find(resource.child_value("baseDefinition"), issues) : nullptr;
  // The elements of a new type are its own.
  StructureElements(resource, is_constraint ? base : nullptr, run).check();
  check_obligations(resource, base, run);
}

}  // namespace careway::validation
