#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mappers/budget/statement.h"

namespace careway::budget {

/// The figures of a budget as lines for machines, fields behind each other with "|" between them. Statements end in
/// them, so that a check can name the row that differs, not only the place in the text:
///
///   careway-statement|1
///   format|text
///   budget|ISSUER|REFERENCE|VERSION
///   question|FROM|TO|PRICES AS OF|YEAR FACTOR|ROUNDING|STATUS|REASON|ISSUER'S SYSTEM|ISSUER'S NAME
///   subject|PATIENT|PLAN
///   inputs|DIGEST                                     (where it was given)
///   rate|LINE|LABEL|REFERENCE|PENCE A UNIT|UNIT
///   line|KEY|WEEK|PERIOD                              (pence)
///   stream|CODE|WEEK|PERIOD|CONTRIBUTION WEEK|CONTRIBUTION PERIOD
///   total|gross|WEEK|PERIOD   total|contribution|...  total|top-up|...  total|level-difference|PERIOD
///   end
std::vector<std::string> machine_lines(const Budget& budget, const StatementOptions& options);

/// One line taken apart, its fields decoded.
using MachineLine = std::vector<std::string>;

/// The lines of a statement from "format" to before "end"; nothing when they are not there or not whole.
std::optional<std::vector<MachineLine>> read_machine_lines(std::string_view statement);

}  // namespace careway::budget
