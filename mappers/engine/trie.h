#pragma once

#include <string_view>
#include <vector>

#include "mappers/engine/plan.h"
#include "mappers/formats/shape.h"
#include "mappers/language/map.h"

namespace careway::engine {

/// Builds the partner's side of one block while the plan is compiled: partner paths become trie nodes and fields.
class TrieBuilder {
 public:
  /// `has_kinds`: the format tells numbers from texts (JSON); cells and elements are texts, whatever their schema says.
  TrieBuilder(PlanBlock& block, const formats::Field& item_schema, bool has_kinds);
  /// The field of a path from the item ("." is the item's own text); made when new.
  std::uint16_t field(const language::PartnerPath& path);
  /// Marks the node of a path as the place where the items of eaches[`each`] stand.
  std::uint16_t items(const language::PartnerPath& path, std::uint16_t each);
  /// What the partner's schema says of a node; null when it says nothing.
  [[nodiscard]] const formats::Field* schema_of(std::uint16_t node) const { return schemas_[node]; }
  /// Sorts children into the schema's order and builds the lookup table. Call once, after the last path.
  void finish();

 private:
  std::uint16_t node(const language::PartnerPath& path);

  PlanBlock& block_;
  bool has_kinds_;
  std::vector<const formats::Field*> schemas_;
};

/// Content hash of a child name below a trie node.
std::uint64_t trie_hash(std::uint16_t parent, std::string_view name);

}  // namespace careway::engine
