#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mappers/engine/convert.h"
#include "mappers/engine/plan.h"
#include "mappers/engine/record.h"
#include "mappers/engine/slots.h"

namespace careway::engine {

inline constexpr std::size_t kNoResource = static_cast<std::size_t>(-1);

/// Which resource stands for each role, and which element for each variable, at the place where a run is. Items set and
/// restore their own role or variable.
struct Frame {
  std::vector<std::size_t> role_resource;      ///< index in Record::resources, or kNoResource
  std::vector<fhir::NodeIndex> variable_node;  ///< kNoNode outside the item
  std::vector<std::size_t> variable_resource;

  void reset(const Plan& plan) {
    role_resource.assign(plan.roles.size(), kNoResource);
    variable_node.assign(plan.variables.size(), fhir::kNoNode);
    variable_resource.assign(plan.variables.size(), kNoResource);
  }
  /// The node at which a slot's steps begin; kNoNode when its role or variable is not there.
  [[nodiscard]] fhir::NodeIndex start(const Record& record, const Slot& slot) const {
    if (slot.root_kind == RootKind::variable) return variable_node[slot.root];
    const std::size_t resource = role_resource[slot.root];
    return resource == kNoResource ? fhir::kNoNode : record.resources[resource].node;
  }
  [[nodiscard]] std::size_t resource_of(const Slot& slot) const {
    return slot.root_kind == RootKind::variable ? variable_resource[slot.root] : role_resource[slot.root];
  }
};

/// Converters whose FHIR values are the repetitions of one slot.
inline bool is_repeating(ConverterKind kind) {
  return kind == ConverterKind::words || kind == ConverterKind::lines || kind == ConverterKind::issued_lines;
}

/// Reads the FHIR values of a row; `nodes` gets the leaves (kNoNode where absent), `reach` how far the first slot goes.
void read_values(const Record& record, const Frame& frame, const PlanRow& row, Texts& values,
                 std::vector<fhir::NodeIndex>& nodes, bool* ambiguous = nullptr, SlotReach* reach = nullptr);
/// True when any value is there.
bool any_present(const Texts& values);
/// The text of a slot, or nothing.
std::optional<std::string_view> slot_text(const Record& record, const Frame& frame, const Slot& slot);
/// What distinguishes a key slot beside its value: the values of its predicates ("https://…/Id/nhs-number").
std::string key_system(const Slot& slot);

/// Residue texts carry the kind of the leaf in front: "t:", "n:", "b:", "0:" null, "o:" empty object, "l:" empty list,
/// "a:" absent.
std::string residue_text(fhir::ValueKind kind, std::string_view text);
inline constexpr std::string_view kResidueAbsent = "a:";
fhir::ValueKind residue_value_kind(std::string_view residue_text);
inline std::string_view residue_value(std::string_view residue_text) {
  return residue_text.substr(2);
}

/// Order of item names: numbers by size, everything else by text.
bool natural_less(std::string_view a, std::string_view b);
/// "Service[3]" -> "Service".
std::string path_without_number(std::string_view path);

}  // namespace careway::engine
