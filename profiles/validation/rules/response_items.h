#pragma once

#include <cstddef>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "profiles/fhir/document.h"

namespace careway::validation {

/// The items of a QuestionnaireResponse by link id, so that an enableWhen finds its question at once. Built in one pass
/// without recursion.
class ResponseItems {
 public:
  explicit ResponseItems(fhir::Element response);

  /// The item with that link id that is nearest to `place` (the response, an item or an answer of it): inside the
  /// smallest container around it that holds one; there the last one before it, else the first one behind (R4
  /// Questionnaire.item.enableWhen.question: ancestors, then preceding, then following). Does not exist when there is
  /// none.
  [[nodiscard]] fhir::Element nearest(std::string_view link_id, fhir::Element place) const;

 private:
  struct Range {
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  struct Occurrence {
    std::size_t at;
    fhir::Element element;
  };
  std::unordered_map<fhir::NodeIndex, Range> ranges_;  // of the response, its items and answers
  std::unordered_map<std::string_view, std::vector<Occurrence>> by_link_id_;
  fhir::NodeIndex root_;
};

}  // namespace careway::validation
