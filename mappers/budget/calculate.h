#pragma once

#include <optional>

#include "mappers/budget/budget.h"
#include "mappers/budget/inputs.h"
#include "profiles/fhir/issue.h"

namespace careway::budget {

/// What is asked beside the inputs.
struct Question {
  Party issuer;
  std::string reference;
  std::uint32_t version = 1;
  std::string status = "indicative";
  fhir::CivilDate from;
  fhir::CivilDate to;
  fhir::CivilDate prices_as_of;
  Rational year_factor;  ///< 52 or 365/7
  money::Rounding rounding = money::Rounding::half_up;
  /// Which basis speaks first for a line without a price of its own.
  enum class Prefer : std::uint8_t { historic, average } prefer = Prefer::historic;
  std::string change_reason = "first-budget";
  Person prepared_by;
  std::string created;  ///< instant
};

/// Works out a budget. Nothing with issues (path: the line's key) when it cannot be worked out or may not be:
/// "budget-no-price" (no price, no actuals, no rate), "budget-shares" (not 100 %), "budget-overlap" (shares or streams
/// of one kind that hold on the same day twice), "budget-currency", "budget-chargeable" (a contribution asked on a
/// stream, service or legal basis that may not be charged), "budget-units" (an hour, day or session without units a
/// week), "budget-funder" (one stream with two funders), "budget-line-twice" (two lines with one key), "budget-period"
/// (it ends before it begins, or a line does), "budget-empty" (no line runs in the period), "budget-size" (limits.h),
/// "budget-charge-twice" (two streams of which parts are charged state different charges on one day; path: the stream),
/// those of money::blend_dated. Lines, and what the person pays, end on the day of death. Lines outside the period are
/// left out. What is bought once is never charged. Warnings: "budget-plan-early" (the plan starts before the budget is
/// issued), "budget-full-chc" (a full CHC package beside a council stream), "budget-latest-cost" (only the latest cost
/// is known), "budget-rate-ends" (the rate table has no row for some days: the price of others is kept),
/// "budget-stream-days" (a share is on a stream that does not hold on all its days), those of `history_of`.
std::optional<Budget> calculate(const Inputs& inputs, const RateBook& rates, const Question& question,
                                fhir::Issues& issues);

}  // namespace careway::budget
