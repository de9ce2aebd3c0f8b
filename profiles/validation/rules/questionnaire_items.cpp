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
    add(element, level.item, level.order++);
    levels.push_back({element.first_child(), number, 0});
  }
}

void QuestionnaireItems::add(fhir::Element element, std::size_t parent, std::size_t order) {
  QuestionnaireItem item;
  item.element = element;
  item.parent = parent;
  item.order = order;
  for (const fhir::Element child : element) {
    const std::string_view name = child.name();
    if (name == "linkId") {
      item.link_id = child.value();
    } else if (name == "type") {
      item.type = child.value();
    } else if (name == "required") {
      item.is_required = child.value() == "true";
    } else if (name == "repeats") {
      item.repeats = child.value() == "true";
    } else if (name == "answerOption") {
      item.has_options = true;
    } else if (name == "answerValueSet") {
      item.value_set = child.value();
    } else if (name == "maxLength") {
      item.max_length = child.value();
    } else if (name == "enableBehavior") {
      item.enable_behavior = child.value();
    } else if (name == "enableWhen") {
      item.conditions.push_back(child);
    } else if (name == "extension") {
      item.extensions.push_back(child);
    }
  }
  by_link_id_.emplace(item.link_id, items_.size());
  items_.push_back(std::move(item));
}

fhir::Element QuestionnaireItem::extension_value(std::string_view url) const {
  for (const fhir::Element extension : extensions) {
    if (extension.child_value("url") == url) return choice(extension, "value");
  }
  return {};
}

std::optional<std::size_t> QuestionnaireItem::extension_count(std::string_view url) const {
  const fhir::Element value = extension_value(url);
  const auto number = value ? whole_number(value.value()) : std::nullopt;
  if (!number || *number < 0) return std::nullopt;
  return static_cast<std::size_t>(*number);
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
