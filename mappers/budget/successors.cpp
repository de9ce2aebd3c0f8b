#include <algorithm>
#include <array>
#include <map>

#include "mappers/budget/rules.h"

namespace careway::budget {
namespace {

constexpr std::array<std::string_view, 5> kStatuses = {"draft", "indicative", "proposed", "final", "superseded"};

bool may_become(std::string_view current, std::string_view next) {
  if (current == next) return true;
  if (next == "withdrawn") return current != "superseded";
  const auto from = std::ranges::find(kStatuses, current);
  const auto to = std::ranges::find(kStatuses, next);
  return from != kStatuses.end() && to != kStatuses.end() && from < to;
}

/// Nothing said before, or the same again.
template <typename Value>
bool may_say(const Value& before, const Value& after) {
  return before == Value{} || before == after;
}

bool begins_with(const std::vector<Approval>& all, const std::vector<Approval>& first) {
  return first.size() <= all.size() && std::equal(first.begin(), first.end(), all.begin());
}

/// The figures and everything else that never changes in one version.
bool same_but_advanced(const Budget& current, const Budget& next) {
  const bool may_reword = current.status != next.status;
  if (!may_become(current.status, next.status) || !begins_with(next.approvals, current.approvals) ||
      !may_say(current.issued_on, next.issued_on) || !may_say(current.notice_sent_on, next.notice_sent_on) ||
      !may_say(current.challenge_by, next.challenge_by) ||
      !may_say(current.challenge_outcome, next.challenge_outcome) ||
      !may_say(current.exception_reason, next.exception_reason) || !may_say(current.exception_by, next.exception_by) ||
      (!may_reword && current.disclaimer != next.disclaimer)) {
    return false;
  }
  Budget advanced = current;
  advanced.status = next.status;
  advanced.approvals = next.approvals;
  advanced.issued_on = next.issued_on;
  advanced.notice_sent_on = next.notice_sent_on;
  advanced.challenge_by = next.challenge_by;
  advanced.challenge_outcome = next.challenge_outcome;
  advanced.exception_reason = next.exception_reason;
  advanced.exception_by = next.exception_by;
  advanced.disclaimer = next.disclaimer;
  return advanced == next;
}

/// The last word of each kind counts; the person's agreement is no approval.
bool is_approved(const Budget& budget) {
  std::map<std::string_view, const Approval*> last;
  for (const Approval& approval : budget.approvals) last[approval.kind] = &approval;
  bool by_another = false;
  for (const auto& [kind, approval] : last) {
    if (approval->outcome != "approved") return false;
    by_another |= kind != "person-agreement" && kind != "exception" && is_by_another(*approval, budget);
  }
  return by_another;
}

bool has_exception(const Budget& budget) {
  const auto last = std::ranges::find(budget.approvals.rbegin(), budget.approvals.rend(), "exception", &Approval::kind);
  return !budget.exception_reason.empty() && last != budget.approvals.rend() && last->outcome == "approved" &&
         is_by_another(*last, budget);
}

void check_final(const Budget& next, std::optional<Pence> plan_cost, fhir::Issues& issues) {
  if (!is_approved(next)) {
    issues.error(
        "approval-missing", "approvals",
        "A final budget is approved by somebody else than who prepared it, and no approval is refused. Ask for the "
        "approval first.");
  }
  if (plan_cost && next.gross.period < *plan_cost && !has_exception(next)) {
    issues.error(
        "budget-insufficient", "gross",
        "The budget does not cover the lines of the plan. Raise it, or have an exception approved and say why.");
  }
}

void check_version(const Budget& current, const Budget& next, fhir::Issues& issues) {
  if (next.version != current.version + 1) {
    issues.error("budget-stale", "version",
                 "Another version was stored meanwhile, or one is left out. Work from the latest version.");
  }
  if (next.change_reason.empty() || next.change_reason == "first-budget") {
    issues.error("budget-reason", "change-reason", "Another version of a budget says why it was made.");
  }
  if (next.variance != next.gross.period - current.gross.period) {
    issues.error("budget-variance", "variance",
                 "The difference to the version before is not stated, or is not the difference of the two totals.");
  }
}

}  // namespace

bool may_follow(const Budget& current, const Budget& next, std::optional<Pence> plan_cost, fhir::Issues& issues) {
  const std::size_t errors_before = issues.error_count();
  const bool is_same_version = next.version == current.version;
  const bool is_of_one = current.issuer.code == next.issuer.code && current.reference == next.reference;
  if (!is_of_one || (is_same_version && !same_but_advanced(current, next))) {
    issues.error(
        "budget-frozen", "",
        "A stored version never changes: only its status, approvals, issue, notice and challenge advance. Make "
        "another version.");
    return false;
  }
  if (!is_same_version) check_version(current, next, issues);
  const bool becomes_final = next.status == "final" && (!is_same_version || current.status != "final");
  if (becomes_final) check_final(next, plan_cost, issues);
  return issues.error_count() == errors_before;
}

}  // namespace careway::budget
