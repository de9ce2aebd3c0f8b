#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mappers/money/allocate.h"
#include "mappers/money/rational.h"
#include "profiles/fhir/date.h"
#include "profiles/fhir/issue.h"

namespace careway::money {

/// What one payer gives a week while a phase lasts. The person's own contribution is a payer like the others.
struct WeeklyPayment {
  std::string payer;
  std::string cost_centre;      ///< of the payer's finance ledger; may be empty
  std::string subjective_code;  ///< likewise
  Rational weekly;              ///< exact pence
};

/// A stretch of days with one division of the cost. Both days belong to it.
struct Phase {
  fhir::CivilDate from;
  fhir::CivilDate to;
  std::vector<WeeklyPayment> payments;
};

/// What a payer has paid and should have paid over the days that were settled.
struct PayerAccount {
  std::string payer;
  std::string cost_centre;
  std::string subjective_code;
  Pence paid = 0;
  Pence due = 0;
};

/// "A owes B": made from the accounts, debtors and creditors in their order. One payer may stand on both sides, with
/// another cost centre or subjective code on each.
struct Transfer {
  std::string from;
  std::string from_cost_centre;
  std::string from_subjective_code;
  std::string to;
  std::string to_cost_centre;
  std::string to_subjective_code;
  Pence amount = 0;
};

struct Settlement {
  std::vector<PayerAccount> accounts;  ///< in order of first mention
  std::vector<Transfer> transfers;
  /// Due less paid over everybody: what is still to be paid to the provider (negative: what the provider gives back).
  Pence open = 0;
};

/// Lays what was decided (`due`) beside what was done (`paid`) between two days, both included: a backdated decision,
/// an uplift in mid-year, a late end, a death. Weeks are inclusive days / 7; each phase is rounded once and shared out
/// by largest remainder, so that the payers make up the phase. Nothing with issues when phases of one list overlap
/// ("money-overlap"), end before they begin ("money-period") or hold a negative amount ("money-negative").
std::optional<Settlement> settle(const std::vector<Phase>& paid, const std::vector<Phase>& due, fhir::CivilDate from,
                                 fhir::CivilDate to, Rounding rounding, fhir::Issues& issues);

}  // namespace careway::money
