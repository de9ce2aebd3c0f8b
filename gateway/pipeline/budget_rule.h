#pragma once

#include <optional>

#include "adapters/store/records.h"
#include "gateway/pipeline/services.h"
#include "profiles/fhir/document.h"
#include "profiles/fhir/issue.h"

namespace careway::pipeline {

/// Whether a write that comes as FHIR or as a face's document may stand, as far as budgets go: a version of a budget is
/// never overwritten or deleted, what is stored holds (budget::holds) and follows what was stored before it
/// (budget::may_follow), is the same person's with lines of its own ("budget-other-person"), and says its figures once
/// (budget_guard.h). `before` is what is stored (does not exist for a new resource), `after` what would be (does
/// not exist for a deletion). False with the codes of both and "budget-frozen", "budget-stale", "budget-unreadable".
/// A movement of an account is never overwritten or deleted ("movement-frozen", budget::movement_may_become). An
/// average price over fewer than ten people never comes in ("rate-disclosure", budget::rate_may_come). Other
/// resources always may. Warns ("budget-plan-early") of a plan that starts before its budget was
/// issued to the person, when the plan or the budget is written.
bool check_budget_write(const Services& services, const Caller& caller, fhir::Element before, fhir::Element after,
                        fhir::Issues& issues);

/// The stored version before a budget, when it is one that can still be superseded; nothing for other resources.
std::optional<store::ResourceKey> version_before(const Services& services, const Caller& caller,
                                                 fhir::Element resource);

/// The warning alone, for a CarePlan or a budget.
void warn_of_early_plan(const Services& services, const Caller& caller, fhir::Element resource, fhir::Issues& issues);

}  // namespace careway::pipeline
