#pragma once

#include <string>

#include "gateway/command_line/budget_options.h"
#include "gateway/command_line/workbench.h"

namespace careway::command_line {

/// What a journal says beside its amounts, for recharge and settle.
struct JournalOptions {
  std::string document;        ///< number of the journal
  std::string posted;          ///< ISO date; empty: the end of the period or of what is settled
  std::string person_account;  ///< cost centre for contributions and top-ups
  std::uint32_t part = 1;
  std::uint32_t parts = 1;
};

struct BudgetRechargeOptions {
  std::string budget;  ///< a file with a ClaimResponse, or ISSUER:REFERENCE[:VERSION]
  BudgetPlaceOptions place;
  std::string lead;  ///< code of the funder who has paid everything
  JournalOptions journal;
  std::string output;  ///< empty: standard output
};

/// `careway budget recharge`: writes the journal by which the other funders pay the lead commissioner back. Returns an
/// ExitStatus.
int run_budget_recharge(const Parts& parts, const GlobalOptions& global, const BudgetRechargeOptions& options,
                        Console& console);

}  // namespace careway::command_line
