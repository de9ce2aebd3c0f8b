#include "mappers/budget/return_row.h"

#include <algorithm>
#include <cstdlib>

namespace careway::budget {
namespace {

using money::Frequency;

constexpr std::int64_t kHoursMax = 999;  // of a continuing-care row: n3, whole hours

bool needs_units(Frequency unit) {
  return unit == Frequency::hourly || unit == Frequency::daily || unit == Frequency::per_session;
}

/// Frequencies that a file says exactly: a month, quarter or year makes no whole week, and readers differ on how many
/// weeks a year has. Continuing care knows hours and weeks only; a day there has no number a week.
bool is_exact_in(ReturnKind kind, Frequency unit) {
  switch (unit) {
    case Frequency::hourly:
    case Frequency::weekly:
      return true;
    case Frequency::daily:
    case Frequency::per_session:
    case Frequency::fortnightly:
    case Frequency::four_weekly:
      return kind == ReturnKind::council;
    default:
      return false;
  }
}

/// Why the units of the line cannot stand in the file; empty when they can.
std::string_view units_problem(ReturnKind kind, const Line& line) {
  if (!is_exact_in(kind, line.unit)) return "frequency";
  if (!needs_units(line.unit)) return {};
  if (!line.units_per_week || line.units_per_week->is_zero() || !decimal_text(*line.units_per_week)) return "hours";
  if (kind == ReturnKind::council) return {};
  const auto whole = line.units_per_week->floor();
  const bool is_whole = whole && Rational(*whole) == *line.units_per_week && *whole <= kHoursMax;
  return is_whole ? std::string_view{} : std::string_view("hours");
}

bool comes_out(const RowForm& form, const Line& line, const Amounts& own, money::Rounding rounding) {
  const auto weekly = weekly_of(form);
  return weekly && money::round_to_whole(*weekly, rounding) == own.week &&
         money::round_to_whole(*weekly * line.weeks, rounding) == own.period;
}

/// The line's own unit, with a price that makes this part of it exactly.
std::optional<RowForm> own_unit(const Line& line, const Amounts& own, money::Rounding rounding) {
  RowForm form;
  form.unit = line.unit;
  if (needs_units(line.unit)) form.units_per_week = line.units_per_week;
  const auto times = money::times_per_week(form.unit, form.units_per_week, line.weeks);
  if (!times || times->is_zero()) return std::nullopt;
  const bool is_whole_line = own.week == line.gross.week && own.period == line.gross.period;
  std::vector<Rational> prices;
  if (is_whole_line) prices.push_back(line.unit_price);
  prices.push_back(Rational(own.week) / *times);
  for (const Rational& price : prices) {
    const auto pence = price.floor();
    if (!pence || Rational(*pence) != price) continue;
    form.price = *pence;
    if (comes_out(form, line, own, rounding)) return form;
  }
  return std::nullopt;
}

std::string own_words(const Line& line) {
  std::string text(money::to_text(line.unit));
  if (const auto price = line.unit_price.floor(); price && Rational(*price) == line.unit_price) {
    text += " " + pounds(*price);
  } else {
    text += " " + (line.unit_price / Rational(100)).text();
  }
  if (line.units_per_week) text += " x " + decimal_text(*line.units_per_week).value_or(line.units_per_week->text());
  return text;
}

}  // namespace

std::optional<RowForm> row_form(ReturnKind kind, const Line& line, const Amounts& own, money::Rounding rounding,
                                std::string& reason) {
  RowForm form;
  if (own.week < 0 || own.period < 0) {
    reason = "negative";
    return std::nullopt;
  }
  if (line.unit == Frequency::one_off) {
    form.unit = Frequency::one_off;
    form.price = own.period;
  } else {
    if (own.week == 0) {
      reason = "below-a-penny";
      return std::nullopt;
    }
    const std::string_view problem = units_problem(kind, line);
    std::optional<RowForm> exact;
    if (problem.empty()) exact = own_unit(line, own, rounding);
    if (exact) {
      form = std::move(*exact);
    } else {
      form.price = own.week;
      form.reason = problem.empty() ? "unit-price" : std::string(problem);
      form.kept = own_words(line);
    }
  }
  if (!price_text(kind, form.price)) {
    reason = "amount-n7";
    return std::nullopt;
  }
  return form;
}

std::optional<Rational> weekly_of(const RowForm& form) {
  const auto times = money::times_per_week(form.unit, form.units_per_week, Rational(52));
  if (!times) return std::nullopt;
  return Rational(form.price) * *times;
}

std::int64_t days_within(const RowDays& days, fhir::CivilDate from, fhir::CivilDate to) {
  const fhir::CivilDate first = std::max(days.from, from);
  const fhir::CivilDate last = days.to ? std::min(*days.to, to) : to;
  return last < first ? 0 : fhir::days_from_civil(last) - fhir::days_from_civil(first) + 1;
}

std::string pounds(Pence amount) {
  const bool is_negative = amount < 0;
  const std::uint64_t size = is_negative ? std::uint64_t{0} - static_cast<std::uint64_t>(amount) : amount;
  const std::string pence = std::to_string(size % 100);
  return (is_negative ? "-" : "") + std::to_string(size / 100) + (pence.size() == 1 ? ".0" : ".") + pence;
}

std::optional<std::string> price_text(ReturnKind kind, Pence price) {
  constexpr std::size_t kCharactersMax = 7;
  std::string text = pounds(price);
  if (kind == ReturnKind::council || text.size() <= kCharactersMax) return text;
  if (text.ends_with(".00")) text.resize(text.size() - 3);
  if (text.size() > kCharactersMax) return std::nullopt;
  return text;
}

std::optional<std::string> decimal_text(const Rational& value) {
  constexpr int kDigitsMax = 6;
  Rational scaled = value.is_negative() ? Rational(0) - value : value;
  for (int digits = 0; digits <= kDigitsMax; ++digits) {
    const auto whole = scaled.floor();
    if (!whole) return std::nullopt;
    if (Rational(*whole) == scaled) {
      std::string text = std::to_string(*whole);
      const auto wanted = static_cast<std::size_t>(digits);
      if (text.size() <= wanted) text.insert(0, wanted + 1 - text.size(), '0');
      if (digits > 0) text.insert(text.size() - wanted, 1, '.');
      return (value.is_negative() ? "-" : "") + text;
    }
    scaled *= Rational(10);
  }
  return std::nullopt;
}

}  // namespace careway::budget
