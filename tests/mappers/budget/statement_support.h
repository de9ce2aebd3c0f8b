#pragma once

#include <string>

#include "mappers/budget/budget.h"

namespace careway::budget {

/// A budget written by hand: CHC and a council share a home-care line half and half, the council pays a monthly fee
/// with a contribution, education pays a short break once, and the person tops up a day centre.
Budget blended_budget();

/// A statement that was looked at and kept. Where CAREWAY_WRITE_STATEMENTS is set in the environment, the file is
/// written first.
std::string kept_statement(const std::string& name, const std::string& now);

}  // namespace careway::budget
