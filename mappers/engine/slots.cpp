#include "mappers/engine/slots.h"

namespace careway::engine {
namespace {

using fhir::Document;
using fhir::Element;
using fhir::kNoNode;
using fhir::NodeIndex;

NodeIndex child_with_entry(const Document& tree, NodeIndex parent, std::uint32_t entry) {
  for (Element child = tree.at(parent).first_child(); child; child = child.next()) {
    if (child.entry() == entry) return child.index();
  }
  return kNoNode;
}

bool predicate_holds(const Document& tree, NodeIndex node, const PlanPredicate& predicate) {
  // Walks every branch: coding lists inside a predicate path may repeat.
  if (predicate.steps.size() == 1) {  // the usual case, without the list
    const NodeIndex child = child_with_entry(tree, node, predicate.steps[0].entry);
    if (child == kNoNode) return false;
    const std::string_view value = tree.at(child).value();
    // What a plan wrote views the plan's own text: no need to compare it letter by letter.
    return value.size() == predicate.value.size() &&
           (value.data() == predicate.value.data() || value == predicate.value);
  }
  std::vector<std::pair<NodeIndex, std::size_t>> waiting;
  NodeIndex at = node;
  std::size_t depth = 0;
  waiting.emplace_back(at, depth);
  while (!waiting.empty()) {
    std::tie(at, depth) = waiting.back();
    waiting.pop_back();
    for (Element child : tree.at(at)) {
      if (child.entry() != predicate.steps[depth].entry) continue;
      if (depth + 1 < predicate.steps.size()) {
        waiting.emplace_back(child.index(), depth + 1);
      } else if (child.value() == predicate.value) {
        return true;
      }
    }
  }
  return false;
}

NodeIndex find_step(const Document& tree, NodeIndex parent, const PlanFhirStep& step, bool* ambiguous) {
  NodeIndex found = kNoNode;
  for (Element child = tree.at(parent).first_child(); child; child = child.next()) {
    if (child.entry() != step.entry || !fulfils(tree, child.index(), step)) continue;
    if (found == kNoNode) {
      found = child.index();
      if (ambiguous == nullptr || step.predicates.empty()) return found;
    } else {
      *ambiguous = true;
      return found;
    }
  }
  return found;
}

bool is_predicate_child(const PlanFhirStep& step, std::uint32_t entry) {
  for (const PlanPredicate& predicate : step.predicates) {
    if (predicate.steps[0].entry == entry) return true;
  }
  return false;
}

bool holds_nothing_else(const Document& tree, NodeIndex node, const PlanFhirStep& step) {
  const Element element = tree.at(node);
  if (element.has_value()) return false;
  for (Element child : element) {
    if (!is_predicate_child(step, child.entry())) return false;
  }
  return true;
}

}  // namespace

bool fulfils(const Document& tree, NodeIndex node, const PlanFhirStep& step) {
  for (const PlanPredicate& predicate : step.predicates) {
    if (!predicate_holds(tree, node, predicate)) return false;
  }
  return true;
}

NodeIndex insert_ordered(Document& tree, NodeIndex parent, const PlanStep& step,
                         const definitions::Definitions* definitions) {
  NodeIndex after = kNoNode;
  for (Element child = tree.at(parent).first_child(); child; child = child.next()) {
    if (child.entry() != step.entry && child.entry() != fhir::kNoEntry &&
        definitions->entry_ordinal(child.entry()) > step.ordinal) {
      break;
    }
    after = child.index();
  }
  return tree.insert(parent, after, step.name, step.entry);
}

namespace {

NodeIndex make_step(Document& tree, NodeIndex parent, const PlanFhirStep& step,
                    const definitions::Definitions* definitions) {
  const NodeIndex node = insert_ordered(tree, parent, step, definitions);
  for (const PlanPredicate& predicate : step.predicates) {
    NodeIndex at = node;
    for (const PlanStep& inner : predicate.steps) {
      NodeIndex next = child_with_entry(tree, at, inner.entry);
      if (next == kNoNode) next = insert_ordered(tree, at, inner, definitions);
      at = next;
    }
    tree.set_value_unowned(at, predicate.kind, predicate.value);
  }
  return node;
}

const definitions::Definitions* definitions_of(const Slot& slot) {
  return slot.definitions;
}

}  // namespace

namespace {

/// Walks on from `reach`. Where a list step names no predicate of its own, any of its elements may hold the leaf.
NodeIndex find_from(const Document& tree, const Slot& slot, SlotReach at, SlotReach& reach, bool* ambiguous) {
  if (at.steps > reach.steps) reach = at;
  if (at.steps == slot.steps.size()) return at.node;
  const PlanFhirStep& step = slot.steps[at.steps];
  NodeIndex next = find_step(tree, at.node, step, ambiguous);
  if (!step.is_list || !step.predicates.empty() || at.steps + 1 == slot.steps.size()) {
    return next == kNoNode ? kNoNode : find_from(tree, slot, {next, at.steps + 1}, reach, ambiguous);
  }
  for (; next != kNoNode; next = tree.at(next).next().index()) {
    if (tree.at(next).entry() != step.entry) continue;
    const NodeIndex leaf = find_from(tree, slot, {next, at.steps + 1}, reach, ambiguous);
    if (leaf != kNoNode) return leaf;
  }
  return kNoNode;
}

}  // namespace

NodeIndex find_slot_or_reach(const Document& tree, NodeIndex start, const Slot& slot, SlotReach& reach,
                             bool* ambiguous) {
  reach = {start, 0};
  return find_from(tree, slot, {start, 0}, reach, ambiguous);
}

NodeIndex find_slot(const Document& tree, NodeIndex start, const Slot& slot, bool* ambiguous) {
  SlotReach reach;
  return find_slot_or_reach(tree, start, slot, reach, ambiguous);
}

std::optional<std::string_view> read_slot(const Document& tree, NodeIndex start, const Slot& slot, bool* ambiguous) {
  const NodeIndex leaf = find_slot(tree, start, slot, ambiguous);
  if (leaf == kNoNode || !tree.at(leaf).has_value()) return std::nullopt;
  return tree.at(leaf).value();
}

NodeIndex write_slot_from(Document& tree, SlotReach reach, const Slot& slot, std::string_view text) {
  for (; reach.steps < slot.steps.size(); ++reach.steps) {
    reach.node = make_step(tree, reach.node, slot.steps[reach.steps], definitions_of(slot));
  }
  tree.set_value(reach.node, slot.value_kind, text);
  return reach.node;
}

NodeIndex write_slot(Document& tree, NodeIndex start, const Slot& slot, std::string_view text) {
  SlotReach reach;
  find_slot_or_reach(tree, start, slot, reach, nullptr);
  return write_slot_from(tree, reach, slot, text);
}

void erase_leaf(Document& tree, NodeIndex start, const Slot& slot, NodeIndex leaf) {
  std::size_t depth = slot.steps.size();
  NodeIndex at = leaf;
  tree.clear_value(at);
  while (at != start && depth > 0 && holds_nothing_else(tree, at, slot.steps[depth - 1])) {
    const NodeIndex above = tree.at(at).parent().index();
    tree.remove(at);
    at = above;
    --depth;
  }
}

void erase_slot(Document& tree, NodeIndex start, const Slot& slot) {
  const NodeIndex leaf = find_slot(tree, start, slot);
  if (leaf != kNoNode) erase_leaf(tree, start, slot, leaf);
}

namespace {

NodeIndex walk(const Document& tree, NodeIndex at, const Slot& slot, std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < to && at != kNoNode; ++i) at = find_step(tree, at, slot.steps[i], nullptr);
  return at;
}

NodeIndex walk_or_make(Document& tree, NodeIndex at, const Slot& slot, std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < to; ++i) {
    NodeIndex next = find_step(tree, at, slot.steps[i], nullptr);
    if (next == kNoNode) next = make_step(tree, at, slot.steps[i], definitions_of(slot));
    at = next;
  }
  return at;
}

}  // namespace

void find_repeating(const Document& tree, NodeIndex start, const Slot& slot, std::vector<NodeIndex>& out) {
  const NodeIndex parent = walk(tree, start, slot, 0, slot.repeating_step);
  if (parent == kNoNode) return;
  const PlanFhirStep& step = slot.steps[slot.repeating_step];
  for (Element child : tree.at(parent)) {
    if (child.entry() != step.entry || !fulfils(tree, child.index(), step)) continue;
    const NodeIndex leaf = walk(tree, child.index(), slot, slot.repeating_step + 1, slot.steps.size());
    if (leaf != kNoNode && tree.at(leaf).has_value()) out.push_back(leaf);
  }
}

void write_repeating(Document& tree, NodeIndex start, const Slot& slot, std::span<const std::string_view> texts) {
  std::vector<NodeIndex> leaves;
  find_repeating(tree, start, slot, leaves);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i < leaves.size()) {
      if (tree.at(leaves[i]).value() != texts[i]) tree.set_value(leaves[i], slot.value_kind, texts[i]);
      continue;
    }
    const NodeIndex parent = walk_or_make(tree, start, slot, 0, slot.repeating_step);
    const NodeIndex item = make_step(tree, parent, slot.steps[slot.repeating_step], definitions_of(slot));
    tree.set_value(walk_or_make(tree, item, slot, slot.repeating_step + 1, slot.steps.size()), slot.value_kind,
                   texts[i]);
  }
  for (std::size_t i = leaves.size(); i > texts.size(); --i) erase_leaf(tree, start, slot, leaves[i - 1]);
}

void find_elements(const Document& tree, NodeIndex start, const Slot& element, std::vector<NodeIndex>& out) {
  const NodeIndex parent = walk(tree, start, element, 0, element.steps.size() - 1);
  if (parent == kNoNode) return;
  for (Element child : tree.at(parent)) {
    if (child.entry() == element.steps.back().entry && fulfils(tree, child.index(), element.steps.back())) {
      out.push_back(child.index());
    }
  }
}

NodeIndex append_element(Document& tree, NodeIndex start, const Slot& element) {
  const NodeIndex parent = walk_or_make(tree, start, element, 0, element.steps.size() - 1);
  return make_step(tree, parent, element.steps.back(), definitions_of(element));
}

}  // namespace careway::engine
