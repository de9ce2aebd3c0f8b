#pragma once

#include <string>

#include "gateway/command_line/budget_options.h"
#include "gateway/command_line/workbench.h"

namespace careway::command_line {

struct BudgetCalculateOptions {
  BudgetQuestionOptions question;
  std::string format = "text";  ///< text, html, json
  std::string output;           ///< empty: standard output
};

/// `careway budget calculate`: works out an indicative budget from files and prints its statement or ClaimResponse.
/// Returns an ExitStatus.
int run_budget_calculate(const Parts& parts, const GlobalOptions& global, const BudgetCalculateOptions& options,
                         Console& console);

}  // namespace careway::command_line
