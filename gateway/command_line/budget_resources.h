#pragma once

#include <string>
#include <vector>

#include "gateway/command_line/budget_options.h"
#include "gateway/command_line/workbench.h"

namespace careway::command_line {

struct BudgetResourcesOptions {
  std::string list;                 ///< with a data folder: "List/id" or "List/id/_history/2", as a statement names it
  std::vector<std::string> inputs;  ///< "FACE:FILE": else all rates of these
  BudgetPlaceOptions place;
  std::string format = "text";  ///< text, html
  std::string output;           ///< empty: standard output
};

/// `careway budget resources`: prints the commissioner-level statement of resources, what is in the blend at which
/// price. Returns an ExitStatus.
int run_budget_resources(const Parts& parts, const GlobalOptions& global, const BudgetResourcesOptions& options,
                         Console& console);

}  // namespace careway::command_line
