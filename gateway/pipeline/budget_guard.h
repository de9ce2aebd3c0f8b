#pragma once

#include <string>

#include "gateway/pipeline/services.h"
#include "mappers/budget/budget.h"
#include "mappers/language/names.h"
#include "profiles/fhir/document.h"
#include "profiles/fhir/issue.h"

namespace careway::pipeline {

// What check_budget_write asks of a budget beside budget::holds and budget::may_follow. Each is false with an issue.

/// A budget has one identifier as a budget, so that it is one version of one budget. Else "budget-unreadable".
bool has_one_identifier(fhir::Element budget, const language::Names& names, fhir::Issues& issues);

/// A budget that comes says every total once, and nothing beside its figures that could be taken for others (payment,
/// item, adjudication of the whole). Else "budget-unreadable".
bool says_figures_once(fhir::Element budget, const language::Names& names, fhir::Issues& issues);

/// What a person reads of a stored version stays to the letter: totals, lines, streams, notes, narrative, and the
/// disclaimer where `may_reword` is false. A number may be written in another way (100.0). Else "budget-frozen".
bool figures_stay(fhir::Element before, fhir::Element after, bool may_reword, fhir::Issues& issues);

/// The next version is for the same person: the Patient of the version before, or one that is linked with it. Else
/// "budget-other-person".
bool is_of_same_person(const Services& services, const Caller& caller, const budget::Budget& before,
                       const budget::Budget& next, fhir::Issues& issues);

/// Every stored ServiceRequest and Coverage that the budget names is its Patient's or one's of drawn_from: whoever
/// undoes a link finds the budgets that show both by these. Else "budget-other-person" (path: the line or stream).
bool shows_own_lines(const Services& services, const Caller& caller, fhir::Element resource,
                     const budget::Budget& budget, fhir::Issues& issues);

/// "E09000033:B-1": what all versions of a budget have in common; empty for other resources.
std::string budget_series(fhir::Element resource, const language::Names& names);

/// Two new versions of one budget cannot come together: neither could follow the other. Tells it ("budget-stale").
void refuse_second_version(std::string_view path, fhir::Issues& issues);

}  // namespace careway::pipeline
