#include "mappers/engine/frame.h"

#include <algorithm>

namespace careway::engine {

void read_values(const Record& record, const Frame& frame, const PlanRow& row, Texts& values,
                 std::vector<fhir::NodeIndex>& nodes, bool* ambiguous, SlotReach* reach) {
  values.clear();
  nodes.clear();
  if (is_repeating(row.converter)) {
    const fhir::NodeIndex start = frame.start(record, row.slots[0]);
    if (start == fhir::kNoNode) return;
    find_repeating(record.tree, start, row.slots[0], nodes);
    for (const fhir::NodeIndex node : nodes) values.emplace_back(record.tree.at(node).value());
    return;
  }
  for (const Slot& slot : row.slots) {
    const fhir::NodeIndex start = frame.start(record, slot);
    SlotReach own;
    const fhir::NodeIndex leaf =
        start == fhir::kNoNode ? fhir::kNoNode : find_slot_or_reach(record.tree, start, slot, own, ambiguous);
    if (reach != nullptr && &slot == &row.slots[0]) *reach = own;
    nodes.push_back(leaf);
    if (leaf != fhir::kNoNode && record.tree.at(leaf).has_value()) {
      values.emplace_back(record.tree.at(leaf).value());
    } else {
      values.emplace_back();
    }
  }
}

bool any_present(const Texts& values) {
  return std::ranges::any_of(values, [](const auto& value) { return value.has_value(); });
}

std::optional<std::string_view> slot_text(const Record& record, const Frame& frame, const Slot& slot) {
  const fhir::NodeIndex start = frame.start(record, slot);
  if (start == fhir::kNoNode) return std::nullopt;
  return read_slot(record.tree, start, slot);
}

std::string key_system(const Slot& slot) {
  std::string system;
  for (const PlanFhirStep& step : slot.steps) {
    for (const PlanPredicate& predicate : step.predicates) {
      if (!system.empty()) system += ' ';
      system += predicate.value;
    }
  }
  return system.empty() ? slot.text : system;
}

std::string residue_text(fhir::ValueKind kind, std::string_view text) {
  char letter = 't';
  switch (kind) {
    case fhir::ValueKind::number:
      letter = 'n';
      break;
    case fhir::ValueKind::boolean:
      letter = 'b';
      break;
    case fhir::ValueKind::null:
      letter = '0';
      break;
    case fhir::ValueKind::empty_object:
      letter = 'o';
      break;
    case fhir::ValueKind::empty_list:
      letter = 'l';
      break;
    case fhir::ValueKind::none:
      letter = 'e';
      break;
    default:
      break;
  }
  std::string out;
  out.reserve(text.size() + 2);
  out += letter;
  out += ':';
  out += text;
  return out;
}

fhir::ValueKind residue_value_kind(std::string_view text) {
  switch (text.empty() ? 't' : text[0]) {
    case 'n':
      return fhir::ValueKind::number;
    case 'b':
      return fhir::ValueKind::boolean;
    case '0':
      return fhir::ValueKind::null;
    case 'o':
      return fhir::ValueKind::empty_object;
    case 'l':
      return fhir::ValueKind::empty_list;
    case 'e':
      return fhir::ValueKind::none;
    default:
      return fhir::ValueKind::text;
  }
}

}  // namespace careway::engine
