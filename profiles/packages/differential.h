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

/// A differential as a tree.
struct Differential {
  DifferentialNode root;                        ///< without a name when nothing is stated
  std::vector<const ElementStatement*> strays;  ///< of another type than the first, or without a path
  bool has_deep_paths = false;                  ///< of more than kPathDepthMax parts; left out
};

/// The tree of a differential. Where an element belongs is told by its id if that agrees with the path
/// ("Patient.identifier:nhs.system"), else by the order: below the last element stated for each part of its path. The
/// statements must outlive the tree.
Differential differential_of(const std::vector<ElementStatement>& statements);

}  // namespace careway::packages
