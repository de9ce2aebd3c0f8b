#include "profiles/validation/rules/questionnaire_items.h"

#include <array>

#include "profiles/validation/rules/support.h"

namespace careway::validation {

QuestionnaireItems::QuestionnaireItems(fhir::Element questionnaire) {
  struct Level {
    fhir::Element next;
    std::size_t item;
    std::size_t order;
  };
  std::vector<Level> levels{{questionnaire.first_child(), kNoItem, 0}};
  while (!levels.empty()) {
    Level& level = levels.back();
    while (level.next && level.next.name() != "item") level.next = level.next.next();
    if (!level.next) {
      if (level.item != kNoItem) items_[level.item].end = items_.size();
      levels.pop_back();
      continue;
    }
    const fhir::Element element = level.next;
    level.next = element.next();
    const std::size_t number = items_.size();
    items_.push_back({.element = element,
                      .link_id = element.child_value("linkId"),
                      .type = element.child_value("type"),
                      .parent = level.item,
                      .order = level.order++,
                      .is_required = is_true(element, "required"),
                      .repeats = is_true(element, "repeats")});
    by_link_id_.emplace(items_.back().link_id, number);
    levels.push_back({element.first_child(), number, 0});
  }
}

std::size_t QuestionnaireItems::find(std::string_view link_id) const {
  const auto found = by_link_id_.find(link_id);
  return found == by_link_id_.end() ? kNoItem : found->second;
}

bool answer_type_suits(std::string_view question, std::string_view type) {
  struct Row {
    std::string_view question;
    std::string_view type;
  };
  static constexpr std::array<Row, 12> kTypes = {{{"boolean", "Boolean"},
                                                  {"decimal", "Decimal"},
                                                  {"integer", "Integer"},
                                                  {"date", "Date"},
                                                  {"dateTime", "DateTime"},
                                                  {"time", "Time"},
                                                  {"string", "String"},
                                                  {"text", "String"},
                                                  {"url", "Uri"},
                                                  {"attachment", "Attachment"},
                                                  {"reference", "Reference"},
                                                  {"quantity", "Quantity"}}};
  if (question == "choice" || question == "open-choice") {
    return type == "Coding" || type == "String" || type == "Integer" || type == "Date" || type == "Time" ||
           type == "Reference";
  }
  for (const Row& row : kTypes) {
    if (row.question == question) return row.type == type;
  }
  return true;
}

}  // namespace careway::validation
