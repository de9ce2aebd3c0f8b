#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "profiles/packages/structure.h"

namespace careway::validation {

/// The elements of a snapshot as the tree that their ids mean.
struct DefinitionNode {
  const packages::ElementDefinition* definition = nullptr;
  std::string_view name;  ///< last part of the path: "value[x]", "code"; the type for the root
  DefinitionNode* parent = nullptr;
  std::vector<std::unique_ptr<DefinitionNode>> children;  ///< without slices
  std::vector<std::unique_ptr<DefinitionNode>> slices;    ///< of this element; slices of slices stand below them

  /// The child with that name; "value" finds "value[x]" too. nullptr when there is none.
  [[nodiscard]] const DefinitionNode* child(std::string_view child_name) const;
};

/// nullptr when there are no elements, or an element stands where no parent is.
std::unique_ptr<const DefinitionNode> make_definition_tree(const packages::StructureDefinition& structure);

/// The node of a path within the tree ("Questionnaire.item"), slices left aside; nullptr when there is none.
const DefinitionNode* find_path(const DefinitionNode& root, std::string_view path);

/// "value" for "value[x]", the name itself for others.
std::string_view without_choice_mark(std::string_view name);

}  // namespace careway::validation
