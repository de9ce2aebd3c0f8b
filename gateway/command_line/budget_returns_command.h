#pragma once

#include <string>
#include <vector>

#include "gateway/command_line/budget_options.h"
#include "gateway/command_line/workbench.h"

namespace careway::command_line {

struct BudgetReturnsOptions {
  std::string budget;  ///< a file with a ClaimResponse, or ISSUER:REFERENCE[:VERSION] in a data folder
  BudgetPlaceOptions place;
  std::vector<std::string> inputs;  ///< "FACE:FILE": the person and the services that the budget names
  std::string kind;                 ///< cld, chc, remainder
  std::string period_start;         ///< ISO dates; empty: the budget's own
  std::string period_end;
  std::string output;  ///< file to write; empty: standard output
  std::string ledger;  ///< file for the account that goes with it; empty: none is written
};

/// `careway budget returns`: writes the return of one funder out of a blended budget, with the account of what it does
/// not carry. Returns an ExitStatus; kDataRefused too when rows had to be left out, which are then in the ledger.
int run_budget_returns(const Parts& parts, const GlobalOptions& global, const BudgetReturnsOptions& options,
                       Console& console);

}  // namespace careway::command_line
