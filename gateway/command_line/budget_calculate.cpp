#include "gateway/command_line/budget_calculate.h"

#include "gateway/command_line/budget_inputs.h"
#include "gateway/command_line/budget_source.h"
#include "gateway/pipeline/budget_desk.h"

namespace careway::command_line {

int run_budget_calculate(const Parts& parts, const GlobalOptions& global, const BudgetCalculateOptions& options,
                         Console& console) {
  const auto question = make_question(options.question, console);
  if (!question) return kUsage;
  const auto bench = Workbench::open(parts, global, console);
  if (bench == nullptr) return kEnvironment;
  if (!take_inputs(parts, *bench, options.question.inputs, console)) return kDataRefused;
  const auto subject = find_subject(*bench, options.question, console);
  if (!subject) return kDataRefused;
  fhir::Issues issues;
  auto budget = pipeline::BudgetDesk(bench->services(), budget_caller()).work_out(*subject, *question, issues);
  tell_all(console, "budget", issues);
  if (!budget) return kDataRefused;
  const FoundBudget found{std::move(*budget), {}};
  write_output(parts, options.output, budget_output(found, options.format, bench->library()), console);
  return kFine;
}

}  // namespace careway::command_line
