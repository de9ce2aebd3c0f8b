#include "gateway/pipeline/budget_rule.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "gateway/pipeline/budget_desk.h"
#include "gateway/pipeline/budget_document.h"
#include "gateway/pipeline/budget_guard.h"
#include "gateway/pipeline/record_loader.h"
#include "mappers/budget/budget_fhir.h"
#include "mappers/budget/movement_rule.h"
#include "mappers/budget/rate_rows.h"
#include "mappers/budget/rules.h"
#include "profiles/fhir/json.h"

namespace careway::pipeline {
namespace {

using Day = std::optional<fhir::CivilDate>;

Day day_of(std::string_view text) {
  const auto moment = fhir::DateTime::parse(text);
  return moment ? Day(moment->date().first_day()) : std::nullopt;
}

Day start_of(fhir::Element resource, std::string_view period_name) {
  const fhir::Element period = resource.child(period_name);
  return period ? day_of(period.child_value("start")) : std::nullopt;
}

/// One write under the rules.
class BudgetWrite {
 public:
  BudgetWrite(const Services& services, const Caller& caller, fhir::Issues& issues)
      : services_(services), caller_(caller), library_(services.library()), issues_(issues) {}

  bool may(fhir::Element before, fhir::Element after) {
    const language::Names& names = library_->names();
    const bool was_budget = is_budget(before, names);
    if (!was_budget && !is_budget(after, names)) return true;
    const std::string system = names.resolve("budget");
    if (was_budget && (!after.exists() || identifier_of(after, system) != identifier_of(before, system))) {
      return refuse("budget-frozen", "ClaimResponse.identifier",
                    "A budget is never overwritten or deleted. Withdraw it, or make its next version.");
    }
    if (before.exists() && !was_budget) {
      return refuse("budget-frozen", "ClaimResponse.identifier",
                    "What is stored as something else does not become a budget. Send the budget as a new resource.");
    }
    if (!has_one_identifier(after, names, issues_)) return false;
    const auto next = budget::read_budget(after, names, issues_);
    if (!next || !budget::holds(*next, issues_)) return false;
    if (!was_budget) return may_begin(after, *next);
    const auto current = budget::read_budget(before, names, issues_);
    return current && may_advance(*current, *next) &&
           figures_stay(before, after, current->status != next->status, issues_);
  }

 private:
  bool refuse(std::string_view code, std::string_view path, std::string_view text) {
    issues_.error(code, path, text);
    return false;
  }

  /// Another state of a stored version. One that is over stays as it is.
  bool may_advance(const budget::Budget& current, const budget::Budget& next) {
    const bool is_over = current.status == "withdrawn" || current.status == "superseded";
    if (is_over && !(current == next)) {
      return refuse("budget-frozen", "ClaimResponse", "A version that is withdrawn or superseded never changes.");
    }
    return budget::may_follow(current, next, cost_of(next, current.status), issues_);
  }

  /// A new resource: the next version of what is stored, or the first that is known here. A partner who joins in later
  /// does not begin with version 1.
  bool may_begin(fhir::Element resource, const budget::Budget& next) {
    if (!says_figures_once(resource, library_->names(), issues_) ||
        !shows_own_lines(services_, caller_, resource, next, issues_)) {
      return false;
    }
    const auto cost = cost_of(next, {});
    BudgetDesk desk(services_, caller_);
    fhir::Issues unknown;
    const auto latest = desk.latest(next.issuer.code, next.reference, unknown);
    if (latest) {
      return is_of_same_person(services_, caller_, latest->budget, next, issues_) &&
             budget::may_follow(latest->budget, next, cost, issues_);
    }
    if (unknown.error_count() != 1 || !unknown.has_code("not-found")) {
      // There is one, but nobody can say which version would follow.
      issues_.append(unknown);
      return false;
    }
    if (next.status != "final") return true;
    budget::Budget proposed = next;
    proposed.status = "proposed";
    proposed.approvals.clear();
    return budget::may_follow(proposed, next, cost, issues_);
  }

  /// What the plan costs, when the budget becomes final. Nothing when it cannot be told here: the budget of a partner
  /// whose plan we do not have.
  std::optional<budget::Pence> cost_of(const budget::Budget& next, std::string_view status_before) {
    if (next.status != "final" || status_before == "final") return std::nullopt;
    BudgetDesk desk(services_, caller_);
    fhir::Issues unknown;
    return desk.plan_cost(next, unknown);
  }

  const Services& services_;
  const Caller& caller_;
  std::shared_ptr<const FaceLibrary> library_;
  fhir::Issues& issues_;
};

/// Looks whether a plan starts before its budget is in the person's hands.
class EarlyPlan {
 public:
  EarlyPlan(const Services& services, const Caller& caller)
      : services_(services),
        caller_(caller),
        library_(services.library()),
        hasher_(caller.tenant, services.search_secret) {}

  /// True when there is a budget of the plan and none was issued by the day on which the plan starts. `also` is one
  /// more, in the state in which it will be stored.
  bool is_early(fhir::Element plan, const budget::Budget* also = nullptr) {
    const fhir::Element subject = plan.child("subject");
    const auto patient = subject ? parse_reference(subject.child_value("reference")) : std::nullopt;
    if (!patient) return false;
    const store::ResourceKey key{"CarePlan", std::string(plan.child_value("id"))};
    Day earliest;
    if (also != nullptr) earliest = also->issued_on.value_or(today());
    for (const fhir::Document& found : referring("ClaimResponse", "patient", to_text(*patient))) {
      fhir::Issues unreadable;
      if (!is_budget(found.root(), library_->names())) continue;
      const auto budget = budget::read_budget(found.root(), library_->names(), unreadable);
      if (!budget || budget->status == "withdrawn") continue;
      if (!budget->plan.empty() && parse_reference(budget->plan) != key) continue;
      const fhir::CivilDate issued = budget->issued_on.value_or(today());
      if (!earliest || issued < *earliest) earliest = issued;
    }
    if (!earliest) return false;
    const Day start = start_of_plan(plan, key);
    return start && *start < *earliest;
  }

  bool is_early(const budget::Budget& budget) {
    const auto key = parse_reference(budget.plan);
    if (!key || budget.status == "withdrawn" || budget.status == "superseded") return false;
    const auto stored = services_.store.read(caller_.tenant, *key);
    if (!stored || stored->deleted) return false;
    fhir::Issues unreadable;
    const auto plan = fhir::read_json(stored->body, library_->definitions(), unreadable);
    return plan && is_early(plan->root(), &budget);
  }

 private:
  [[nodiscard]] fhir::CivilDate today() const {
    return day_of(now(services_).substr(0, 10)).value_or(fhir::CivilDate{});
  }

  /// The first day of the plan, or of its first line where it has none.
  Day start_of_plan(fhir::Element plan, const store::ResourceKey& key) {
    if (const Day start = start_of(plan, "period")) return start;
    Day first;
    for (const fhir::Document& line : referring("ServiceRequest", "based-on", to_text(key))) {
      const Day start = start_of(line.root(), "occurrencePeriod");
      if (start && (!first || *start < *first)) first = start;
    }
    return first;
  }

  std::vector<fhir::Document> referring(std::string_view type, std::string_view parameter, const std::string& target) {
    std::vector<fhir::Document> found;
    store::SearchQuery query;
    query.type = std::string(type);
    query.page_size = store::kSearchPageMax;
    query.terms.push_back({{hasher_.hash(type, parameter, store::SearchForm::reference, {}, target)}});
    do {
      const store::SearchPage page = services_.store.search(caller_.tenant, query);
      for (const store::Resource& resource : page.resources) {
        fhir::Issues unreadable;
        if (auto document = fhir::read_json(resource.body, library_->definitions(), unreadable)) {
          found.push_back(std::move(*document));
        }
      }
      query.cursor = page.next_cursor;
    } while (!query.cursor.empty());
    return found;
  }

  const Services& services_;
  const Caller& caller_;
  std::shared_ptr<const FaceLibrary> library_;
  store::SearchHasher hasher_;
};

}  // namespace

void warn_of_early_plan(const Services& services, const Caller& caller, fhir::Element resource, fhir::Issues& issues) {
  const auto library = services.library();
  bool is_early = false;
  if (resource.value() == "CarePlan") {
    is_early = EarlyPlan(services, caller).is_early(resource);
  } else if (is_budget(resource, library->names())) {
    fhir::Issues unreadable;
    const auto budget = budget::read_budget(resource, library->names(), unreadable);
    is_early = budget && EarlyPlan(services, caller).is_early(*budget);
  }
  if (!is_early || issues.has_code("budget-plan-early")) return;
  issues.warning("budget-plan-early", resource.value() == "CarePlan" ? "CarePlan.period.start" : "ClaimResponse",
                 "The plan starts before the person was given its budget. The person must know it before.");
}

std::optional<store::ResourceKey> version_before(const Services& services, const Caller& caller,
                                                 fhir::Element resource) {
  const auto library = services.library();
  fhir::Issues unreadable;
  if (!is_budget(resource, library->names())) return std::nullopt;
  const auto budget = budget::read_budget(resource, library->names(), unreadable);
  if (!budget || budget->version < 2) return std::nullopt;
  BudgetDesk desk(services, caller);
  const auto before = desk.find(budget->issuer.code, budget->reference, budget->version - 1, unreadable);
  if (!before || before->budget.status == "withdrawn" || before->budget.status == "superseded") return std::nullopt;
  return before->key;
}

bool check_budget_write(const Services& services, const Caller& caller, fhir::Element before, fhir::Element after,
                        fhir::Issues& issues) {
  const auto library = services.library();
  if (!budget::movement_may_become(before, after, library->names(), issues)) return false;
  if (!budget::rate_may_come(after, library->names(), issues)) return false;
  if (!BudgetWrite(services, caller, issues).may(before, after)) return false;
  if (after.exists()) warn_of_early_plan(services, caller, after, issues);
  return true;
}

}  // namespace careway::pipeline
