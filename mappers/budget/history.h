#pragma once

#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "mappers/budget/inputs.h"
#include "profiles/fhir/date.h"
#include "profiles/fhir/issue.h"

namespace careway::budget {

/// Whose costs count: "health", "social-care", "education".
using Sectors = std::set<std::string_view>;

/// The sectors whose money pays for a line: of all its shares, else of `usual_stream`. NHS streams are health,
/// education is education, all others social care. A top-up is money on top and says nothing beside another stream.
Sectors sectors_of(const LineInput& line, std::string_view usual_stream);

/// What a service of some sectors cost a week, exactly, and from which costs that was found.
struct ServiceHistory {
  Rational weekly;
  std::vector<Source> sources;
  bool is_latest_cost_only = false;
};

/// What a service cost a week in the 365 days before a day of prices: the exact sum of the costs, less credit notes,
/// over the days from the first to the last that a cost covers, gaps included, or over 7 days where those are fewer. A
/// cost that reaches beyond the 365 days counts by its days inside. Nothing when there is no such cost, with a warning
/// (path: the service type) where all lie outside ("budget-history-old") or where credit notes leave nothing to pay
/// ("budget-history-credit").
std::optional<ServiceHistory> history_of(const Inputs& inputs, const Sectors& sectors, std::string_view service_type,
                                         fhir::CivilDate prices_as_of, fhir::Issues& issues);

/// What a person without a plan is likely to need: a line for each service that they had in the year before, of
/// health, social care and education alike (IT requirements for personalised care, 2017: indicative budgets from
/// historic data). The same service of two sectors is two lines. Each is paid by the stream of its sector: education;
/// the council's committed stream, else adult social care; the NHS's committed stream, else the one that a final
/// determination says, else the NHS's part of a joint package with the warning "budget-health-stream". In order of
/// service type; keys are "history-<sector>-<service type>". A service that has no history is left out with the
/// warnings of `history_of`.
std::vector<LineInput> lines_from_history(const Inputs& inputs, fhir::CivilDate prices_as_of, fhir::Issues& issues);

}  // namespace careway::budget
