#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "profiles/terminology/terminology.h"
#include "profiles/validation/rules/questionnaire_items.h"
#include "profiles/validation/run.h"

namespace careway::validation {

/// Whether answers are among those that a question offers: Questionnaire.item.answerOption and answerValueSet, and the
/// extensions questionnaire-optionExclusive, -unitOption and -unitValueSet. Options of a question are read once. One
/// thread.
class AnswerOptions {
 public:
  /// All must outlive it.
  AnswerOptions(const QuestionnaireItems& items, fhir::Element questionnaire, Run& run);

  /// Checks one answer whose value has a type that suits the question.
  void check(std::size_t item, fhir::Element answer, fhir::Element value);
  /// Checks what holds for all answers of a question together.
  void check_together(std::size_t item, std::span<const fhir::Element> answers);

 private:
  struct Options {
    std::unordered_set<std::string> keys;
    std::unordered_set<std::string> exclusive;
    std::unordered_set<std::string_view> types;
  };
  const Options& options(std::size_t item);
  void check_listed(std::size_t item, fhir::Element answer, fhir::Element value);
  void check_coding(std::string_view value_set, fhir::Element answer, fhir::Element value);
  void check_text(std::string_view value_set, fhir::Element value);
  void check_unit(std::size_t item, fhir::Element value);
  terminology::Answer membership(std::string_view value_set, std::string_view system, std::string_view code);

  const QuestionnaireItems& items_;
  fhir::Element questionnaire_;
  Run& run_;
  std::unordered_map<std::size_t, Options> options_;
};

}  // namespace careway::validation
