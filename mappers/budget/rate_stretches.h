#pragma once

#include <string_view>
#include <vector>

#include "mappers/budget/inputs.h"
#include "mappers/budget/prices.h"

namespace careway::budget {

/// A price and the first day of a line on which it holds.
struct DatedPrice {
  fhir::CivilDate from;
  Price price;
};

/// The prices of a service between two days, in order. One, unless it came from a row of a rate table that does not
/// hold on all of the days: then each day has the row of that funder that holds on it; a row that says
/// the same as the one before only adds its source. Days without one keep the price
/// of the days before, at the beginning that of `price`, and `is_past_rates` says so.
std::vector<DatedPrice> prices_over(const RateBook& rates, Price price, std::string_view service_type,
                                    fhir::CivilDate from, fhir::CivilDate to, bool& is_past_rates);

}  // namespace careway::budget
