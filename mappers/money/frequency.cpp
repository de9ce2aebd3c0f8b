#include "mappers/money/frequency.h"

#include <array>

namespace careway::money {
namespace {

constexpr std::array<std::string_view, 10> kWords = {"hourly",      "daily",   "per-session", "weekly", "fortnightly",
                                                     "four-weekly", "monthly", "quarterly",   "annual", "one-off"};

/// Times a year, for those that a year fixes.
std::optional<std::int64_t> times_per_year(Frequency frequency) {
  if (frequency == Frequency::monthly) return 12;
  if (frequency == Frequency::quarterly) return 4;
  if (frequency == Frequency::annual) return 1;
  return std::nullopt;
}

/// What the week itself fixes, and what needs the units.
std::optional<Rational> without_year(Frequency frequency, const std::optional<Rational>& units_per_week) {
  switch (frequency) {
    case Frequency::weekly:
      return Rational(1);
    case Frequency::fortnightly:
      return Rational(1, 2);
    case Frequency::four_weekly:
      return Rational(1, 4);
    case Frequency::hourly:
    case Frequency::daily:
    case Frequency::per_session:
      return units_per_week;
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<Rational> times_per_week(Frequency frequency, const std::optional<Rational>& units_per_week,
                                       const Rational& weeks_per_year) {
  if (const auto yearly = times_per_year(frequency)) return Rational(*yearly) / weeks_per_year;
  return without_year(frequency, units_per_week);
}

std::optional<Rational> times_per_week_of_department(Frequency frequency,
                                                     const std::optional<Rational>& units_per_week) {
  constexpr std::int64_t kWeeks = 52;
  constexpr std::int64_t kMillion = 1'000'000;
  if (const auto yearly = times_per_year(frequency)) {
    return Rational(*round_to_whole(Rational(*yearly * kMillion, kWeeks), Rounding::half_up), kMillion);
  }
  return without_year(frequency, units_per_week);
}

std::string_view to_text(Frequency frequency) {
  return kWords[static_cast<std::size_t>(frequency)];
}

std::optional<Frequency> frequency_of(std::string_view text) {
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    if (kWords[i] == text) return static_cast<Frequency>(i);
  }
  return std::nullopt;
}

}  // namespace careway::money
