#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/store/records.h"
#include "gateway/pipeline/budget_inputs.h"
#include "gateway/pipeline/rate_shelf.h"
#include "gateway/pipeline/services.h"
#include "mappers/budget/budget.h"
#include "mappers/budget/calculate.h"
#include "mappers/budget/statement.h"
#include "mappers/money/settlement.h"
#include "profiles/fhir/issue.h"

namespace careway::pipeline {

/// A stored budget with the resource that holds it.
struct StoredBudget {
  store::ResourceKey key;
  std::uint64_t resource_version = 0;
  budget::Budget budget;
  std::string updated;  ///< instant of this version of the resource
  std::string body;     ///< FHIR JSON as stored
};

/// What comes with a budget that is made final in one step.
struct BudgetSigning {
  std::vector<budget::Approval> approvals;
  std::string exception_reason;
  budget::Person exception_by;
};

/// Budgets of the record: loads what a budget is worked out from, works it out, keeps its versions. The command line
/// and the server both come here. Not safe for concurrent use; make one per call.
class BudgetDesk {
 public:
  BudgetDesk(const Services& services, const Caller& caller);

  /// Works out a budget for a Patient (all plans and lines of the person, linked records included) or a CarePlan, and
  /// stores nothing. The question's version, and the variance, are worked out from what is stored under its reference.
  /// Issues: those of load_budget_inputs, budget::read_inputs and budget::calculate; "budget-other-person" when the
  /// reference is of somebody else's budget, "budget-people" when more than kDrawnFromMax records are linked.
  std::optional<budget::Budget> work_out(const store::ResourceKey& subject, budget::Question question,
                                         fhir::Issues& issues);
  /// The same, and stores it as the next version. `expected_version`: the latest version that the caller knows of
  /// (0: none yet); another one is "budget-stale". The budget before becomes superseded in the same transaction. A
  /// question with the status final needs `signing` as budget::may_follow asks for it. "budget-inputs-moving" when what
  /// it is worked out from kept changing meanwhile.
  std::optional<StoredBudget> record(const store::ResourceKey& subject, const budget::Question& question,
                                     std::uint32_t expected_version, fhir::Issues& issues,
                                     const BudgetSigning& signing = {});

  /// Nothing with "not-found", "deleted", "budget-unreadable", or "budget-unlinked" when it holds lines of a record
  /// that is no longer known to be the same person's.
  std::optional<StoredBudget> load(const store::ResourceKey& key, fhir::Issues& issues);
  /// The newest version under a reference.
  std::optional<StoredBudget> latest(std::string_view issuer, std::string_view reference, fhir::Issues& issues);
  /// One version under a reference.
  std::optional<StoredBudget> find(std::string_view issuer, std::string_view reference, std::uint32_t version,
                                   fhir::Issues& issues);

  /// Adds an approval, an issue to the person, a notice or a withdrawal to a stored budget: a new state of the same
  /// version. Nothing with issues of budget::may_follow; "budget-stale" when another state was stored meanwhile.
  std::optional<StoredBudget> advance(const StoredBudget& current, budget::Budget next, fhir::Issues& issues);

  /// Works the budget out again from the inputs that it names, at the versions that it names, and from the rates as
  /// they are stored now. What is not a figure is taken from `budget`. A difference is an issue: "verify-rate" (path:
  /// label of the rate row), "verify-line" (path: key of the line), "verify-total". Nothing when it cannot be worked
  /// out any more ("verify-inputs").
  std::optional<budget::Budget> recompute(const budget::Budget& budget, fhir::Issues& issues);
  /// Whether a statement (text or HTML) is, byte for byte, that of a state of its budget as it is worked out again. The
  /// budget it is of, or nothing, is returned; issues of budget::compare.
  bool verify(std::string_view statement, fhir::Issues& issues);
  /// The page for the person.
  std::string statement(const StoredBudget& budget, budget::StatementFormat format);
  /// Keyed digest of what the budget was worked out from; empty when it was not worked out here.
  std::string inputs_digest(const store::ResourceKey& budget);

  /// Gross of the period of the plan's (else the person's) lines as they are now: what a final budget must cover. The
  /// same price speaks first as when the budget was made.
  std::optional<budget::Pence> plan_cost(const budget::Budget& budget, fhir::Issues& issues);

  /// Who owes whom between two versions, from the first day of `due` up to a day: what was paid under `paid`, what is
  /// due under `due`. Payers are the streams and the person ("contribution"), with cost centre and subjective code.
  std::optional<money::Settlement> settle(const budget::Budget& paid, const budget::Budget& due, fhir::CivilDate to,
                                          fhir::Issues& issues);

 private:
  /// A budget on its way, with all that it came from.
  struct Worked {
    budget::Budget budget;
    BudgetInputs inputs;
    std::shared_ptr<const StoredRates> rates;
    std::optional<StoredBudget> previous;
  };
  enum class Written : std::uint8_t { done, again, refused };
  struct KeptInputs {
    std::string digest;
    std::string prefer;
    std::string list;
  };

  std::optional<Worked> work(const store::ResourceKey& subject, budget::Question question, fhir::Issues& issues);
  bool follows(const Worked& worked, fhir::Issues& issues) const;
  [[nodiscard]] store::ResourceKey key_of(const std::string& identifier) const;
  Written write_new(const Worked& worked, const budget::Question& question, StoredBudget& stored, fhir::Issues& issues);
  void expect_inputs(const Worked& worked, store::Batch& batch) const;
  void supersede(const StoredBudget& previous, const std::string& instant, store::Batch& batch) const;
  bool check_valid(fhir::Element resource, fhir::Issues& issues) const;
  std::shared_ptr<const StoredRates> rates();
  std::optional<StoredBudget> read(store::Resource resource, fhir::Issues& issues) const;
  std::optional<StoredBudget> newest(std::string_view issuer, std::string_view reference, fhir::Issues& issues);
  std::optional<store::Resource> find_identifier(const std::string& value);
  bool is_still_linked(const budget::Budget& budget, fhir::Issues& issues) const;
  budget::Question question_again(const budget::Budget& budget);
  std::optional<KeptInputs> kept_inputs(const store::ResourceKey& key);
  std::optional<budget::RateBook> rates_of(const budget::Budget& budget, fhir::Issues& issues);

  const Services& services_;
  const Caller caller_;
  const std::shared_ptr<const FaceLibrary> library_;
};

/// "E09000033:B-1:2": the value of a budget's identifier.
std::string budget_identifier(std::string_view issuer, std::string_view reference, std::uint32_t version);

/// The question that a budget answers, but for what speaks first.
budget::Question question_of(const budget::Budget& budget);

}  // namespace careway::pipeline
