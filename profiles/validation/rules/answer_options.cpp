#include "profiles/validation/rules/answer_options.h"

#include "profiles/validation/rules/contained_value_set.h"
#include "profiles/validation/rules/support.h"

namespace careway::validation {
namespace {

using terminology::Membership;

constexpr std::string_view kExclusive = "http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive";
constexpr std::string_view kUnitOption = "http://hl7.org/fhir/StructureDefinition/questionnaire-unitOption";
constexpr std::string_view kUnitValueSet = "http://hl7.org/fhir/StructureDefinition/questionnaire-unitValueSet";

/// What makes two offered values the same: type and value; for a Coding system and code, for a Reference its text.
std::string key_of(fhir::Element value) {
  const std::string_view type = choice_suffix(value, "value");
  std::string key(type);
  key += '\n';
  if (type == "Coding") {
    key.append(value.child_value("system")).append("\n").append(value.child_value("code"));
  } else if (type == "Reference") {
    key.append(value.child_value("reference"));
  } else {
    key.append(value.value());
  }
  return key;
}

}  // namespace

AnswerOptions::AnswerOptions(const QuestionnaireItems& items, fhir::Element questionnaire, Run& run)
    : items_(items), questionnaire_(questionnaire), run_(run) {}

const AnswerOptions::Options& AnswerOptions::options(std::size_t item) {
  const auto [place, is_new] = options_.try_emplace(item);
  Options& options = place->second;
  if (!is_new) return options;
  for (const fhir::Element option : items_[item].element) {
    if (option.name() != "answerOption") continue;
    const fhir::Element value = choice(option, "value");
    if (!value) continue;
    options.types.insert(choice_suffix(value, "value"));
    const auto key = options.keys.insert(key_of(value)).first;
    const fhir::Element exclusive = extension_value(option, kExclusive);
    if (exclusive && exclusive.value() == "true") options.exclusive.insert(*key);
  }
  return options;
}

void AnswerOptions::check(std::size_t item, fhir::Element answer, fhir::Element value) {
  const std::string_view type = choice_suffix(value, "value");
  if (type == "Quantity") check_unit(item, value);
  const std::string_view question = items_[item].type;
  const bool is_choice = question == "choice" || question == "open-choice";
  if (items_[item].has_options) {
    check_listed(item, answer, value);
  } else if (is_choice && type == "String") {
    run_.report(fhir::Severity::information, "response-options-unknown", answer,
                "The question lists no options, so a text answer cannot be checked.");
  } else if (const auto value_set = items_[item].value_set; !value_set.empty()) {
    if (type == "Coding") check_coding(value_set, answer, value);
    if (type == "String") check_text(value_set, value);
  } else if (is_choice) {
    run_.report(fhir::Severity::information, "response-options-unknown", answer,
                "The question has neither options nor a value set, so the answer cannot be checked.");
  }
}

void AnswerOptions::check_listed(std::size_t item, fhir::Element answer, fhir::Element value) {
  const Options& offered = options(item);
  const std::string_view type = choice_suffix(value, "value");
  if (items_[item].type == "open-choice" && type == "String") return;
  if (!offered.types.contains(type)) {
    run_.error("response-answer-not-permitted", answer,
               "The question offers no options of this type. Choose one of its options.");
  } else if (!offered.keys.contains(key_of(value))) {
    run_.error("response-answer-not-permitted", type == "Coding" || type == "Reference" ? answer : value,
               "The answer is not one of the options of the question.");
  }
}

void AnswerOptions::check_together(std::size_t item, std::span<const fhir::Element> answers) {
  if (answers.size() < 2 || !items_[item].has_options) return;
  const Options& offered = options(item);
  if (offered.exclusive.empty()) return;
  for (const fhir::Element answer : answers) {
    const fhir::Element value = choice(answer, "value");
    if (value && offered.exclusive.contains(key_of(value))) {
      run_.error("response-answer-not-permitted", answer,
                 "This option excludes all others, but more answers are given beside it.");
    }
  }
}

terminology::Answer AnswerOptions::membership(std::string_view value_set, std::string_view system,
                                              std::string_view code) {
  if (!value_set.starts_with('#')) return run_.terminology().value_set_has(value_set, system, code);
  const fhir::Element contained = contained_resource(questionnaire_, value_set.substr(1));
  if (!contained) return {Membership::unknown, "value-set-not-known"};
  return {contained_value_set_has(contained, system, code, run_), "code-system-not-known"};
}

void AnswerOptions::check_coding(std::string_view value_set, fhir::Element answer, fhir::Element value) {
  const std::string_view system = value.child_value("system");
  const std::string_view code = value.child_value("code");
  const auto [is_member, reason] = membership(value_set, system, code);
  if (is_member == Membership::unknown) {
    if (reason == "value-set-not-known") {
      run_.warning("response-value-set-unknown", answer,
                   "The value set of the question is not known here, so the answer could not be checked.");
    } else {
      run_.unchecked("answers whose value set or code system is not known here in full");
    }
    return;
  }
  const std::string_view display = value.child_value("display");
  if (is_member == Membership::out) {
    run_.error("response-answer-not-in-value-set", answer, "The answer is not in the value set of the question.");
  } else if (!display.empty() &&
             run_.terminology().display_matches(system, code, display).membership == Membership::out) {
    run_.error("response-answer-not-in-value-set", answer,
               "The code is in the value set of the question, but the display belongs to another code.");
  }
}

void AnswerOptions::check_text(std::string_view value_set, fhir::Element value) {
  switch (membership(value_set, "", value.value()).membership) {
    case Membership::in:
      return;
    case Membership::out:
      run_.error("response-answer-not-permitted", value, "The text is not a code of the value set of the question.");
      return;
    case Membership::unknown:
      run_.unchecked("text answers whose value set is not known here in full");
      return;
  }
}

void AnswerOptions::check_unit(std::size_t item, fhir::Element value) {
  const QuestionnaireItem& question = items_[item];
  bool has_options = false;
  bool is_offered = false;
  for (const fhir::Element option : question.extensions) {
    if (option.child_value("url") != kUnitOption) continue;
    const fhir::Element unit = choice(option, "value");
    has_options = true;
    is_offered = is_offered || (unit && unit.child_value("code") == value.child_value("code") &&
                                unit.child_value("system") == value.child_value("system"));
  }
  if (has_options && !is_offered) {
    run_.error("response-unit-not-permitted", value, "The unit is not one of those that the question offers.");
  }
  const fhir::Element value_set = question.extension_value(kUnitValueSet);
  if (!value_set) return;
  const std::string_view code = value.child_value("code");
  const auto is_member =
      code.empty() ? Membership::out : membership(value_set.value(), value.child_value("system"), code).membership;
  if (is_member == Membership::out) {
    run_.error("response-unit-not-permitted", value, "The unit is not in the value set of units of the question.");
  } else if (is_member == Membership::unknown) {
    run_.unchecked("units whose value set is not known here in full");
  }
}

}  // namespace careway::validation
