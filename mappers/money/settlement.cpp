#include "mappers/money/settlement.h"

#include <fmt/format.h>

#include <algorithm>

namespace careway::money {
namespace {

std::string day_text(fhir::CivilDate day) {
  return fmt::format("{:04}-{:02}-{:02}", day.year, day.month, day.day);
}

bool check(const std::vector<Phase>& phases, fhir::Issues& issues) {
  const std::size_t errors_before = issues.error_count();
  std::vector<const Phase*> in_order;
  for (const Phase& phase : phases) {
    in_order.push_back(&phase);
    if (phase.to < phase.from) {
      issues.error("money-period", day_text(phase.from), "This phase ends before it begins.");
    }
    for (const WeeklyPayment& payment : phase.payments) {
      if (!payment.weekly.is_negative()) continue;
      issues.error("money-negative", payment.payer, "A payer gives nothing or more. Write a credit as a movement.");
    }
  }
  std::ranges::sort(in_order, {}, [](const Phase* phase) { return phase->from; });
  for (std::size_t i = 1; i < in_order.size(); ++i) {
    if (in_order[i]->from > in_order[i - 1]->to) continue;
    issues.error("money-overlap", day_text(in_order[i]->from),
                 "Two phases hold on the same day, so nobody can say who pays. End the earlier one the day before.");
  }
  return issues.error_count() == errors_before;
}

class Settling {
 public:
  Settling(fhir::CivilDate from, fhir::CivilDate to, Rounding rounding) : from_(from), to_(to), rounding_(rounding) {}

  /// Adds the days of the phases that lie between the two days to `side` of the accounts.
  bool add(const std::vector<Phase>& phases, Pence PayerAccount::*side) {
    for (const Phase& phase : phases) {
      const fhir::CivilDate first = std::max(phase.from, from_);
      const fhir::CivilDate last = std::min(phase.to, to_);
      const bool is_outside = last < first;
      const Rational weeks(is_outside ? 0 : fhir::days_from_civil(last) - fhir::days_from_civil(first) + 1, 7);
      std::vector<Rational> exact;
      Rational whole;
      for (const WeeklyPayment& payment : phase.payments) {
        exact.push_back(payment.weekly * weeks);
        whole += exact.back();
      }
      const auto rounded = round_to_whole(whole, rounding_);
      const auto parts = rounded ? allocate(*rounded, exact) : std::nullopt;
      if (!parts) return false;
      for (std::size_t i = 0; i < parts->size(); ++i) account(phase.payments[i]).*side += (*parts)[i];
    }
    return true;
  }

  Settlement finish() {
    Settlement settlement;
    std::vector<Pence> owes;
    for (const PayerAccount& account : accounts_) {
      owes.push_back(account.due - account.paid);
      settlement.open += owes.back();
    }
    std::size_t creditor = 0;
    for (std::size_t debtor = 0; debtor < owes.size(); ++debtor) {
      while (owes[debtor] > 0) {
        while (creditor < owes.size() && owes[creditor] >= 0) ++creditor;
        if (creditor == owes.size()) break;
        const Pence amount = std::min(owes[debtor], -owes[creditor]);
        settlement.transfers.push_back(transfer(accounts_[debtor], accounts_[creditor], amount));
        owes[debtor] -= amount;
        owes[creditor] += amount;
      }
    }
    settlement.accounts = std::move(accounts_);
    return settlement;
  }

 private:
  static Transfer transfer(const PayerAccount& from, const PayerAccount& to, Pence amount) {
    return {from.payer, from.cost_centre, from.subjective_code, to.payer, to.cost_centre, to.subjective_code, amount};
  }

  PayerAccount& account(const WeeklyPayment& payment) {
    for (PayerAccount& known : accounts_) {
      if (known.payer == payment.payer && known.cost_centre == payment.cost_centre &&
          known.subjective_code == payment.subjective_code) {
        return known;
      }
    }
    accounts_.push_back({payment.payer, payment.cost_centre, payment.subjective_code});
    return accounts_.back();
  }

  fhir::CivilDate from_;
  fhir::CivilDate to_;
  Rounding rounding_;
  std::vector<PayerAccount> accounts_;
};

}  // namespace

std::optional<Settlement> settle(const std::vector<Phase>& paid, const std::vector<Phase>& due, fhir::CivilDate from,
                                 fhir::CivilDate to, Rounding rounding, fhir::Issues& issues) {
  const bool paid_holds = check(paid, issues);
  if (!check(due, issues) || !paid_holds) return std::nullopt;
  Settling settling(from, to, rounding);
  if (!settling.add(paid, &PayerAccount::paid) || !settling.add(due, &PayerAccount::due)) {
    issues.error("money-too-large", day_text(from), "An amount is larger than any budget. Look for a misplaced point.");
    return std::nullopt;
  }
  return settling.finish();
}

}  // namespace careway::money
