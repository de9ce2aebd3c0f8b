#pragma once

#include <vector>

#include "mappers/budget/inputs.h"

namespace careway::budget {

/// The rows of a rate table as they stand in ChargeItemDefinition resources, in their order, unchecked among each
/// other. Issues as read_rates for those that cannot be read.
std::vector<RateBook::Row> read_rate_rows(const std::vector<fhir::Element>& resources, const language::Names& names,
                                          fhir::Issues& issues);

}  // namespace careway::budget
