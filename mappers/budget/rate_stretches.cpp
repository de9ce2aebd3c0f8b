#include "mappers/budget/rate_stretches.h"

#include <algorithm>
#include <utility>

namespace careway::budget {
namespace {

/// Whether two rows say the same of a price; they may be of two tables.
bool is_same(const Price& a, const Price& b) {
  return a.basis == b.basis && a.unit_price == b.unit_price && a.unit == b.unit && a.people == b.people &&
         a.median == b.median && a.price_base == b.price_base && a.uplift_percent == b.uplift_percent;
}

}  // namespace

std::vector<DatedPrice> prices_over(const RateBook& rates, Price price, std::string_view service_type,
                                    fhir::CivilDate from, fhir::CivilDate to, bool& is_past_rates) {
  std::vector<DatedPrice> prices;
  const RateBook::Row* row = price.row;
  is_past_rates = false;
  if (row == nullptr || (row->rate.from <= from && to <= row->rate.to)) {
    prices.push_back({from, std::move(price)});
    return prices;
  }
  const std::vector<std::string> funder{row->funder};
  std::vector<fhir::CivilDate> starts = rates.days_of_change(service_type, funder.front(), from, to);
  starts.push_back(from);
  std::ranges::sort(starts);
  for (const fhir::CivilDate start : starts) {
    const RateBook::Row* found = rates.find(service_type, start, funder);
    if (found == nullptr || found->funder != funder.front()) {
      is_past_rates = true;
      found = row;
    }
    if (found == row && !prices.empty()) continue;
    row = found;
    Price next = price_of(*row);
    if (!prices.empty() && is_same(prices.back().price, next)) {
      prices.back().price.sources.push_back(row->source);
    } else {
      prices.push_back({start, std::move(next)});
    }
  }
  return prices;
}

}  // namespace careway::budget
