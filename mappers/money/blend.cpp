#include "mappers/money/blend.h"

#include <algorithm>
#include <set>

namespace careway::money {
namespace {

/// Weeks of the period in which a line runs.
Rational weeks_of(const Line& line, const Rules& rules) {
  return line.weeks ? *line.weeks : rules.weeks;
}

/// Builds one level line by line.
class LevelMaker {
 public:
  LevelMaker(const std::vector<Line>& lines, const Rules& rules, const std::vector<std::string>& streams,
             fhir::Issues& issues)
      : lines_(lines), rules_(rules), streams_(streams), issues_(issues) {}

  /// `is_week`: a week in which all lines run, without one-offs.
  std::optional<Level> make(bool is_week) {
    Level level;
    level.streams.assign(streams_.size(), 0);
    chargeable_ = 0;
    for (const Line& line : lines_) {
      const Rational weeks = is_week ? Rational(1) : weeks_of(line, rules_);
      Rational exact = line.weekly * weeks;
      if (!is_week) exact += line.one_off;
      if (!add(line, exact, weeks, level)) return std::nullopt;
    }
    level.contribution = contribution(is_week);
    return level;
  }

 private:
  bool add(const Line& line, const Rational& exact, const Rational& weeks, Level& level) {
    const auto whole = round_to_whole(exact, rules_.rounding);
    const auto exact_shares = exact_parts(line.shares, exact, weeks);
    const auto parts = whole && exact_shares ? allocate(*whole, *exact_shares) : std::nullopt;
    if (!parts || __builtin_add_overflow(level.gross, *whole, &level.gross)) {
      issues_.error(
          "money-shares", line.name,
          "The parts of the funders do not make up this line. Percentages must add up to 100, fixed amounts may "
          "not be more than the line, and one funder at most takes the rest.");
      return false;
    }
    for (std::size_t i = 0; i < parts->size(); ++i) {
      const Share& share = line.shares[i];
      if (share.is_top_up) {
        level.top_up += (*parts)[i];
        continue;
      }
      const auto stream = std::ranges::find(streams_, share.stream) - streams_.begin();
      level.streams[static_cast<std::size_t>(stream)] += (*parts)[i];
      // The assessment is about weeks: what is bought once is never charged.
      if (share.is_chargeable && line.one_off.is_zero()) chargeable_ += (*parts)[i];
    }
    level.lines.push_back(*whole);
    level.parts.push_back(*parts);
    return true;
  }

  /// Exact chargeable pence a week of the lines that run longer than `weeks`.
  Rational chargeable_after(const Rational& weeks, bool is_week) const {
    Rational sum;
    for (const Line& line : lines_) {
      if (!is_week && weeks_of(line, rules_) <= weeks) continue;
      const auto parts = exact_parts(line.shares, line.weekly, Rational(1));
      if (!parts) continue;
      for (std::size_t i = 0; i < parts->size(); ++i) {
        if (line.shares[i].is_chargeable && !line.shares[i].is_top_up) sum += (*parts)[i];
      }
    }
    return sum;
  }

  /// The lower of assessed and chargeable, week by week: the stretches between the weeks at which lines end. Once for
  /// the person, never more than what is chargeable at this level.
  Pence contribution(bool is_week) const {
    std::set<Rational> ends;
    if (is_week) {
      ends.insert(Rational(1));
    } else {
      for (const Line& line : lines_) ends.insert(weeks_of(line, rules_));
    }
    Rational from;
    Rational exact;
    bool pays_all = true;
    for (const Rational& end : ends) {
      const Rational chargeable = chargeable_after(from, is_week);
      const bool pays_all_here = rules_.assessed_weekly >= chargeable;
      pays_all &= pays_all_here;
      exact += (pays_all_here ? chargeable : rules_.assessed_weekly) * (end - from);
      from = end;
    }
    if (pays_all) return chargeable_;
    return std::min(round_to_whole(exact, rules_.rounding).value_or(chargeable_), chargeable_);
  }

  const std::vector<Line>& lines_;
  const Rules& rules_;
  const std::vector<std::string>& streams_;
  fhir::Issues& issues_;
  Pence chargeable_ = 0;  // of the level being made
};

bool check(const std::vector<Line>& lines, const Rules& rules, fhir::Issues& issues) {
  if (rules.assessed_weekly.is_negative() || rules.weeks <= Rational()) {
    issues.error("money-rules", "", "The assessed charge may not be negative, and the period must have weeks.");
  }
  for (const Line& line : lines) {
    if (line.weekly.is_negative() || line.one_off.is_negative()) {
      issues.error("money-negative", line.name,
                   "A line costs nothing or more. Put a credit into a movement of its own.");
    }
    if (!line.weekly.is_zero() && !line.one_off.is_zero()) {
      issues.error("money-line", line.name,
                   "A line has a price a week or is bought once, not both. Make it two lines.");
    }
    if (line.weeks && (line.weeks->is_negative() || *line.weeks > rules.weeks)) {
      issues.error("money-weeks", line.name, "The line runs more weeks than the period has, or fewer than none.");
    }
  }
  return !issues.has_errors();
}

}  // namespace

std::optional<Blend> blend(const std::vector<Line>& lines, const Rules& rules, fhir::Issues& issues) {
  if (!check(lines, rules, issues)) return std::nullopt;
  Blend result;
  for (const Line& line : lines) {
    for (const Share& share : line.shares) {
      if (share.is_top_up || std::ranges::find(result.streams, share.stream) != result.streams.end()) continue;
      result.streams.push_back(share.stream);
    }
  }
  LevelMaker maker(lines, rules, result.streams, issues);
  auto week = maker.make(true);
  if (!week) return std::nullopt;
  auto year = maker.make(false);
  if (!year) return std::nullopt;
  result.week = std::move(*week);
  result.year = std::move(*year);
  return result;
}

Pence level_difference(Pence week, Pence year, const Rules& rules) {
  return round_to_whole(Rational(year) - Rational(week) * rules.weeks, rules.rounding).value_or(0);
}

}  // namespace careway::money
