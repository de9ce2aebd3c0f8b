#pragma once

#include <memory>
#include <optional>
#include <unordered_map>

#include "profiles/validation/rules/questionnaire_items.h"
#include "profiles/validation/run.h"

namespace re2 {
class RE2;
}

namespace careway::validation {

/// Whether an answer keeps within what a question says of its size: maxLength, and the extensions minLength, regex,
/// minValue, maxValue, SDC's minQuantity and maxQuantity, maxDecimalPlaces, mimeType, maxSize,
/// questionnaire-referenceResource. One thread.
class AnswerLimits {
 public:
  /// Both must outlive it.
  AnswerLimits(const QuestionnaireItems& items, Run& run);
  ~AnswerLimits();

  void check(std::size_t item, fhir::Element answer, fhir::Element value);

 private:
  void check_text(std::size_t item, fhir::Element value);
  void check_range(const QuestionnaireItem& question, fhir::Element value);
  void check_quantity(const QuestionnaireItem& question, fhir::Element value);
  void check_decimal_places(const QuestionnaireItem& question, std::string_view number, fhir::Element value);
  void check_attachment(const QuestionnaireItem& question, fhir::Element answer, fhir::Element value);
  void check_reference(const QuestionnaireItem& question, fhir::Element value);
  /// The question's regular expression; nullptr when it has none that RE2 can read.
  const re2::RE2* pattern(std::size_t item);

  const QuestionnaireItems& items_;
  Run& run_;
  std::unordered_map<std::size_t, std::unique_ptr<re2::RE2>> patterns_;
};

}  // namespace careway::validation
