#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mappers/budget/calculate.h"
#include "mappers/budget/history.h"
#include "mappers/budget/inputs.h"

namespace careway::budget {

/// What a unit of a line costs, and how that was found.
struct Price {
  std::string basis;  ///< code of costing-method
  Rational unit_price;
  money::Frequency unit = money::Frequency::weekly;
  std::vector<Source> sources;
  std::size_t people = 0;
  std::optional<Rational> median;
  std::string price_base;
  std::optional<Rational> uplift_percent;
  bool is_latest_cost_only = false;
  const RateBook::Row* row = nullptr;  ///< of a rate table
};

/// The price that a row of a rate table says.
Price price_of(const RateBook::Row& row);

/// Finds prices: the line's own, else what the person's service cost, else a rate row, the latter two in the order that
/// the question says. What a service cost is that of the sectors of the line's streams; `usual_stream` is the stream of
/// a line that says none. Issues are the warnings of `history_of`, once for each service that was looked for. Keeps
/// references to inputs, rates, question and issues. One thread at a time.
class Prices {
 public:
  Prices(const Inputs& inputs, const RateBook& rates, const Question& question, std::string usual_stream,
         fhir::Issues& issues)
      : inputs_(inputs), rates_(rates), question_(question), usual_stream_(std::move(usual_stream)), issues_(issues) {}

  /// Nothing when there is none. `funders`: whose rates speak first.
  std::optional<Price> find(const LineInput& line, const std::vector<std::string>& funders);

 private:
  std::optional<Price> own(const LineInput& line) const;
  const std::optional<Price>& historic(const LineInput& line);
  [[nodiscard]] std::optional<Price> work_out_historic(const Sectors& sectors, const std::string& service_type) const;
  std::optional<Price> rate(const LineInput& line, const std::vector<std::string>& funders) const;

  const Inputs& inputs_;
  const RateBook& rates_;
  const Question& question_;
  std::string usual_stream_;
  fhir::Issues& issues_;
  std::map<std::pair<Sectors, std::string>, std::optional<Price>> historic_;  // by sectors and service type
};

}  // namespace careway::budget
