#pragma once

#include <vector>

#include "mappers/budget/inputs.h"

namespace careway::budget {

/// The rows of a rate table as they stand in ChargeItemDefinition resources, in their order, unchecked among each
/// other. Issues as read_rates for those that cannot be read.
std::vector<RateBook::Row> read_rate_rows(const std::vector<fhir::Element>& resources, const language::Names& names,
                                          fhir::Issues& issues);

/// Whether a resource may be stored, as far as averages go: false with "rate-disclosure" (path:
/// "ChargeItemDefinition.extension") for a ChargeItemDefinition that is an average and names fewer than
/// money::kPeopleMin people, or nobody. It holds for any status, for a retired row can be read too. Others may, as may
/// a deletion (`after` does not exist).
bool rate_may_come(fhir::Element after, const language::Names& names, fhir::Issues& issues);

/// The rows without averages over fewer than money::kPeopleMin people; a warning "rate-disclosure" (path: the row's
/// id) for each that is left out.
std::vector<RateBook::Row> without_small_averages(std::vector<RateBook::Row> rows, fhir::Issues& issues);

}  // namespace careway::budget
