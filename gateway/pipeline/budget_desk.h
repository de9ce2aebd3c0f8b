#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/store/records.h"
#include "gateway/pipeline/services.h"
#include "mappers/budget/budget.h"
#include "mappers/budget/calculate.h"
#include "mappers/money/settlement.h"
#include "profiles/fhir/issue.h"

namespace careway::pipeline {

/// A stored budget with the resource that holds it.
struct StoredBudget {
  store::ResourceKey key;
  std::uint64_t resource_version = 0;
  budget::Budget budget;
};

/// Budgets of the record: loads what a budget is worked out from, works it out, keeps its versions. The command line
/// and the server both come here. Not safe for concurrent use; make one per call.
class BudgetDesk {
 public:
  BudgetDesk(const Services& services, const Caller& caller);

  /// Works out a budget for a Patient (all plans and lines of the person, linked records included) or a CarePlan, and
  /// stores nothing. The question's version, and the variance, are worked out from what is stored under its reference.
  std::optional<budget::Budget> work_out(const store::ResourceKey& subject, budget::Question question,
                                         fhir::Issues& issues);
  /// The same, and stores it as the next version. `expected_version`: the latest version that the caller knows of
  /// (0: none yet); another one is "budget-stale".
  std::optional<StoredBudget> record(const store::ResourceKey& subject, const budget::Question& question,
                                     std::uint32_t expected_version, fhir::Issues& issues);

  std::optional<StoredBudget> load(const store::ResourceKey& key, fhir::Issues& issues);
  /// The newest version under a reference.
  std::optional<StoredBudget> latest(std::string_view issuer, std::string_view reference, fhir::Issues& issues);

  /// Adds an approval, an issue to the person, a notice or a withdrawal to a stored budget: a new state of the same
  /// version. Nothing with issues of budget::may_follow.
  std::optional<StoredBudget> advance(const StoredBudget& current, budget::Budget next, fhir::Issues& issues);

  /// Works the budget out again from the inputs that it names, at the versions that it names, and from the rates as
  /// they are stored now. A difference is an issue: "verify-rate" (path: label of the rate row), "verify-line" (path:
  /// key of the line), "verify-total". Nothing when it cannot be worked out any more.
  std::optional<budget::Budget> recompute(const budget::Budget& budget, fhir::Issues& issues);

  /// Who owes whom between two versions, up to a day: what was paid under `paid`, what is due under `due`. Payers are
  /// the streams and the person ("contribution"), with cost centre and subjective code.
  std::optional<money::Settlement> settle(const budget::Budget& paid, const budget::Budget& due, fhir::CivilDate to,
                                          fhir::Issues& issues);

 private:
  const Services& services_;
  const Caller caller_;
};

}  // namespace careway::pipeline
