#include "profiles/validation/rules/enable_when.h"

#include <array>
#include <optional>

#include "profiles/validation/rules/support.h"
#include "profiles/validation/rules/values.h"

namespace careway::validation {
namespace {

/// Extensions in use whose value is a FHIRPath condition on the response: SDC's, and the one of the Finnish national
/// archive (Kanta PHR), which is older.
constexpr std::array<std::string_view, 2> kExpressionExtensions = {
    "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-enableWhenExpression",
    "http://phr.kanta.fi/StructureDefinition/fiphr-ext-questionnaire-enablewhen"};

/// Whether `relation` of an answer to the condition's value is what the operator asks; nothing for an operator that
/// there is not.
std::optional<bool> satisfies(std::string_view operation, Relation relation) {
  const bool equal = relation == Relation::equal;
  if (operation == "=" || operation == "!=") return equal;
  if (operation == ">") return relation == Relation::greater;
  if (operation == "<") return relation == Relation::less;
  if (operation == ">=") return equal || relation == Relation::greater;
  if (operation == "<=") return equal || relation == Relation::less;
  return std::nullopt;
}

}  // namespace

EnableWhen::EnableWhen(const QuestionnaireItems& questionnaire, const ResponseItems& items, fhir::Element response,
                       Run& run)
    : questionnaire_(questionnaire), items_(items), response_(response), run_(run) {}

EnableWhen::State EnableWhen::state(std::size_t item, fhir::Element place) {
  const QuestionnaireItem& definition = questionnaire_[item];
  for (const std::string_view url : kExpressionExtensions) {
    if (const fhir::Element value = definition.extension_value(url)) return expression(value);
  }
  std::size_t met = 0;
  for (const fhir::Element one : definition.conditions) {
    const State judged = condition(one, place);
    if (judged == State::unknown) return State::unknown;
    if (judged == State::enabled) ++met;
  }
  if (met == definition.conditions.size()) return State::enabled;
  if (met == 0) return State::disabled;
  // Which of the two is meant must be said (que-12); without it nothing follows.
  if (definition.enable_behavior == "any") return State::enabled;
  return definition.enable_behavior == "all" ? State::disabled : State::unknown;
}

EnableWhen::State EnableWhen::condition(fhir::Element condition, fhir::Element place) const {
  const auto state_of = [](bool enabled) { return enabled ? State::enabled : State::disabled; };
  const std::string_view operation = condition.child_value("operator");
  const fhir::Element wanted = choice(condition, "answer");
  if (!wanted || questionnaire_.find(condition.child_value("question")) == kNoItem) return State::unknown;
  const fhir::Element question = items_.nearest(condition.child_value("question"), place);
  bool answered = false;
  bool matched = false;
  if (question) {
    for (const fhir::Element answer : question) {
      if (answer.name() != "answer") continue;
      const fhir::Element value = choice(answer, "value");
      if (!value) continue;
      answered = true;
      if (operation == "exists") break;
      const auto fits = satisfies(operation, compare_values(value, "value", wanted, "answer"));
      if (!fits) return State::unknown;
      matched = matched || *fits;
    }
  }
  if (operation == "exists") return state_of(answered == (wanted.value() == "true"));
  if (operation == "!=") return state_of(!matched);
  return state_of(matched);
}

EnableWhen::State EnableWhen::expression(fhir::Element value) {
  const bool is_expression = choice_suffix(value, "value") == "Expression";
  if (is_expression && value.child_value("language") != "text/fhirpath") {
    run_.unchecked("enableWhen expressions in another language than FHIRPath");
    return State::unknown;
  }
  const std::string_view text = is_expression ? value.child_value("expression") : value.value();
  const auto* compiled = run_.compiled(text, "");
  const auto holds = compiled == nullptr ? std::nullopt : run_.holds(*compiled, response_);
  if (!holds) {
    run_.unchecked("enableWhen expressions that cannot be evaluated here");
    return State::unknown;
  }
  return *holds ? State::enabled : State::disabled;
}

}  // namespace careway::validation
