#include "mappers/budget/budget.h"

#include <algorithm>

namespace careway::budget {
namespace {

/// The same day a year later: the day after a period of a year.
fhir::CivilDate year_after(fhir::CivilDate day) {
  ++day.year;
  day.day = std::min(day.day, fhir::days_in_month(day.year, day.month));
  return day;
}

}  // namespace

bool runs_on(const Line& line, fhir::CivilDate day) {
  return line.unit != money::Frequency::one_off && line.from <= day && day <= line.to;
}

std::optional<fhir::CivilDate> week_day(const std::vector<Line>& lines) {
  std::vector<fhir::CivilDate> starts;
  for (const Line& line : lines) {
    if (line.unit != money::Frequency::one_off) starts.push_back(line.from);
  }
  std::ranges::sort(starts);
  std::optional<fhir::CivilDate> best;
  std::size_t most = 0;
  for (const fhir::CivilDate day : starts) {
    const auto running =
        static_cast<std::size_t>(std::ranges::count_if(lines, [&](const Line& line) { return runs_on(line, day); }));
    if (running <= most) continue;
    most = running;
    best = day;
  }
  return best;
}

Rational period_weeks(fhir::CivilDate from, fhir::CivilDate to, const Rational& year_factor) {
  const std::int64_t days = fhir::days_from_civil(to) - fhir::days_from_civil(from) + 1;
  if (fhir::days_from_civil(year_after(from)) == fhir::days_from_civil(to) + 1) return year_factor;
  return Rational(days, 7);
}

std::string_view line_of_key(std::string_view key) {
  const std::size_t slash = key.rfind('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == key.size()) return key;
  const bool is_number = std::ranges::all_of(key.substr(slash + 1), [](char c) { return c >= '0' && c <= '9'; });
  return is_number ? key.substr(0, slash) : key;
}

}  // namespace careway::budget
