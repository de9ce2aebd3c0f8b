#include "mappers/money/rates.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace careway::money {
namespace {

void check_row(const Rate& rate, fhir::Issues& issues) {
  if (rate.to < rate.from) issues.error("rate-period", rate.id, "This price ends before it begins.");
  if (rate.price.is_negative()) issues.error("rate-price", rate.id, "A price is nothing or more.");
  if (rate.basis == RateBasis::average && rate.people < kPeopleMin) {
    issues.error(
        "rate-disclosure", rate.id,
        "This average is over fewer than ten people and could show what one of them gets. Join service types, or use "
        "an agreed price.");
  }
}

Rational mean(const std::vector<Rational>& values) {
  Rational sum;
  for (const Rational& value : values) sum += value;
  return sum / Rational(static_cast<std::int64_t>(values.size()));
}

Rational median(std::vector<Rational> values) {
  std::ranges::sort(values);
  const std::size_t middle = values.size() / 2;
  if (values.size() % 2 == 1) return values[middle];
  return (values[middle - 1] + values[middle]) / Rational(2);
}

}  // namespace

std::optional<RateTable> RateTable::make(std::vector<Rate> rates, fhir::Issues& issues) {
  const std::size_t errors_before = issues.error_count();
  std::set<std::string_view> ids;
  for (const Rate& rate : rates) {
    check_row(rate, issues);
    if (!ids.insert(rate.id).second) issues.error("rate-twice", rate.id, "Two rows have this id.");
  }
  std::ranges::sort(rates, {}, [](const Rate& rate) { return std::tie(rate.service_type, rate.from, rate.id); });
  for (std::size_t i = 1; i < rates.size(); ++i) {
    if (rates[i].service_type != rates[i - 1].service_type || rates[i].from > rates[i - 1].to) continue;
    issues.error("rate-overlap", rates[i].id, "Another price of this service type holds on the same day.");
  }
  if (issues.error_count() > errors_before) return std::nullopt;
  RateTable table;
  table.rates_ = std::move(rates);
  return table;
}

const Rate* RateTable::find(std::string_view service_type, fhir::CivilDate day) const {
  const auto after = std::ranges::upper_bound(rates_, std::pair(service_type, day), {}, [](const Rate& rate) {
    return std::pair(std::string_view(rate.service_type), rate.from);
  });
  if (after == rates_.begin()) return nullptr;
  const Rate& rate = *std::prev(after);
  return rate.service_type == service_type && day <= rate.to ? &rate : nullptr;
}

Rational RateTable::price_of(const Rate& rate) {
  return rate.price * (Rational(100) + rate.uplift_percent) / Rational(100);
}

std::map<std::string, Rate> average_rates(const std::vector<Actual>& actuals, fhir::Issues& issues) {
  std::map<std::string, std::map<std::string_view, std::vector<Rational>>> by_service;
  for (const Actual& actual : actuals) by_service[actual.service_type][actual.person].push_back(actual.price);
  std::map<std::string, Rate> rates;
  for (const auto& [service_type, people] : by_service) {
    if (people.size() < kPeopleMin) {
      issues.warning(
          "rate-disclosure", service_type,
          "Fewer than ten people have this service: an average could show what one of them gets, so there is none.");
      continue;
    }
    std::vector<Rational> own;
    for (const auto& [person, prices] : people) own.push_back(mean(prices));
    Rate rate;
    rate.service_type = service_type;
    rate.basis = RateBasis::average;
    rate.people = own.size();
    rate.price = mean(own);
    rate.median = median(std::move(own));
    rates.emplace(service_type, std::move(rate));
  }
  return rates;
}

}  // namespace careway::money
