#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "mappers/money/rational.h"

namespace careway::money {

/// How often a price falls due (CLD "Cost Frequency" and the continuing-care data set together).
enum class Frequency : std::uint8_t {
  hourly,
  daily,
  per_session,
  weekly,
  fortnightly,
  four_weekly,
  monthly,
  quarterly,
  annual,
  one_off,
};

/// How many times a week the price falls due; nothing for one-off, which has no week, and for hourly, daily and per
/// session without `units_per_week`. Where the frequency itself fixes the week it wins over the units, as the
/// Department counts. `weeks_per_year` is 52 or 365/7: a month is a twelfth of a year.
std::optional<Rational> times_per_week(Frequency frequency, const std::optional<Rational>& units_per_week,
                                       const Rational& weeks_per_year);

/// The same as the Department of Health and Social Care works it out in its client-level data (monthly 12/52, quarterly
/// 4/52, annual 1/52, each cut to six decimals by rounding half up): for comparison, never mixed with ours.
std::optional<Rational> times_per_week_of_department(Frequency frequency,
                                                     const std::optional<Rational>& units_per_week);

/// "hourly", "four-weekly", ...
std::string_view to_text(Frequency frequency);
std::optional<Frequency> frequency_of(std::string_view text);

}  // namespace careway::money
