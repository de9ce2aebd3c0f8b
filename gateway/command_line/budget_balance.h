#pragma once

#include <string>
#include <vector>

#include "gateway/command_line/budget_options.h"
#include "gateway/command_line/workbench.h"

namespace careway::command_line {

/// Whose account, and where it is.
struct AccountOptions {
  std::string account;  ///< "QMF:A-1": issuer, ":", reference
  BudgetPlaceOptions place;
  std::vector<std::string> inputs;  ///< "FACE:FILE", for instance movements:movements.csv
  std::string day;                  ///< ISO date; empty: today
  std::string format = "text";      ///< text, json
  std::string output;               ///< empty: standard output
};

struct BudgetBalanceOptions {
  AccountOptions account;
  std::string weekly;  ///< pounds a week of the budget; empty: not said
};

struct BudgetClawBackOptions {
  AccountOptions account;
  std::string notice;  ///< the issuer's reference of the notice
  std::string amount;  ///< pounds; empty: the whole balance
  std::vector<std::string> reasons;
  std::string explanation;
  std::string pay_by;  ///< ISO date
  std::string payer;
  std::string reconsider_by;
  std::string from_name;  ///< what the organisation that asks is called
  std::string cost_centre;
  std::string subjective_code;
  bool has_died = false;
};

/// `careway budget balance`: adds up the movements of an account and says how many weeks are unspent; as JSON the
/// Account with its balance. Returns an ExitStatus.
int run_budget_balance(const Parts& parts, const GlobalOptions& global, const BudgetBalanceOptions& options,
                       Console& console);

/// `careway budget claw-back`: writes a notice to pay back, as a page or a Contract. Returns an ExitStatus.
int run_budget_claw_back(const Parts& parts, const GlobalOptions& global, const BudgetClawBackOptions& options,
                         Console& console);

}  // namespace careway::command_line
