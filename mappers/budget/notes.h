#pragma once

#include <vector>

#include "mappers/budget/budget.h"
#include "mappers/money/dated_blend.h"

namespace careway::budget {

/// Says in plain words what a reader of a new budget must know beside the figures: that it is an estimate, which week
/// the week level tells of, what is bought once, held back or counted from earlier costs, in which order client money
/// is taken, and on which days. The same budget gives the same notes.
void add_notes(Budget& budget, const std::vector<money::Assessment>& assessments);

}  // namespace careway::budget
