#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "profiles/validation/rules/answer_limits.h"
#include "profiles/validation/rules/answer_options.h"
#include "profiles/validation/rules/enable_when.h"
#include "profiles/validation/rules/questionnaire_items.h"
#include "profiles/validation/rules/response_items.h"
#include "profiles/validation/run.h"

namespace careway::validation {

/// One QuestionnaireResponse against its Questionnaire: "the QuestionnaireResponse structure must be consistent with
/// the Questionnaire" (R4 QuestionnaireResponse.questionnaire). Work grows with the items of both, not with their
/// product.
class ResponseCheck {
 public:
  /// All must outlive it.
  ResponseCheck(fhir::Element questionnaire, fhir::Element response, Run& run);

  void check();

 private:
  /// The items in `place` (response, group or answer) that stand for the children of `container`; what is missing is
  /// reported there.
  void check_children(std::size_t container, fhir::Element place, std::size_t depth);
  void check_places(std::size_t container, fhir::Element place,
                    std::vector<std::pair<std::size_t, fhir::Element>>& found);
  void check_item(std::size_t item, std::span<const std::pair<std::size_t, fhir::Element>> given, fhir::Element place,
                  std::size_t depth);
  void check_missing(std::size_t item, fhir::Element place);
  void check_group(std::size_t item, fhir::Element given, std::size_t depth);
  void check_question(std::size_t item, fhir::Element given, std::size_t depth, bool is_enabled);
  void check_answer_count(std::size_t item, fhir::Element given, std::size_t count, bool is_enabled);
  void check_value(std::size_t item, fhir::Element answer);
  /// An invariant of the questionnaire (extension questionnaire-constraint) at a response or an item of it.
  void check_constraint(fhir::Element extension, fhir::Element focus);
  void report_required(fhir::Element at, std::string_view text);

  fhir::Element questionnaire_;
  fhir::Element response_;
  Run& run_;
  QuestionnaireItems items_;
  ResponseItems given_;
  EnableWhen enable_when_;
  AnswerOptions options_;
  AnswerLimits limits_;
  bool is_final_;  // completed or amended: nothing may be missing
};

}  // namespace careway::validation
