#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "mappers/engine/plan.h"
#include "mappers/engine/record.h"
#include "profiles/fhir/document.h"

namespace careway::engine {

/// Walking, setting and removing FHIR slots in a record's tree. `start` is the node of the slot's role or variable. All
/// comparisons go by definitions entry, so every node of the tree must carry one.

/// How far the path of a slot exists: the deepest element found and the number of steps that led there.
struct SlotReach {
  fhir::NodeIndex node = fhir::kNoNode;
  std::size_t steps = 0;
};
/// The leaf of a slot, or how far the tree goes towards it, so that a write needs no second walk.
fhir::NodeIndex find_slot_or_reach(const fhir::Document& tree, fhir::NodeIndex start, const Slot& slot,
                                   SlotReach& reach, bool* ambiguous);
/// write_slot from where a find_slot_or_reach on the unchanged tree came to.
fhir::NodeIndex write_slot_from(fhir::Document& tree, SlotReach reach, const Slot& slot, std::string_view text);

/// The leaf of a slot; kNoNode when it is not there. `ambiguous` is set when a predicate step has two matches.
fhir::NodeIndex find_slot(const fhir::Document& tree, fhir::NodeIndex start, const Slot& slot,
                          bool* ambiguous = nullptr);
/// The text of the slot's leaf; nothing when absent.
std::optional<std::string_view> read_slot(const fhir::Document& tree, fhir::NodeIndex start, const Slot& slot,
                                          bool* ambiguous = nullptr);
/// Sets the leaf, making what is missing on the way (predicate children included). The text is copied.
fhir::NodeIndex write_slot(fhir::Document& tree, fhir::NodeIndex start, const Slot& slot, std::string_view text);
/// Removes the leaf and every element above it that then holds nothing but its predicates.
void erase_slot(fhir::Document& tree, fhir::NodeIndex start, const Slot& slot);

/// All leaves of a slot whose step `slot.repeating_step` repeats, in order.
void find_repeating(const fhir::Document& tree, fhir::NodeIndex start, const Slot& slot,
                    std::vector<fhir::NodeIndex>& out);
/// Makes the repetitions say exactly `texts`: existing ones are rewritten in order, missing appended, the rest removed.
void write_repeating(fhir::Document& tree, fhir::NodeIndex start, const Slot& slot,
                     std::span<const std::string_view> texts);

/// The elements that the last step of `element` (a repeating one) selects.
void find_elements(const fhir::Document& tree, fhir::NodeIndex start, const Slot& element,
                   std::vector<fhir::NodeIndex>& out);
/// Appends one more element for the last step, predicates set.
fhir::NodeIndex append_element(fhir::Document& tree, fhir::NodeIndex start, const Slot& element);
/// Removes `leaf` and the emptied elements above it up to `start`; an element counts as empty when all its children are
/// predicates of the step that made it.
void erase_leaf(fhir::Document& tree, fhir::NodeIndex start, const Slot& slot, fhir::NodeIndex leaf);

/// Inserts a child where its definitions ordinal belongs among its siblings.
fhir::NodeIndex insert_ordered(fhir::Document& tree, fhir::NodeIndex parent, const PlanStep& step,
                               const definitions::Definitions* definitions);

/// True when the element fulfils all predicates of a step.
bool fulfils(const fhir::Document& tree, fhir::NodeIndex node, const PlanFhirStep& step);

}  // namespace careway::engine
