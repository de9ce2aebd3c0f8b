#pragma once

#include <string_view>
#include <vector>

#include "profiles/packages/structure.h"
#include "profiles/packages/text_pool.h"

namespace careway::packages {

/// An element of a snapshot with those below it. Slices stand behind the element that they slice, under the same name.
struct SnapshotNode {
  ElementDefinition definition;
  std::string_view name;  ///< last part of the path
  std::vector<SnapshotNode> children;
};

/// The tree of a snapshot's elements (root first); a tree without children when the list is empty.
SnapshotNode tree_of(const std::vector<ElementDefinition>& elements);
/// The elements of a tree in snapshot order.
std::vector<ElementDefinition> elements_of(SnapshotNode tree);
/// Gives a node another path and id, and all below it accordingly.
void rebase(SnapshotNode& node, std::string_view path, std::string_view id, TextPool& texts);
std::size_t count_nodes(const SnapshotNode& node);
/// The node with that path (no slices), or nullptr.
const SnapshotNode* find_path(const SnapshotNode& root, std::string_view path);

/// "nhs" of "Patient.identifier:nhs" and the like: the part behind the last dot.
std::string_view last_part(std::string_view path);

}  // namespace careway::packages
