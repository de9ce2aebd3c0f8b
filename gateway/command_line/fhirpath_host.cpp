#include "gateway/command_line/fhirpath_host.h"

#include <string>

namespace careway::command_line {

FhirpathHost::Knowledge& FhirpathHost::knowledge() {
  if (knowledge_ == nullptr) knowledge_ = std::make_unique<Knowledge>(open_(), definitions_);
  return *knowledge_;
}

fhir::Element FhirpathHost::resolve(std::string_view /*reference*/, fhir::Element /*from*/) {
  return {};
}

std::optional<bool> FhirpathHost::has(std::string_view value_set, std::string_view system, std::string_view code) {
  const auto answer = knowledge().terminology.value_set_has(value_set, system, code);
  if (answer.membership == terminology::Membership::unknown) return {};
  return answer.membership == terminology::Membership::in;
}

std::optional<bool> FhirpathHost::member_of(const fhirpath::Item& coded, std::string_view value_set) {
  const fhir::Element node = coded.node();
  if (!node) return has(value_set, {}, coded.text());
  if (node.has_value()) return has(value_set, {}, node.value());
  if (node.child("code")) return has(value_set, node.child_value("system"), node.child_value("code"));
  // A CodeableConcept: one of its codings is enough.
  std::optional<bool> found = false;
  for (const fhir::Element coding : node) {
    if (coding.name() != "coding") continue;
    const auto answer = has(value_set, coding.child_value("system"), coding.child_value("code"));
    if (answer == true) return true;
    if (!answer) found.reset();
  }
  return found;
}

std::optional<bool> FhirpathHost::conforms_to(fhir::Element element, std::string_view profile) {
  fhir::Issues issues;
  if (element.kind() != fhir::ValueKind::resource || !knowledge().validator.prepare(profile, issues)) return {};
  issues.clear();
  validation::Options options;
  options.follow_meta_profiles = false;
  const std::string profiles[] = {std::string(profile)};
  knowledge().validator.validate(element, profiles, options, issues);
  return !issues.has_errors();
}

void FhirpathHost::trace(std::string_view /*name*/, const fhirpath::Collection& /*items*/) {}

}  // namespace careway::command_line
