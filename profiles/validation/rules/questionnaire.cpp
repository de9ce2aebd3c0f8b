#include <re2/re2.h>

#include <string>
#include <unordered_set>

#include "profiles/validation/rules/questionnaire_items.h"
#include "profiles/validation/rules/rules.h"
#include "profiles/validation/rules/support.h"
#include "profiles/validation/rules/values.h"

namespace careway::validation {
namespace {

constexpr std::string_view kConstraint = "http://hl7.org/fhir/StructureDefinition/questionnaire-constraint";
constexpr std::string_view kRegex = "http://hl7.org/fhir/StructureDefinition/regex";
constexpr std::string_view kMinValue = "http://hl7.org/fhir/StructureDefinition/minValue";
constexpr std::string_view kMaxValue = "http://hl7.org/fhir/StructureDefinition/maxValue";

constexpr std::int64_t kPatternMemoryBytes = 8 * 1024 * 1024;

/// R4 Questionnaire.item.enableWhen: the question is another item, not one inside, and better one before.
void check_condition(const QuestionnaireItems& items, std::size_t item, fhir::Element condition, Run& run) {
  const fhir::Element element = items[item].element;
  const fhir::Element question = condition.child("question");
  if (!question || question.value().empty()) return;  // the cardinality says so
  const std::size_t target = items.find(question.value());
  if (target == kNoItem) {
    run.error("questionnaire-condition", element, "A condition (enableWhen) names a linkId that no item has.");
  } else if (target == item) {
    run.error("questionnaire-condition", element, "The condition of an item (enableWhen) cannot ask the item itself.");
  } else if (items.is_inside(target, item)) {
    run.error("questionnaire-condition", element,
              "The condition of an item (enableWhen) cannot ask an item inside it.");
  } else {
    if (target > item) {
      run.warning("questionnaire-condition", element, "A condition (enableWhen) asks an item that only comes later.");
    }
    const fhir::Element answer = choice(condition, "answer");
    const bool is_exists = condition.child_value("operator") == "exists";
    if (answer && !is_exists && !answer_type_suits(items[target].type, choice_suffix(answer, "answer"))) {
      run.warning("questionnaire-condition", element,
                  "A condition (enableWhen) compares with a value of a type that its question never has.");
    }
  }
}

void check_options(const QuestionnaireItem& item, Run& run) {
  std::unordered_set<std::string> seen;
  for (const fhir::Element child : item.element) {
    const bool is_option = child.name() == "answerOption";
    if (!is_option && child.name() != "initial") continue;
    const fhir::Element value = choice(child, "value");
    if (!value) continue;
    const std::string_view type = choice_suffix(value, "value");
    if (!item.is_group() && !item.is_display() && !answer_type_suits(item.type, type)) {
      run.error("questionnaire-value-type", value,
                "The type of this value is not the type of the item (R4: it must agree with item.type).");
    }
    if (!is_option) continue;
    std::string key(type);
    key.append("\n").append(value.value()).append("\n").append(value.child_value("system"));
    key.append("\n").append(value.child_value("code")).append("\n").append(value.child_value("reference"));
    if (!seen.insert(std::move(key)).second) {
      run.warning("questionnaire-option-repeated", child, "The same option is offered twice.");
    }
  }
}

void check_limits(const QuestionnaireItem& item, Run& run) {
  const fhir::Element least = extension_value(item.element, kMinValue);
  const fhir::Element most = extension_value(item.element, kMaxValue);
  if (least && most && compare_values(least, "value", most, "value") == Relation::greater) {
    run.warning("questionnaire-limits", item.element, "The minimum of the item is greater than its maximum.");
  }
  const fhir::Element pattern = extension_value(item.element, kRegex);
  if (!pattern) return;
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kPatternMemoryBytes);
  if (!re2::RE2(pattern.value(), options).ok())
    run.unchecked("regular expressions of a questionnaire that cannot be read here");
}

/// Expressions of the questionnaire are compiled, so that they do not fail when the first answer comes.
void check_expressions(fhir::Element element, Run& run) {
  for (const fhir::Element child : element) {
    if (child.name() != "extension") continue;
    const bool is_constraint = child.child_value("url") == kConstraint;
    const fhir::Element value = is_constraint ? extension_value(child, "expression") : choice(child, "value");
    if (!value) continue;
    const bool is_expression = choice_suffix(value, "value") == "Expression";
    if (!is_constraint && !(is_expression && value.child_value("language") == "text/fhirpath")) continue;
    const std::string_view text = is_expression ? value.child_value("expression") : value.value();
    if (text.empty() || run.compiled(text, "") != nullptr) continue;
    // Variables that other extensions declare are not known here, so only a plain expression can be called wrong.
    if (text.find('%') != std::string_view::npos) {
      run.unchecked("expressions of a questionnaire with variables");
    } else {
      run.warning("questionnaire-expression", value, "This FHIRPath expression cannot be read.");
    }
  }
}

/// R4 Questionnaire.item.definition: an ElementDefinition in a StructureDefinition, named by its id behind '#'.
void check_definition(const QuestionnaireItem& item, Run& run) {
  const fhir::Element definition = item.element.child("definition");
  if (definition && !definition.value().empty() && definition.value().find('#') == std::string_view::npos) {
    run.warning("questionnaire-definition", definition,
                "The definition of an item names an element of a StructureDefinition behind a '#'.");
  }
}

}  // namespace

void check_questionnaire(fhir::Element resource, Run& run) {
  const QuestionnaireItems items(resource);
  for (std::size_t number = 0; number < items.size(); ++number) {
    const QuestionnaireItem& item = items[number];
    for (const fhir::Element child : item.element) {
      if (child.name() == "enableWhen") check_condition(items, number, child, run);
    }
    check_options(item, run);
    check_limits(item, run);
    check_expressions(item.element, run);
    check_definition(item, run);
  }
  check_expressions(resource, run);
  const std::string_view url = resource.child_value("url");
  for (const fhir::Element child : resource) {
    if (child.name() == "derivedFrom" && !url.empty() && canonical_url(child.value()) == url) {
      run.error("questionnaire-derived-from-itself", child, "A questionnaire cannot be derived from itself.");
    }
  }
}

}  // namespace careway::validation
