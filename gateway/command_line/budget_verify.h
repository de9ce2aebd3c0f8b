#pragma once

#include <string>

#include "gateway/command_line/budget_options.h"
#include "gateway/command_line/workbench.h"

namespace careway::command_line {

struct BudgetVerifyOptions {
  std::string statement;           ///< file, or "-"
  BudgetQuestionOptions question;  ///< its inputs; who prepared it and which price spoke first; the rest is in the page
  BudgetPlaceOptions place;
};

/// `careway budget verify`: works the budget of a statement out again, from files, from what a data folder keeps or on
/// a server, and says whether the statement is the same byte for byte; else the rate row, line or total that is not.
/// Returns an ExitStatus.
int run_budget_verify(const Parts& parts, const GlobalOptions& global, const BudgetVerifyOptions& options,
                      Console& console);

}  // namespace careway::command_line
