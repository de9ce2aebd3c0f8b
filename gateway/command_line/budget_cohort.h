#pragma once

#include <string>
#include <vector>

#include "gateway/command_line/budget_options.h"
#include "gateway/command_line/workbench.h"

namespace careway::command_line {

struct BudgetCohortOptions {
  std::string input;               ///< NDJSON: each line one Bundle of one person
  std::vector<std::string> rates;  ///< files of the face rates; "FACE:FILE" for another face
  BudgetQuestionOptions question;
  std::string output;       ///< CSV; empty: standard output
  bool by_gross = false;    ///< the largest first
  std::size_t top = 0;      ///< with by_gross: so many people; 0: all
  std::size_t threads = 0;  ///< 0: one for each core
};

/// `careway budget cohort`: works out the indicative budgets of many people in one go, on all cores, and writes a row
/// for each in the order of the input, with a summary by funder and by service type. Memory does not grow with the
/// number of people but for the rows to be written. Returns an ExitStatus: kDataRefused when a person has no budget.
int run_budget_cohort(const Parts& parts, const GlobalOptions& global, const BudgetCohortOptions& options,
                      Console& console);

}  // namespace careway::command_line
