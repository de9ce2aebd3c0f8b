#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mappers/money/allocate.h"
#include "mappers/money/rational.h"
#include "mappers/money/shares.h"
#include "profiles/fhir/issue.h"

namespace careway::money {

/// One thing that is bought.
struct Line {
  std::string name;
  Rational weekly;                ///< exact pence a week while it runs; zero for a one-off
  Rational one_off;               ///< exact pence, once; then there is nothing weekly
  std::optional<Rational> weeks;  ///< of the period, when not all; lines that run fewer weeks run first
  std::vector<Share> shares;
};

struct Rules {
  Rational weeks;  ///< of the period: 52, 365/7, or what the dates give
  Rounding rounding = Rounding::half_up;
  /// What the person can pay a week after the financial assessment, in pence.
  Rational assessed_weekly;
};

/// The amounts of one level. Each level adds up by itself: lines to gross, streams and top-ups to gross, to the penny.
struct Level {
  Pence gross = 0;
  std::vector<Pence> lines;               ///< as given
  std::vector<std::vector<Pence>> parts;  ///< of each line, as its shares
  std::vector<Pence> streams;             ///< as Blend::streams, client money inside
  Pence top_up = 0;
  /// Paid by the person: the lower of what was assessed and what is chargeable. Inside the streams.
  Pence contribution = 0;
};

/// A package with several funders, worked out.
struct Blend {
  std::vector<std::string> streams;  ///< in order of first mention
  Level week;                        ///< a week in which every line runs
  Level year;                        ///< the whole period, one-offs included
};

/// Works out a package from its lines: the gross is built from lines, never from streams. Rounds each line once a level
/// (line-week, line-period) and shares it out by largest remainder. Nothing with issues ("money-…", path: the line's
/// name) when shares do not make the line, a percentage or weeks are out of range, or an amount is negative or beyond
/// 64 bits.
std::optional<Blend> blend(const std::vector<Line>& lines, const Rules& rules, fhir::Issues& issues);

/// What the period's amount has over the rounded week times the period's weeks: a stated line, so that nobody adds up
/// weeks and misses it. Rounded by the same rule.
Pence level_difference(Pence week, Pence year, const Rules& rules);

}  // namespace careway::money
