#pragma once

#include <string_view>
#include <vector>

#include "profiles/packages/structure_reader.h"

namespace careway::packages {

/// What a differential says about one path or slice, and about what lies below it.
struct DifferentialNode {
  std::string_view name;                            ///< last part of the path
  std::string_view slice;                           ///< empty for the element itself
  std::vector<const ElementStatement*> statements;  ///< empty when only something below is stated
  std::vector<DifferentialNode> children;
};

/// The tree of a differential. Where an element belongs is told by its id if that agrees with the path ("Patient.
/// identifier:nhs.system"), else by the order: below the last element stated for each part of its path. The statements
/// must outlive the tree. An empty list gives a node without a name. Paths of more than kPathDepthMax parts are left
/// out and count in `too_deep`.
DifferentialNode differential_tree(const std::vector<ElementStatement>& statements, std::size_t& too_deep);

}  // namespace careway::packages
