#pragma once

#include <CLI/CLI.hpp>

#include <functional>

#include "gateway/command_line/budget_balance.h"
#include "gateway/command_line/budget_returns_command.h"

namespace careway::command_line {

/// The subcommands of `careway budget` about what goes out of a budget and what comes back: returns, balance,
/// claw-back. Lives as long as the application that it was added to.
class ReturnCommands {
 public:
  ReturnCommands(CLI::App& budget, const Parts& parts, const GlobalOptions& global, Console& console,
                 std::function<int()>& chosen);

 private:
  void add_returns(CLI::App& budget);
  void add_balance(CLI::App& budget);
  void add_claw_back(CLI::App& budget);

  const Parts& parts_;
  const GlobalOptions& global_;
  Console& console_;
  std::function<int()>& chosen_;
  BudgetReturnsOptions returns_;
  BudgetBalanceOptions balance_;
  BudgetClawBackOptions claw_back_;
};

}  // namespace careway::command_line
