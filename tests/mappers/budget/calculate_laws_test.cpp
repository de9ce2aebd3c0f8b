// Over generated packages: the streams with client money inside, plus top-ups, are the gross per line, week and period,
// under both rounding rules. The gross is built here from the lines, in arithmetic of its own, never from streams.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <iostream>
#include <numeric>
#include <random>

#include "mappers/budget/rules.h"
#include "tests/mappers/budget/budget_support.h"

namespace careway::budget {
namespace {

constexpr int kPackages = 100'000;
constexpr unsigned kSeed = 20'260'401;
constexpr std::int64_t kDays = 365;

/// The test's own arithmetic; no figure here comes near 64 bits.
struct Fraction {
  std::int64_t over = 0;
  std::int64_t under = 1;
};

Fraction times(Fraction a, std::int64_t over, std::int64_t under) {
  a.over *= over;
  a.under *= under;
  const std::int64_t shared = std::max<std::int64_t>(std::gcd(a.over, a.under), 1);
  return {a.over / shared, a.under / shared};
}

Pence rounded(Fraction value, money::Rounding rounding) {
  Pence whole = value.over / value.under;
  const std::int64_t twice = 2 * (value.over % value.under);
  const bool is_half = twice == value.under;
  if (twice > value.under || (is_half && (rounding == money::Rounding::half_up || whole % 2 != 0))) ++whole;
  return whole;
}

/// Days of a line with one split, and what they cost.
struct Piece {
  std::int64_t first = 0;  // days from the first of the period
  std::int64_t last = 0;
  bool is_one_off = false;
  Fraction week;
  Fraction period;
};

struct Package {
  Inputs inputs;
  Question question;
  std::vector<Piece> pieces;  // in the order of the budget's lines
};

class Generator {
 public:
  explicit Generator(unsigned seed) : numbers_(seed) {}

  Package package() {
    Package package;
    package.question = question();
    const bool is_52 = below(2) == 0;
    factor_ = is_52 ? Fraction{52, 1} : Fraction{365, 7};
    package.question.year_factor = is_52 ? Rational(52) : Rational(365, 7);
    package.question.prices_as_of = package.question.from;
    const std::int64_t count = 1 + below(7);
    for (std::int64_t i = 0; i < count; ++i) add_line(i, package);
    if (below(3) != 0) package.inputs.streams.push_back(council_stream(below(60'000)));
    if (below(4) == 0) {
      DeterminationInput determination;
      determination.finality = "final";
      determination.assessed_weekly = Rational(below(30'000), 1 + below(3));
      determination.from = day(below(kDays));
      package.inputs.determinations.push_back(std::move(determination));
    }
    return package;
  }

 private:
  static fhir::CivilDate day(std::int64_t number) {
    return fhir::civil_from_days(fhir::days_from_civil({2026, 4, 1}) + number);
  }

  void add_line(std::int64_t number, Package& package) {
    LineInput line;
    line.key = "L" + std::to_string(number);
    line.service_type = "home-support";
    std::int64_t first = 0;
    std::int64_t last = kDays - 1;
    if (below(3) == 0) {
      first = below(kDays);
      last = first + below(kDays - first);
      line.from = day(first);
      line.to = day(last);
    }
    const std::int64_t tenths = below(400'000);
    line.price = Rational(tenths, 10);
    const Fraction week = price(line, times({1, 1}, tenths, 10));
    const bool is_one_off = line.unit == money::Frequency::one_off;
    std::vector<std::int64_t> starts{first};
    if (!is_one_off && last > first && below(3) == 0) {
      starts.push_back(first + 1 + below(last - first));
    }
    for (std::size_t i = 0; i < starts.size(); ++i) {
      const std::int64_t to = i + 1 < starts.size() ? starts[i + 1] - 1 : last;
      add_shares(line, week, day(starts[i]), day(to));
      package.pieces.push_back(piece(week, first, last, starts[i], to, is_one_off));
    }
    package.inputs.lines.push_back(std::move(line));
  }

  /// Chooses how often the price falls due; what that is a week (a one-off: once).
  Fraction price(LineInput& line, Fraction price) {
    using money::Frequency;
    constexpr std::array<Frequency, 10> kUnits = {
        Frequency::hourly,      Frequency::daily,   Frequency::per_session, Frequency::weekly, Frequency::fortnightly,
        Frequency::four_weekly, Frequency::monthly, Frequency::quarterly,   Frequency::annual, Frequency::one_off};
    line.unit = kUnits[static_cast<std::size_t>(below(kUnits.size()))];
    const std::int64_t quarters = 1 + below(160);
    line.units_per_week = Rational(quarters, 4);
    switch (*line.unit) {
      case Frequency::hourly:
      case Frequency::daily:
      case Frequency::per_session:
        return times(price, quarters, 4);
      case Frequency::fortnightly:
        return times(price, 1, 2);
      case Frequency::four_weekly:
        return times(price, 1, 4);
      case Frequency::monthly:
        return times(times(price, 12, 1), factor_.under, factor_.over);
      case Frequency::quarterly:
        return times(times(price, 4, 1), factor_.under, factor_.over);
      case Frequency::annual:
        return times(price, factor_.under, factor_.over);
      default:
        return price;
    }
  }

  Piece piece(Fraction week, std::int64_t line_first, std::int64_t line_last, std::int64_t first, std::int64_t last,
              bool is_one_off) const {
    Piece piece;
    piece.first = first;
    piece.last = last;
    piece.is_one_off = is_one_off;
    if (is_one_off) {
      piece.period = week;
      return piece;
    }
    piece.week = week;
    const std::int64_t days = last - first + 1;
    const bool is_whole = line_first == 0 && line_last == kDays - 1;
    const Fraction weeks = is_whole || (line_last - line_first + 1) * factor_.under > 7 * factor_.over
                               ? times(factor_, days, line_last - line_first + 1)
                               : times({1, 1}, days, 7);
    piece.period = times(week, weeks.over, weeks.under);
    return piece;
  }

  void add_shares(LineInput& line, Fraction week, fhir::CivilDate from, fhir::CivilDate to) {
    static const std::vector<std::string> kStreams = {
        "chc",     "s117-nhs",  "s117-council",      "joint-nhs",   "adult-social-care",  "adult-social-care-power",
        "carer",   "education", "grant-short-break", "self-top-up", "third-party-top-up", "childrens-social-care",
        "employer"};
    const auto count = static_cast<std::size_t>(1 + below(4));
    std::vector<std::size_t> chosen(kStreams.size());
    std::iota(chosen.begin(), chosen.end(), std::size_t{0});
    std::ranges::shuffle(chosen, numbers_);
    const std::int64_t kind = below(3);
    std::int64_t left = 100;
    for (std::size_t i = 0; i < count; ++i) {
      ShareInput share;
      share.stream = kStreams[chosen[i]];
      share.from = from;
      share.to = to;
      if (may_be_charged(share.stream) && below(2) == 0) share.is_chargeable = below(2) == 0;
      const bool is_last = i + 1 == count;
      if (kind == 0) {
        const std::int64_t part = is_last ? left : below(left + 1);
        left -= part;
        share.kind = ShareInput::Kind::percent;
        share.value = Rational(part);
      } else if (kind == 1) {
        share.kind = ShareInput::Kind::part;
        share.value = Rational(1, static_cast<std::int64_t>(count));
      } else if (!is_last) {
        share.kind = ShareInput::Kind::fixed;
        share.value = Rational(week.over / week.under / 5);
      }
      line.shares.push_back(std::move(share));
    }
  }

  std::int64_t below(std::int64_t limit) { return static_cast<std::int64_t>(numbers_()) % limit; }
  std::mt19937 numbers_;
  Fraction factor_;
};

/// The first day on which the most pieces run; -1 when none does.
std::int64_t week_of(const std::vector<Piece>& pieces) {
  std::int64_t best = -1;
  std::ptrdiff_t most = 0;
  for (std::int64_t day = 0; day < kDays; ++day) {
    if (std::ranges::none_of(pieces, [&](const Piece& piece) { return piece.first == day; })) continue;
    const auto running = std::ranges::count_if(
        pieces, [&](const Piece& piece) { return !piece.is_one_off && piece.first <= day && day <= piece.last; });
    if (running <= most) continue;
    most = running;
    best = day;
  }
  return best;
}

void expect_adds_up(const Package& package, const Budget& budget) {
  const money::Rounding rounding = package.question.rounding;
  const std::int64_t day = week_of(package.pieces);
  ASSERT_EQ(budget.lines.size(), package.pieces.size());
  Amounts gross;
  for (std::size_t i = 0; i < budget.lines.size(); ++i) {
    const Piece& piece = package.pieces[i];
    const Line& line = budget.lines[i];
    ASSERT_EQ(line.gross.week, rounded(piece.week, rounding)) << line.key;
    ASSERT_EQ(line.gross.period, rounded(piece.period, rounding)) << line.key;
    Amounts parts;
    for (const Part& part : line.parts) {
      ASSERT_GE(part.amounts.week, 0);
      ASSERT_GE(part.amounts.period, 0);
      parts.week += part.amounts.week;
      parts.period += part.amounts.period;
    }
    ASSERT_EQ(parts, line.gross) << line.key;
    if (!piece.is_one_off && piece.first <= day && day <= piece.last) gross.week += line.gross.week;
    gross.period += line.gross.period;
  }
  Amounts streams;
  Amounts contribution;
  for (const Stream& stream : budget.streams) {
    if (!stream.is_top_up) {
      streams.week += stream.gross.week;
      streams.period += stream.gross.period;
    }
    ASSERT_LE(stream.contribution.week, stream.gross.week);
    ASSERT_LE(stream.contribution.period, stream.gross.period);
    contribution.week += stream.contribution.week;
    contribution.period += stream.contribution.period;
  }
  ASSERT_EQ(streams.week + budget.top_up.week, gross.week);
  ASSERT_EQ(streams.period + budget.top_up.period, gross.period);
  ASSERT_EQ(budget.gross, gross);
  ASSERT_EQ(budget.contribution, contribution);
  fhir::Issues issues;
  ASSERT_TRUE(holds(budget, issues)) << found(issues).front();
}

TEST(CalculateLaws, StreamsAndTopUpsAreTheGrossUnderBothRules) {
  Generator generator(kSeed);
  std::size_t lines = 0;
  std::size_t differ = 0;
  std::size_t split = 0;
  std::size_t with_top_up = 0;
  std::size_t with_contribution = 0;
  for (int i = 0; i < kPackages; ++i) {
    Package package = generator.package();
    Pence first = 0;
    for (const auto rounding : {money::Rounding::half_up, money::Rounding::half_even}) {
      package.question.rounding = rounding;
      fhir::Issues issues;
      const auto budget = calculate(package.inputs, no_rates(), package.question, issues);
      ASSERT_TRUE(budget) << "package " << i << " of seed " << kSeed << ": " << found(issues).front();
      expect_adds_up(package, *budget);
      if (HasFatalFailure()) FAIL() << "package " << i << " of seed " << kSeed;
      if (rounding == money::Rounding::half_up) {
        first = budget->gross.period + budget->gross.week;
        lines += budget->lines.size();
        split += package.pieces.size() > package.inputs.lines.size() ? 1U : 0U;
        with_top_up += budget->top_up.period > 0 ? 1U : 0U;
        with_contribution += budget->contribution.period > 0 ? 1U : 0U;
      } else if (first != budget->gross.period + budget->gross.week) {
        ++differ;
      }
    }
  }
  std::cout << kPackages << " packages with " << lines << " lines, " << split << " with a split that changes, "
            << with_top_up << " with top-ups, " << with_contribution
            << " with a contribution: streams + top-ups = gross per line, week and period under both rules. The rules "
               "differ in "
            << differ << ".\n";
  EXPECT_GT(differ, 0U);
  EXPECT_GT(split, 10'000U);
  EXPECT_GT(with_top_up, 10'000U);
  EXPECT_GT(with_contribution, 10'000U);
}

}  // namespace
}  // namespace careway::budget
