#pragma once

#include <cstddef>

#include "profiles/validation/profile.h"

namespace careway::validation {

/// Compares how often a field occurs below `parent` with what is allowed: "cardinality-min", "cardinality-max".
void check_cardinality(fhir::Element parent, const Field& field, std::size_t count, Session& session);

}  // namespace careway::validation
