#include <string>
#include <unordered_set>

#include "profiles/validation/rules/rules.h"
#include "profiles/validation/rules/support.h"

namespace careway::validation {
namespace {

using terminology::Membership;

void check_part(fhir::Element part, std::string_view own_url, Run& run) {
  const fhir::Element system = part.child("system");
  std::unordered_set<std::string_view> seen;
  for (const fhir::Element child : part) {
    if (child.name() == "valueSet" && !own_url.empty() && canonical_url(child.value()) == own_url) {
      run.error("value-set-includes-itself", child, "A value set cannot include or exclude itself.");
    }
    if (child.name() != "concept") continue;
    const fhir::Element code = child.child("code");
    if (!code) continue;
    if (!seen.insert(code.value()).second) {
      run.warning("value-set-code-repeated", code, "The same code is listed twice.");
    }
    if (system && run.terminology().code_system_has(system.value(), code.value()).membership == Membership::out) {
      run.warning("value-set-code-unknown", code, "The code system does not have this code.");
    }
  }
}

}  // namespace

void check_value_set(fhir::Element resource, Run& run) {
  const fhir::Element compose = resource.child("compose");
  if (!compose) return;
  const std::string_view url = resource.child_value("url");
  for (const fhir::Element part : compose) {
    if (part.name() == "include" || part.name() == "exclude") check_part(part, url, run);
  }
}

}  // namespace careway::validation
