#pragma once

#include <string_view>
#include <vector>

#include "mappers/budget/inputs.h"
#include "profiles/fhir/date.h"
#include "profiles/fhir/issue.h"

namespace careway::budget {

/// Whether a cost counts as history on a day of prices: all of it lies in the 365 days before.
bool is_history(const ActualInput& actual, fhir::CivilDate prices_as_of);

/// What a person without a plan is likely to need: a line for each service that they had in the year before, of
/// health, social care and education alike (IT requirements for personalised care, 2017: indicative budgets from
/// historic data). Each is paid by the stream of its sector: education; the council's committed stream, else adult
/// social care; the NHS's committed stream, else the one that a final determination says, else the NHS's part of a
/// joint package with the warning "budget-health-stream". In order of service type; keys begin with "history-".
std::vector<LineInput> lines_from_history(const Inputs& inputs, fhir::CivilDate prices_as_of, fhir::Issues& issues);

}  // namespace careway::budget
