#include "profiles/packages/differential.h"

#include <algorithm>
#include <optional>

namespace careway::packages {
namespace {

struct Step {
  std::string_view name;
  std::string_view slice;
};

std::vector<std::string_view> parts_of(std::string_view text) {
  std::vector<std::string_view> parts;
  while (true) {
    const auto dot = text.find('.');
    parts.push_back(text.substr(0, dot));
    if (dot == std::string_view::npos) return parts;
    text.remove_prefix(dot + 1);
  }
}

/// "value[x]" and "valueQuantity" are names of one element.
bool is_same_element(std::string_view id_name, std::string_view path_name) {
  if (id_name == path_name) return true;
  return id_name.ends_with("[x]") && path_name.starts_with(id_name.substr(0, id_name.size() - 3));
}

/// The steps as the id tells them; nothing when it does not agree with the path.
std::optional<std::vector<Step>> steps_by_id(const ElementStatement& statement,
                                             const std::vector<std::string_view>& path) {
  if (!statement.has_id) return std::nullopt;
  const auto& element = statement.element;
  const auto parts = parts_of(element.id);
  if (parts.size() != path.size()) return std::nullopt;
  std::vector<Step> steps;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto colon = parts[i].find(':');
    const auto name = parts[i].substr(0, colon);
    if (!is_same_element(name, path[i])) return std::nullopt;
    const auto slice = colon == std::string_view::npos ? std::string_view() : parts[i].substr(colon + 1);
    steps.push_back({name, slice});
  }
  if (!element.slice_name.empty() && steps.back().slice != element.slice_name) return std::nullopt;
  return steps;
}

DifferentialNode* find_child(DifferentialNode& parent, std::string_view name, std::string_view slice) {
  const auto found = std::find_if(parent.children.begin(), parent.children.end(), [&](const DifferentialNode& child) {
    return child.name == name && child.slice == slice;
  });
  return found == parent.children.end() ? nullptr : &*found;
}

DifferentialNode& child_of(DifferentialNode& parent, std::string_view name, std::string_view slice) {
  if (auto* found = find_child(parent, name, slice)) return *found;
  return parent.children.emplace_back(DifferentialNode{name, slice, {}, {}});
}

/// The child stated last for that name.
DifferentialNode& last_child_of(DifferentialNode& parent, std::string_view name) {
  const auto found = std::find_if(parent.children.rbegin(), parent.children.rend(),
                                  [&](const DifferentialNode& child) { return child.name == name; });
  if (found != parent.children.rend()) return *found;
  return parent.children.emplace_back(DifferentialNode{name, {}, {}, {}});
}

DifferentialNode& place_of(DifferentialNode& root, const ElementStatement& statement,
                           const std::vector<std::string_view>& path) {
  auto* node = &root;
  if (const auto steps = steps_by_id(statement, path)) {
    for (std::size_t i = 1; i < steps->size(); ++i) node = &child_of(*node, (*steps)[i].name, (*steps)[i].slice);
    return *node;
  }
  for (std::size_t i = 1; i + 1 < path.size(); ++i) node = &last_child_of(*node, path[i]);
  return path.size() == 1 ? *node : child_of(*node, path.back(), statement.element.slice_name);
}

}  // namespace

Differential differential_of(const std::vector<ElementStatement>& statements) {
  Differential differential;
  auto& root = differential.root;
  for (const auto& statement : statements) {
    const auto path = parts_of(statement.element.path);
    if (root.name.empty()) root.name = path.front();
    if (path.size() > kPathDepthMax) {
      differential.has_deep_paths = true;
    } else if (path.front().empty() || path.front() != root.name) {
      differential.strays.push_back(&statement);
    } else {
      place_of(root, statement, path).statements.push_back(&statement);
    }
  }
  return differential;
}

}  // namespace careway::packages
