#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "profiles/fhir/document.h"

namespace careway::validation {

inline constexpr std::size_t kNoItem = static_cast<std::size_t>(-1);

/// One item of a Questionnaire: what is asked again and again, so that no list of options is walked for each answer.
struct QuestionnaireItem {
  fhir::Element element;
  std::string_view link_id;
  std::string_view type;         ///< "group", "string", ...
  std::size_t parent = kNoItem;  ///< kNoItem at the top
  std::size_t end = 0;           ///< items from its own number to before `end` are itself and those inside
  std::size_t order = 0;         ///< place among its siblings
  bool is_required = false;
  bool repeats = false;
  bool has_options = false;               ///< answerOption
  std::string_view value_set;             ///< answerValueSet
  std::string_view max_length;            ///< maxLength as written
  std::string_view enable_behavior;       ///< "all", "any", or empty
  std::vector<fhir::Element> conditions;  ///< enableWhen
  std::vector<fhir::Element> extensions;

  [[nodiscard]] bool is_group() const { return type == "group"; }
  [[nodiscard]] bool is_display() const { return type == "display"; }
  [[nodiscard]] bool is_question() const { return !is_group() && !is_display(); }
  /// Value of the first extension with that URL; does not exist when there is none.
  [[nodiscard]] fhir::Element extension_value(std::string_view url) const;
  /// The same for a whole number of 0 or more.
  [[nodiscard]] std::optional<std::size_t> extension_count(std::string_view url) const;
};

/// Whether answers of a type ("Coding" for valueCoding) suit a type of question (code system item-type). A choice may
/// list options of every type that answerOption can have.
bool answer_type_suits(std::string_view question, std::string_view type);

/// All items of a Questionnaire in reading order, and the way from a link id to its item. Built in one pass without
/// recursion. Views into the questionnaire's document.
class QuestionnaireItems {
 public:
  explicit QuestionnaireItems(fhir::Element questionnaire);

  [[nodiscard]] std::size_t size() const { return items_.size(); }
  [[nodiscard]] const QuestionnaireItem& operator[](std::size_t item) const { return items_[item]; }
  /// The first item with that link id, or kNoItem.
  [[nodiscard]] std::size_t find(std::string_view link_id) const;
  [[nodiscard]] bool is_inside(std::size_t item, std::size_t container) const {
    return item >= container && item < items_[container].end;
  }
  /// Calls `visit(std::size_t)` for each direct child of `container`, or each item at the top for kNoItem.
  template <typename Visit>
  void for_each_child(std::size_t container, Visit&& visit) const {
    const std::size_t end = container == kNoItem ? items_.size() : items_[container].end;
    for (std::size_t item = container == kNoItem ? 0 : container + 1; item < end; item = items_[item].end) visit(item);
  }

 private:
  void add(fhir::Element element, std::size_t parent, std::size_t order);

  std::vector<QuestionnaireItem> items_;
  std::unordered_map<std::string_view, std::size_t> by_link_id_;
};

}  // namespace careway::validation
