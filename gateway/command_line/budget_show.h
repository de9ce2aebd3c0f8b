#pragma once

#include <string>

#include "gateway/command_line/budget_options.h"
#include "gateway/command_line/workbench.h"

namespace careway::command_line {

struct BudgetShowOptions {
  std::string budget;  ///< a file with a ClaimResponse, or ISSUER:REFERENCE[:VERSION]
  BudgetPlaceOptions place;
  std::string format = "text";  ///< text, html, json
  std::string output;           ///< empty: standard output
};

/// `careway budget show`: prints the statement of a budget, from a file, a data folder or a server. Returns an
/// ExitStatus.
int run_budget_show(const Parts& parts, const GlobalOptions& global, const BudgetShowOptions& options,
                    Console& console);

}  // namespace careway::command_line
