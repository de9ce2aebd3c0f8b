#include "mappers/budget/prices.h"

namespace careway::budget {

std::optional<Price> Prices::find(const LineInput& line, const std::vector<std::string>& funders) {
  if (line.price) return own(line);
  const bool rates_first = line.method == "average" || line.method == "agreed" ||
                           (line.method != "historic" && question_.prefer == Question::Prefer::average);
  if (rates_first) {
    if (auto found = rate(line, funders)) return found;
    return historic(line);
  }
  if (const auto& found = historic(line)) return found;
  return rate(line, funders);
}

std::optional<Price> Prices::own(const LineInput& line) const {
  Price price;
  // A price of the line's own that somebody calls an average does not say over how many people: it is what was agreed.
  price.basis = line.method.empty() || line.method == "average" ? "agreed" : line.method;
  price.unit_price = *line.price;
  price.unit = line.unit.value_or(money::Frequency::weekly);
  price.sources.push_back({line.key, line.service});
  price.is_latest_cost_only = line.is_latest_cost_only;
  return price;
}

const std::optional<Price>& Prices::historic(const LineInput& line) {
  std::pair key(sectors_of(line, usual_stream_), line.service_type);
  const auto known = historic_.find(key);
  if (known != historic_.end()) return known->second;
  auto price = work_out_historic(key.first, key.second);
  return historic_.emplace(std::move(key), std::move(price)).first->second;
}

std::optional<Price> Prices::work_out_historic(const Sectors& sectors, const std::string& service_type) const {
  if (service_type.empty()) return std::nullopt;
  auto history = history_of(inputs_, sectors, service_type, question_.prices_as_of, issues_);
  if (!history) return std::nullopt;
  Price price;
  price.basis = "historic";
  price.unit_price = std::move(history->weekly);
  price.sources = std::move(history->sources);
  price.is_latest_cost_only = history->is_latest_cost_only;
  return price;
}

std::optional<Price> Prices::rate(const LineInput& line, const std::vector<std::string>& funders) const {
  if (line.service_type.empty()) return std::nullopt;
  const RateBook::Row* row = rates_.find(line.service_type, question_.prices_as_of, funders);
  return row == nullptr ? std::nullopt : std::optional(price_of(*row));
}

Price price_of(const RateBook::Row& row) {
  const money::Rate& rate = row.rate;
  Price price;
  price.row = &row;
  price.basis = rate.basis == money::RateBasis::average ? "average" : "agreed";
  price.unit_price = money::RateTable::price_of(rate);
  price.unit = rate.unit;
  price.sources.push_back(row.source);
  if (rate.basis == money::RateBasis::average) {
    price.people = rate.people;
    price.median = rate.median;
  }
  price.price_base = rate.price_base;
  if (!rate.uplift_percent.is_zero()) price.uplift_percent = rate.uplift_percent;
  return price;
}

}  // namespace careway::budget
