#pragma once

#include <string_view>

#include "profiles/terminology/terminology.h"
#include "profiles/validation/run.h"

namespace careway::validation {

/// Whether a value set that is no package's but stands in a document (contained) has a code: include and exclude with
/// listed codes, whole systems and other value sets, or the expansion. Filters make it unknown. An empty system means
/// that any counts.
terminology::Membership contained_value_set_has(fhir::Element value_set, std::string_view system, std::string_view code,
                                                Run& run);

}  // namespace careway::validation
