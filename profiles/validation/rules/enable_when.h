#pragma once

#include <cstdint>
#include <vector>

#include "profiles/validation/rules/questionnaire_items.h"
#include "profiles/validation/rules/response_items.h"
#include "profiles/validation/run.h"

namespace careway::validation {

/// Whether items of a Questionnaire are enabled, given the answers of a response (R4 Questionnaire.item.enableWhen, and
/// the extensions that give the condition as a FHIRPath expression). One thread.
class EnableWhen {
 public:
  /// All must outlive it.
  EnableWhen(const QuestionnaireItems& questionnaire, const ResponseItems& items, fhir::Element response, Run& run);

  /// `unknown` when a condition cannot be judged (no enableBehavior, an expression that does not compile).
  enum class State : std::uint8_t { enabled, disabled, unknown };
  /// `place` is the response, the answer or the group that holds the item, or would hold it. What encloses the item is
  /// not looked at.
  State state(std::size_t item, fhir::Element place);

 private:
  [[nodiscard]] State condition(fhir::Element condition, fhir::Element place) const;
  State expression(fhir::Element value);

  const QuestionnaireItems& questionnaire_;
  const ResponseItems& items_;
  fhir::Element response_;
  Run& run_;
};

}  // namespace careway::validation
