#pragma once

#include <CLI/CLI.hpp>

#include <functional>
#include <memory>

#include "gateway/command_line/budget_calculate.h"
#include "gateway/command_line/budget_cohort.h"
#include "gateway/command_line/budget_recharge.h"
#include "gateway/command_line/budget_resources.h"
#include "gateway/command_line/budget_settle.h"
#include "gateway/command_line/budget_show.h"
#include "gateway/command_line/budget_verify.h"
#include "gateway/command_line/return_commands.h"

namespace careway::command_line {

/// `careway budget` with its subcommands. The one that was chosen leaves what to do in `chosen`. Lives as long as the
/// application that it was added to.
class BudgetCommands {
 public:
  BudgetCommands(CLI::App& app, const Parts& parts, const GlobalOptions& global, Console& console,
                 std::function<int()>& chosen);

 private:
  void add_calculate(CLI::App& budget);
  void add_show(CLI::App& budget);
  void add_verify(CLI::App& budget);
  void add_recharge(CLI::App& budget);
  void add_settle(CLI::App& budget);
  void add_cohort(CLI::App& budget);
  void add_resources(CLI::App& budget);

  const Parts& parts_;
  const GlobalOptions& global_;
  Console& console_;
  std::function<int()>& chosen_;
  BudgetCalculateOptions calculate_;
  BudgetShowOptions show_;
  BudgetVerifyOptions verify_;
  BudgetRechargeOptions recharge_;
  BudgetSettleOptions settle_;
  BudgetCohortOptions cohort_;
  BudgetResourcesOptions resources_;
  std::unique_ptr<ReturnCommands> returns_;
};

}  // namespace careway::command_line
