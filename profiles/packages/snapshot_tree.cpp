#include "profiles/packages/snapshot_tree.h"

#include <algorithm>
#include <string>
#include <utility>

namespace careway::packages {
namespace {

/// Takes the elements below `parent` that follow at `next`.
void take_children(const std::vector<ElementDefinition>& elements, std::size_t& next, SnapshotNode& parent) {
  while (next < elements.size()) {
    const auto path = elements[next].path;
    const auto above = parent.definition.path;
    if (path.size() <= above.size() + 1 || !path.starts_with(above) || path[above.size()] != '.') return;
    SnapshotNode child{elements[next], last_part(path), {}};
    ++next;
    take_children(elements, next, child);
    parent.children.push_back(std::move(child));
  }
}

void append_elements(SnapshotNode& node, std::vector<ElementDefinition>& elements) {
  elements.push_back(std::move(node.definition));
  for (auto& child : node.children) append_elements(child, elements);
}

}  // namespace

std::string_view last_part(std::string_view path) {
  const auto dot = path.rfind('.');
  return dot == std::string_view::npos ? path : path.substr(dot + 1);
}

SnapshotNode tree_of(const std::vector<ElementDefinition>& elements) {
  SnapshotNode root;
  if (elements.empty()) return root;
  root.definition = elements.front();
  root.name = last_part(root.definition.path);
  std::size_t next = 1;
  take_children(elements, next, root);
  return root;
}

std::vector<ElementDefinition> elements_of(SnapshotNode tree) {
  std::vector<ElementDefinition> elements;
  elements.reserve(count_nodes(tree));
  append_elements(tree, elements);
  return elements;
}

void rebase(SnapshotNode& node, std::string_view path, std::string_view id, TextPool& texts) {
  node.definition.path = path;
  node.definition.id = id;
  node.name = last_part(path);
  std::string child_path;
  std::string child_id;
  for (auto& child : node.children) {
    child_path.assign(path).append(".").append(child.name);
    child_id.assign(id).append(".").append(child.name);
    if (!child.definition.slice_name.empty()) child_id.append(":").append(child.definition.slice_name);
    rebase(child, texts.keep(child_path), texts.keep(child_id), texts);
  }
}

std::size_t count_nodes(const SnapshotNode& node) {
  std::size_t count = 1;
  for (const auto& child : node.children) count += count_nodes(child);
  return count;
}

const SnapshotNode* find_path(const SnapshotNode& root, std::string_view path) {
  if (root.definition.path == path) return &root;
  const auto above = root.definition.path;
  if (!path.starts_with(above) || path.size() <= above.size() || path[above.size()] != '.') return nullptr;
  for (const auto& child : root.children) {
    if (!child.definition.slice_name.empty()) continue;
    if (const auto* found = find_path(child, path)) return found;
  }
  return nullptr;
}

}  // namespace careway::packages
