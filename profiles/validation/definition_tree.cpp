#include "profiles/validation/definition_tree.h"

#include <algorithm>

namespace careway::validation {
namespace {

std::size_t depth_of(std::string_view path) {
  return static_cast<std::size_t>(std::count(path.begin(), path.end(), '.'));
}

std::string_view last_part(std::string_view path) {
  const auto dot = path.rfind('.');
  return dot == std::string_view::npos ? path : path.substr(dot + 1);
}

bool is_choice(std::string_view name) {
  return name.ends_with("[x]");
}

/// The choice below `parent` that a name such as "valueQuantity" is short for, or nullptr.
DefinitionNode* choice_of(DefinitionNode& parent, std::string_view name) {
  for (const auto& child : parent.children) {
    const auto stem = without_choice_mark(child->name);
    if (is_choice(child->name) && name.size() > stem.size() && name.starts_with(stem) && name[stem.size()] >= 'A' &&
        name[stem.size()] <= 'Z')
      return child.get();
  }
  return nullptr;
}

DefinitionNode* slice_named(DefinitionNode& element, std::string_view name) {
  for (const auto& slice : element.slices) {
    if (slice->definition->slice_name == name) return slice.get();
  }
  return nullptr;
}

DefinitionNode* add(std::vector<std::unique_ptr<DefinitionNode>>& to, DefinitionNode* parent,
                    const packages::ElementDefinition& definition, std::string_view name) {
  auto node = std::make_unique<DefinitionNode>();
  node->definition = &definition;
  node->name = name;
  node->parent = parent;
  to.push_back(std::move(node));
  return to.back().get();
}

/// Where a slice belongs: below the slice whose name its own begins with ("a" for "a/b"), else below the element.
DefinitionNode* add_slice(DefinitionNode& element, const packages::ElementDefinition& definition) {
  DefinitionNode* owner = &element;
  const std::string_view name = definition.slice_name;
  for (auto slash = name.find('/'); slash != std::string_view::npos; slash = name.find('/', slash + 1)) {
    if (DefinitionNode* slice = slice_named(*owner, name.substr(0, slash))) owner = slice;
  }
  return add(owner->slices, element.parent, definition, element.name);
}

DefinitionNode* place(DefinitionNode& parent, const packages::ElementDefinition& definition) {
  const auto name = last_part(definition.path);
  DefinitionNode* same = nullptr;
  for (const auto& child : parent.children) {
    if (child->name == name) same = child.get();
  }
  if (same == nullptr) same = choice_of(parent, name);
  if (same == nullptr) return add(parent.children, &parent, definition, name);
  return add_slice(*same, definition);
}

}  // namespace

std::string_view without_choice_mark(std::string_view name) {
  return is_choice(name) ? name.substr(0, name.size() - 3) : name;
}

const DefinitionNode* DefinitionNode::child(std::string_view child_name) const {
  for (const auto& candidate : children) {
    if (candidate->name == child_name || without_choice_mark(candidate->name) == child_name) return candidate.get();
  }
  return nullptr;
}

std::unique_ptr<const DefinitionNode> make_definition_tree(const packages::StructureDefinition& structure) {
  if (structure.elements.empty()) return nullptr;
  auto root = std::make_unique<DefinitionNode>();
  root->definition = &structure.elements.front();
  root->name = root->definition->path;
  const auto root_depth = depth_of(root->definition->path);
  std::vector<DefinitionNode*> open{root.get()};  // the latest node of each depth
  for (std::size_t i = 1; i < structure.elements.size(); ++i) {
    const packages::ElementDefinition& definition = structure.elements[i];
    const auto depth = depth_of(definition.path);
    if (depth <= root_depth || depth - root_depth > open.size()) return nullptr;
    const auto level = depth - root_depth;
    open.resize(level);
    open.push_back(place(*open.back(), definition));
  }
  return root;
}

const DefinitionNode* find_path(const DefinitionNode& root, std::string_view path) {
  const DefinitionNode* node = &root;
  auto dot = path.find('.');
  while (node != nullptr && dot != std::string_view::npos) {
    const auto next = path.find('.', dot + 1);
    node = node->child(path.substr(dot + 1, next == std::string_view::npos ? next : next - dot - 1));
    dot = next;
  }
  return node;
}

}  // namespace careway::validation
