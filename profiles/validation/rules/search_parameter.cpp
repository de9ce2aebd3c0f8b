#include <algorithm>
#include <string_view>

#include "profiles/fhir/issue.h"
#include "profiles/validation/rules/rules.h"
#include "profiles/validation/rules/support.h"

namespace careway::validation {
namespace {

/// R4 SearchParameter.derivedFrom: where this search parameter is originally defined; it must be the same kind.
void check_origin(fhir::Element resource, Run& run) {
  const fhir::Element link = resource.child("derivedFrom");
  if (!link || link.value().empty()) return;
  fhir::Issues issues;
  const fhir::Element origin = run.structures().find_resource("SearchParameter", link.value(), issues);
  if (!origin) {
    run.unchecked("search parameters derived from ones that are not known here");
    return;
  }
  if (origin.child_value("type") != resource.child_value("type")) {
    run.error("search-parameter-origin", resource, "The type differs from that of the parameter it is derived from.");
  }
  const auto bases = children(origin, "base");
  for (const fhir::Element base : children(resource, "base")) {
    const bool fits = std::ranges::any_of(bases, [&](fhir::Element one) {
      return one.value() == base.value() || one.value() == "Resource" || one.value() == "DomainResource";
    });
    if (!fits) {
      run.error("search-parameter-origin", base, "The parameter it is derived from is not defined for this type.");
    }
  }
}

}  // namespace

void check_search_parameter(fhir::Element resource, Run& run) {
  const fhir::Element expression = resource.child("expression");
  if (expression && !expression.value().empty() && run.compiled(expression.value(), "") == nullptr) {
    run.error("search-parameter-expression", expression, "The expression is not FHIRPath that can be read.");
  }
  const std::string_view type = resource.child_value("type");
  if (type == "composite" && !resource.child("component")) {
    run.warning("search-parameter-component", resource,
                "A composite parameter should say what it is made of (component).");
  }
  if (type == "reference" && !resource.child("target")) {
    run.warning("search-parameter-target", resource, "A parameter of type reference should say its targets.");
  }
  check_origin(resource, run);
}

}  // namespace careway::validation
