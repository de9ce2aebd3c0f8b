#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "mappers/budget/budget.h"

namespace careway::budget {

enum class StatementFormat : std::uint8_t { text, html };

struct StatementOptions {
  StatementFormat format = StatementFormat::text;
  std::string inputs_digest;  ///< of what the budget was worked out from, as the caller counts it; empty: not said
};

/// The budget on one page, for the person whose it is: who pays what (Care Act 2014 section 26, other public money
/// apart as 26(3) has it), what it buys, where every figure comes from, who approved it, and how to challenge it. In
/// HTML each figure opens where it stands, without a script; in text it has a numbered note. The same budget gives the
/// same bytes. The page ends with lines for machines, which read_statement and compare read (verify.h).
///
/// This is the person-level statement of resources; it names the commissioner-level one (Budget::resources).
std::string render_statement(const Budget& budget, const StatementOptions& options);

}  // namespace careway::budget
