#include "mappers/budget/prices.h"

#include <algorithm>

#include "mappers/budget/history.h"

namespace careway::budget {
namespace {

constexpr std::int64_t kDaysPerWeek = 7;

/// Days that any of the spans covers, each once.
std::int64_t days_covered(std::vector<std::pair<std::int64_t, std::int64_t>> spans) {
  std::ranges::sort(spans);
  std::int64_t days = 0;
  std::int64_t counted_to = INT64_MIN;
  for (const auto& [first, last] : spans) {
    const std::int64_t from = std::max(first, counted_to + 1);
    if (last < from) continue;
    days += last - from + 1;
    counted_to = last;
  }
  return days;
}

}  // namespace

std::optional<Price> Prices::find(const LineInput& line, const std::vector<std::string>& funders) {
  if (line.price) return own(line);
  const bool rates_first = line.method == "average" || line.method == "agreed" ||
                           (line.method != "historic" && question_.prefer == Question::Prefer::average);
  if (rates_first) {
    if (auto found = rate(line, funders)) return found;
    return historic(line.service_type);
  }
  if (const auto& found = historic(line.service_type)) return found;
  return rate(line, funders);
}

std::optional<Price> Prices::own(const LineInput& line) const {
  Price price;
  price.basis = line.method.empty() ? "agreed" : line.method;
  price.unit_price = *line.price;
  price.unit = line.unit.value_or(money::Frequency::weekly);
  price.sources.push_back({line.key, line.service});
  price.is_latest_cost_only = line.is_latest_cost_only;
  return price;
}

const std::optional<Price>& Prices::historic(const std::string& service_type) {
  const auto known = historic_.find(service_type);
  if (known != historic_.end()) return known->second;
  return historic_.emplace(service_type, work_out_historic(service_type)).first->second;
}

std::optional<Price> Prices::work_out_historic(std::string_view service_type) const {
  if (service_type.empty()) return std::nullopt;
  Price price;
  price.basis = "historic";
  std::vector<std::pair<std::int64_t, std::int64_t>> spans;
  Rational cost;
  for (const ActualInput& actual : inputs_.actuals) {
    if (actual.service_type != service_type || !is_history(actual, question_.prices_as_of)) continue;
    spans.emplace_back(fhir::days_from_civil(actual.from), fhir::days_from_civil(actual.to));
    cost += actual.price * actual.quantity;
    price.sources.push_back(actual.source);
    price.is_latest_cost_only |= actual.is_latest_cost_only;
  }
  if (spans.empty()) return std::nullopt;
  price.unit_price = cost * Rational(kDaysPerWeek, days_covered(std::move(spans)));
  return price;
}

std::optional<Price> Prices::rate(const LineInput& line, const std::vector<std::string>& funders) const {
  if (line.service_type.empty()) return std::nullopt;
  const RateBook::Row* row = rates_.find(line.service_type, question_.prices_as_of, funders);
  if (row == nullptr) return std::nullopt;
  const money::Rate& rate = row->rate;
  Price price;
  price.basis = rate.basis == money::RateBasis::average ? "average" : "agreed";
  price.unit_price = money::RateTable::price_of(rate);
  price.unit = rate.unit;
  price.sources.push_back(row->source);
  if (rate.basis == money::RateBasis::average) {
    price.people = rate.people;
    price.median = rate.median;
  }
  price.price_base = rate.price_base;
  if (!rate.uplift_percent.is_zero()) price.uplift_percent = rate.uplift_percent;
  return price;
}

}  // namespace careway::budget
