#pragma once

#include <memory>

#include "profiles/validation/profile.h"

namespace careway::validation {

/// Every extension: it has a URL; its definition is known, allows this place, says the same about being a modifier, and
/// holds for it. "extension-…"; unknown ones by Options. Part of the base type Extension.
std::unique_ptr<const Check> make_extension_check();

}  // namespace careway::validation
