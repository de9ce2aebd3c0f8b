#pragma once

#include <string>

#include "gateway/command_line/budget_recharge.h"

namespace careway::command_line {

struct BudgetSettleOptions {
  std::string paid;   ///< the version under which was paid: a file, or ISSUER:REFERENCE:VERSION
  std::string due;    ///< the version that counts
  std::string until;  ///< ISO date, included
  BudgetPlaceOptions place;
  JournalOptions journal;
  std::string output;  ///< journal; empty: none is written
};

/// `careway budget settle`: says who owes whom after another version of a budget counts from an earlier day. Returns an
/// ExitStatus.
int run_budget_settle(const Parts& parts, const GlobalOptions& global, const BudgetSettleOptions& options,
                      Console& console);

}  // namespace careway::command_line
