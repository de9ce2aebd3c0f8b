#pragma once

#include <memory>

#include "profiles/validation/profile.h"

namespace careway::validation {

/// R4 2.3.2 and dom-3: every contained resource has an id of its own and is referred to from its container (or refers
/// to it): "contained-id-missing", "contained-id-repeated", "contained-unreferenced". Part of every DomainResource.
std::unique_ptr<const Check> make_contained_check();

}  // namespace careway::validation
