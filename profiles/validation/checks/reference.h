#pragma once

#include <memory>
#include <vector>

#include "profiles/packages/structure.h"
#include "profiles/validation/profile.h"

namespace careway::validation {

/// What a reference may point to.
struct ReferenceTarget {
  definitions::TypeIndex type = definitions::kNone;  ///< known at once for base types
  ProfileSlot* profile = nullptr;                    ///< nullptr for a base type
  std::string_view canonical;
};

struct ReferenceRules {
  std::vector<ReferenceTarget> targets;  ///< empty: anything
  bool may_be_contained = false;         ///< aggregation; all three false when nothing is said
  bool may_be_referenced = false;
  bool may_be_bundled = false;
  packages::TypeReference::Versioning versioning = packages::TypeReference::Versioning::either;
};

/// Type of what is referred to (by the resource itself, by URL, by Reference.type), profile of the target when the
/// resource is at hand, aggregation and versioning: "reference-…".
std::unique_ptr<const Check> make_reference_check(ReferenceRules rules);

/// What every Reference must be, wherever it stands: a local one resolves, Reference.type fits the target, and with
/// Options::require_references the target exists. Part of the base type Reference.
std::unique_ptr<const Check> make_plain_reference_check();

}  // namespace careway::validation
