#pragma once

#include <memory>

#include "profiles/packages/structure.h"
#include "profiles/validation/profile.h"

namespace careway::validation {

/// A constraint of an ElementDefinition: "invariant" with the severity that it states; best practice by
/// Options::best_practice. "invariant-unusable" when its expression is none.
std::unique_ptr<const Check> make_invariant_check(const packages::Constraint& constraint);

/// True for constraints that are checked by other code at every element or resource: ele-1 (the walk itself) and dom-3
/// (checks/contained).
bool is_checked_elsewhere(const packages::Constraint& constraint);

}  // namespace careway::validation
