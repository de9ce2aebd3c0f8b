#include <algorithm>
#include <string>

#include "profiles/fhir/issue.h"
#include "profiles/validation/rules/response_check.h"
#include "profiles/validation/rules/rules.h"
#include "profiles/validation/rules/support.h"

namespace careway::validation {
namespace {

/// The type of resource that one of FHIR's own canonicals names: http://hl7.org/fhir/ValueSet/x is a ValueSet.
std::string_view type_in_fhir_canonical(std::string_view canonical) {
  constexpr std::string_view kFhir = "http://hl7.org/fhir/";
  if (!canonical.starts_with(kFhir)) return {};
  canonical.remove_prefix(kFhir.size());
  return canonical.substr(0, canonical.find('/'));
}

/// The Questionnaire, contained or from a package. Reports when there is none.
fhir::Element find_questionnaire(fhir::Element response, Run& run) {
  const fhir::Element link = response.child("questionnaire");
  if (!link || link.value().empty()) {
    run.report(fhir::Severity::information, "response-questionnaire-unknown", response,
               "No questionnaire is named, so the answers are not checked against one.");
    return {};
  }
  const std::string_view canonical = link.value();
  fhir::Element found;
  bool is_other_type = false;
  if (canonical.starts_with('#')) {
    found = contained_resource(response, canonical.substr(1));
    is_other_type = found && found.value() != "Questionnaire";
    if (is_other_type) found = {};
  } else {
    fhir::Issues issues;
    found = run.structures().find_resource("Questionnaire", canonical, issues);
    const std::string_view type = type_in_fhir_canonical(canonical);
    is_other_type = !found && (run.structures().packages().find("", canonical) != nullptr ||
                               (type != "Questionnaire" && run.definitions().is_resource(type)));
  }
  if (found) return found;
  if (is_other_type) {
    run.error("canonical-wrong-type", link, "This canonical means a resource of another type, not a Questionnaire.");
  } else {
    run.report(fhir::Severity::information, "canonical-unknown", link,
               "The questionnaire is not known here. Add the package that holds it.");
  }
  run.warning("response-questionnaire-unknown", response,
              "The questionnaire is not known here, so the answers could not be checked against it.");
  return {};
}

/// The subject must be of a type that the questionnaire names (R4 QuestionnaireResponse.subject).
void check_subject(fhir::Element response, fhir::Element questionnaire, Run& run) {
  const auto allowed = children(questionnaire, "subjectType");
  const fhir::Element subject = response.child("subject");
  if (allowed.empty() || !subject) return;
  const std::string_view stated = subject.child_value("type");
  const std::string_view type = stated.empty() ? type_of_reference(subject.child_value("reference")) : stated;
  if (type.empty() || !run.definitions().is_resource(type)) return;
  const bool fits = std::ranges::any_of(allowed, [&](fhir::Element one) { return one.value() == type; });
  if (!fits) {
    run.error("response-subject-type", subject, "The questionnaire is not about a subject of this type (subjectType).");
  }
}

}  // namespace

void check_questionnaire_response(fhir::Element resource, Run& run) {
  const fhir::Element questionnaire = find_questionnaire(resource, run);
  if (!questionnaire) return;
  check_subject(resource, questionnaire, run);
  ResponseCheck(questionnaire, resource, run).check();
}

}  // namespace careway::validation
