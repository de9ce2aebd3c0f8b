#include "profiles/validation/rules/response_check.h"

#include <algorithm>

#include "profiles/validation/rules/support.h"

namespace careway::validation {
namespace {

constexpr std::string_view kMinOccurs = "http://hl7.org/fhir/StructureDefinition/questionnaire-minOccurs";
constexpr std::string_view kMaxOccurs = "http://hl7.org/fhir/StructureDefinition/questionnaire-maxOccurs";
constexpr std::string_view kConstraint = "http://hl7.org/fhir/StructureDefinition/questionnaire-constraint";

bool has_answers(fhir::Element item) {
  std::vector<fhir::Element> open{item};
  while (!open.empty()) {
    const fhir::Element at = open.back();
    open.pop_back();
    for (const fhir::Element child : at) {
      if (child.name() == "answer") return true;
      if (child.name() == "item") open.push_back(child);
    }
  }
  return false;
}

}  // namespace

ResponseCheck::ResponseCheck(fhir::Element questionnaire, fhir::Element response, Run& run)
    : questionnaire_(questionnaire),
      response_(response),
      run_(run),
      items_(questionnaire),
      given_(response),
      enable_when_(items_, given_, response, run),
      options_(items_, questionnaire, run),
      limits_(items_, run) {
  const std::string_view status = response.child_value("status");
  is_final_ = status == "completed" || status == "amended";
}

void ResponseCheck::check() {
  check_children(kNoItem, response_, 0);
  for (const fhir::Element child : questionnaire_) {
    if (child.name() == "extension") check_constraint(child, response_);
  }
}

void ResponseCheck::check_children(std::size_t container, fhir::Element place, std::size_t depth) {
  if (depth > run_.options().depth_max) return;
  std::vector<std::pair<std::size_t, fhir::Element>> found;
  check_places(container, place, found);
  std::ranges::stable_sort(found, {}, &std::pair<std::size_t, fhir::Element>::first);
  auto next = found.begin();
  items_.for_each_child(container, [&](std::size_t item) {
    const auto end = std::find_if(next, found.end(), [&](const auto& one) { return one.first != item; });
    check_item(item, {next, end}, place, depth);
    next = end;
  });
}

void ResponseCheck::check_places(std::size_t container, fhir::Element place,
                                 std::vector<std::pair<std::size_t, fhir::Element>>& found) {
  std::size_t last = 0;
  for (const fhir::Element child : place) {
    if (child.name() != "item") continue;
    const fhir::Element link_id = child.child("linkId");
    if (!link_id) continue;
    const std::size_t item = items_.find(link_id.value());
    if (item == kNoItem) {
      run_.error("response-link-id-unknown", place, "An item here has a linkId that the questionnaire does not have.");
    } else if (items_[item].parent != container) {
      run_.error("response-structure", child,
                 "The questionnaire has this item in another place. Questions must stand in the same groups.");
    } else {
      if (items_[item].order < last) {
        run_.error("response-structure", child, "The items are not in the order of the questionnaire.");
      }
      last = std::max(last, items_[item].order);
      found.emplace_back(item, child);
    }
  }
}

void ResponseCheck::check_item(std::size_t item, std::span<const std::pair<std::size_t, fhir::Element>> given,
                               fhir::Element place, std::size_t depth) {
  if (given.empty()) {
    check_missing(item, place);
    return;
  }
  const QuestionnaireItem& definition = items_[item];
  if (given.size() > 1 && !(definition.is_group() && definition.repeats)) {
    run_.error("response-item-count", given[1].second,
               "Only one item with this linkId is allowed here. A question repeats by more answers.");
  }
  if (const auto most = definition.extension_count(kMaxOccurs); definition.is_group() && most && given.size() > *most) {
    run_.error("response-item-count", given.back().second,
               "The group is given more often than the questionnaire allows.");
  }
  if (const auto least = definition.extension_count(kMinOccurs);
      definition.is_group() && least && given.size() < *least && is_final_) {
    run_.error("response-item-count", given.front().second,
               "The group is given less often than the questionnaire asks.");
  }
  for (const auto& [number, element] : given) {
    const auto state = enable_when_.state(item, place);
    if (state == EnableWhen::State::disabled) {
      if (has_answers(element)) {
        run_.error("response-not-enabled", element, "The item is answered although its condition does not enable it.");
      }
      continue;
    }
    if (definition.is_group()) check_group(item, element, depth);
    if (definition.is_question()) check_question(item, element, depth, state == EnableWhen::State::enabled);
    if (definition.is_display() && has_answers(element)) {
      run_.error("response-structure", element, "An item of type display takes no answers.");
    }
    for (const fhir::Element one : definition.extensions) check_constraint(one, element);
  }
}

void ResponseCheck::check_missing(std::size_t item, fhir::Element place) {
  const QuestionnaireItem& definition = items_[item];
  if (definition.is_display()) return;
  const auto least = definition.extension_count(kMinOccurs);
  if (!definition.is_required && least.value_or(0) == 0) return;
  if (enable_when_.state(item, place) != EnableWhen::State::enabled) return;
  report_required(place, "An item that the questionnaire requires is missing here (linkId " +
                             std::string(definition.link_id) + ").");
}

void ResponseCheck::report_required(fhir::Element at, std::string_view text) {
  run_.report(is_final_ ? fhir::Severity::error : fhir::Severity::warning, "response-required", at, text);
}

void ResponseCheck::check_group(std::size_t item, fhir::Element given, std::size_t depth) {
  if (given.child("answer")) {
    run_.error("response-structure", given, "A group takes no answers: its items stand directly in it.");
  }
  if (items_[item].is_required && is_final_ && !given.child("item") && !given.child("answer")) {
    run_.error("response-group-empty", given, "The questionnaire requires this group, but nothing is in it.");
    return;
  }
  check_children(item, given, depth + 1);
}

void ResponseCheck::check_question(std::size_t item, fhir::Element given, std::size_t depth, bool is_enabled) {
  const auto answers = children(given, "answer");
  if (given.child("item")) {
    run_.error("response-structure", given, "Items below a question stand in its answers, not beside them.");
  }
  check_answer_count(item, given, answers.size(), is_enabled);
  for (const fhir::Element answer : answers) {
    check_value(item, answer);
    check_children(item, answer, depth + 1);
  }
  options_.check_together(item, answers);
}

void ResponseCheck::check_answer_count(std::size_t item, fhir::Element given, std::size_t count, bool is_enabled) {
  const QuestionnaireItem& definition = items_[item];
  const auto most = definition.extension_count(kMaxOccurs);
  if (count > 1 && !definition.repeats && !most) {
    run_.error("response-answer-count", given, "The question takes one answer only.");
  } else if (most && count > *most) {
    run_.error("response-answer-count", given, "There are more answers than the question allows.");
  }
  if (!is_enabled) return;
  const auto least = definition.extension_count(kMinOccurs);
  if (definition.is_required && count == 0) {
    report_required(given, "The questionnaire requires an answer to this item.");
  } else if (least && count < *least) {
    run_.report(is_final_ ? fhir::Severity::error : fhir::Severity::warning, "response-answer-count", given,
                "There are fewer answers than the question asks.");
  }
}

void ResponseCheck::check_value(std::size_t item, fhir::Element answer) {
  const fhir::Element value = choice(answer, "value");
  if (!value) return;
  if (!answer_type_suits(items_[item].type, choice_suffix(value, "value"))) {
    run_.error("response-answer-type", value,
               "The answer is not of the type that the question asks (" + std::string(items_[item].type) + ").");
    return;
  }
  options_.check(item, answer, value);
  limits_.check(item, answer, value);
}

void ResponseCheck::check_constraint(fhir::Element extension, fhir::Element focus) {
  if (!is_final_ || extension.child_value("url") != kConstraint) return;
  const fhir::Element text = extension_value(extension, "expression");
  if (!text) return;
  const auto* expression = run_.compiled(text.value(), "");
  const auto holds = expression == nullptr ? std::nullopt : run_.holds(*expression, focus);
  if (!holds) {
    run_.unchecked("constraints of a questionnaire that cannot be evaluated here");
    return;
  }
  if (*holds) return;
  const fhir::Element severity = extension_value(extension, "severity");
  const bool is_warning = severity && severity.value() == "warning";
  run_.report(is_warning ? fhir::Severity::warning : fhir::Severity::error, "response-constraint", focus,
              "A constraint that the questionnaire states is not met.");
}

}  // namespace careway::validation
