#pragma once

#include <string>
#include <vector>

#include "mappers/budget/calculate.h"

namespace careway::bench {

/// A person with a plan of 12 lines, as FHIR JSON: four lines with a price, four that a rate prices, four that the
/// costs of the year before price (24 invoices); three are split between an ICB and a council, one of them from October
/// in another way.
std::vector<std::string> budget_person();
/// 10,000 rows of 20 funders, as FHIR JSON: 25 service types with a row a quarter for five years.
std::vector<std::string> budget_rates();
budget::Question budget_question();
/// Gross of the period of that person's budget, worked out by hand (budget_case.cpp has the sum).
budget::Pence budget_gross();

}  // namespace careway::bench
