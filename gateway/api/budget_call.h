#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "gateway/api/api.h"
#include "gateway/api/parameters.h"
#include "gateway/pipeline/budget_desk.h"

namespace careway::api {

/// What a caller asks when a budget is to be worked out.
struct BudgetRequest {
  budget::Question question;
  std::uint32_t expected_version = 0;
  bool is_dry_run = false;  ///< work it out, store nothing
  pipeline::BudgetSigning signing;
};

/// The Parameters in the body; nothing with issues when it is another resource or none.
std::optional<fhir::Document> read_parameters(const Call& call, fhir::Issues& issues);

/// Reads what README.md lists under "Budgets". Nothing with issues ("parameter-missing", "parameter-value",
/// "budget-reference").
std::optional<BudgetRequest> read_budget_request(const Call& call, fhir::Element parameters, fhir::Issues& issues);

/// Works the budget of a Patient or CarePlan out and answers with it: stored (201) or, for a dry run, not (200).
http::Response make_budget(const Call& call, std::string_view type, BudgetRequest request, fhir::Issues& issues);

/// One approval out of its parts. `today` stands where no day is said.
budget::Approval read_approval(const Parameters& parts, fhir::CivilDate today);
budget::Person read_person(const Parameters& parts, fhir::CivilDate today);

/// The stored budget that the address names by its id, in the version that If-Match names. Nothing with issues
/// ("precondition-required", "if-match-invalid", "version-stale" and those of BudgetDesk::load).
std::optional<pipeline::StoredBudget> load_for_change(const Call& call, pipeline::BudgetDesk& desk,
                                                      fhir::Issues& issues);

/// The stored budget that the address names by issuer and reference, and by a version where it has one.
std::optional<pipeline::StoredBudget> load_by_reference(const Call& call, pipeline::BudgetDesk& desk,
                                                        fhir::Issues& issues);

/// The answer that is a stored budget: ETag, Last-Modified, findings in Careway-Findings or, as Prefer asks, in the
/// body.
http::Response budget_response(const Call& call, const pipeline::StoredBudget& budget, int status,
                               const fhir::Issues& findings);

/// A new state of a budget as the answer: stored by BudgetDesk::advance, or refused.
http::Response advance_budget(const Call& call, pipeline::BudgetDesk& desk, const pipeline::StoredBudget& current,
                              budget::Budget next, fhir::Issues& issues);

/// The day that it is by the services' clock, in UTC.
fhir::CivilDate today(const Call& call);

/// Pounds with two decimals: "1234.50".
std::string pounds(budget::Pence pence);

}  // namespace careway::api
