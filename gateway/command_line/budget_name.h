#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace careway::command_line {

/// A stored budget by its name: "E09000033:PB-1:2"; without a version the newest.
struct BudgetName {
  std::string issuer;
  std::string reference;
  std::optional<std::uint32_t> version;
};
/// Takes a name apart; nothing for other text.
std::optional<BudgetName> parse_budget_name(const std::string& text);

}  // namespace careway::command_line
