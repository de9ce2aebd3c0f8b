// Laws of a blended package, over generated ones: gross from lines equals streams plus top-ups, at each level, under
// both rounding rules; and what must be refused is refused.
#include <gtest/gtest.h>

#include <iostream>
#include <random>

#include "mappers/money/blend.h"

namespace careway::money {
namespace {

constexpr int kPackages = 100'000;
constexpr unsigned kSeed = 20'260'406;

class Generator {
 public:
  explicit Generator(unsigned seed) : numbers_(seed) {}

  std::vector<Line> package() {
    std::vector<Line> lines(1 + below(8));
    for (std::size_t i = 0; i < lines.size(); ++i) {
      Line& line = lines[i];
      line.name = "line " + std::to_string(i);
      if (below(8) == 0) {
        line.one_off = Rational(static_cast<std::int64_t>(below(100'000)));
      } else {
        line.weekly = Rational(static_cast<std::int64_t>(below(500'000)), 1 + static_cast<std::int64_t>(below(40)));
        if (below(4) == 0) line.weeks = Rational(static_cast<std::int64_t>(below(53)));
      }
      line.shares = shares(line);
    }
    return lines;
  }

  Rules rules(Rounding rounding) {
    Rules rules;
    rules.weeks = below(2) == 0 ? Rational(52) : Rational(365, 7);
    rules.rounding = rounding;
    rules.assessed_weekly = Rational(static_cast<std::int64_t>(below(60'000)), 1 + static_cast<std::int64_t>(below(3)));
    return rules;
  }

 private:
  std::vector<Share> shares(const Line& line) {
    std::vector<Share> shares(1 + below(4));
    const auto kind = below(3);
    std::int64_t left = 100;
    for (std::size_t i = 0; i < shares.size(); ++i) {
      Share& share = shares[i];
      const bool is_last = i + 1 == shares.size();
      share.stream = "stream " + std::to_string(below(6));
      share.is_chargeable = below(2) == 0;
      share.is_top_up = below(10) == 0;
      if (kind == 0) {
        const auto percent = is_last ? left : static_cast<std::int64_t>(below(static_cast<unsigned>(left) + 1));
        left -= percent;
        share.value = Rational(percent);
      } else if (kind == 1) {
        share.kind = Share::Kind::part;
        share.value = Rational(1, static_cast<std::int64_t>(shares.size()));
      } else if (is_last) {
        share.kind = Share::Kind::rest;
      } else {
        share.kind = Share::Kind::fixed;
        share.value = line.weekly * Rational(1, 7);
      }
    }
    return shares;
  }

  unsigned below(unsigned limit) { return static_cast<unsigned>(numbers_()) % limit; }
  std::mt19937 numbers_;
};

void expect_level(const Level& level, const std::vector<Line>& lines) {
  Pence by_line = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    Pence by_part = 0;
    for (const Pence part : level.parts[i]) {
      ASSERT_GE(part, 0);
      by_part += part;
    }
    ASSERT_EQ(by_part, level.lines[i]) << lines[i].name;
    by_line += level.lines[i];
  }
  Pence by_stream = level.top_up;
  for (const Pence stream : level.streams) by_stream += stream;
  ASSERT_EQ(by_line, level.gross);
  ASSERT_EQ(by_stream, level.gross);
  Pence chargeable = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (std::size_t s = 0; s < lines[i].shares.size(); ++s) {
      if (lines[i].shares[s].is_chargeable && !lines[i].shares[s].is_top_up) chargeable += level.parts[i][s];
    }
  }
  ASSERT_GE(level.contribution, 0);
  ASSERT_LE(level.contribution, chargeable);
}

TEST(BlendLaws, StreamsAndTopUpsAreTheGrossAtEachLevelUnderBothRules) {
  Generator generator(kSeed);
  std::size_t differ = 0;
  for (int i = 0; i < kPackages; ++i) {
    const auto lines = generator.package();
    Rules rules = generator.rules(Rounding::half_up);
    fhir::Issues issues;
    const auto up = blend(lines, rules, issues);
    rules.rounding = Rounding::half_even;
    const auto even = blend(lines, rules, issues);
    ASSERT_TRUE(up && even) << "package " << i << " of seed " << kSeed;
    for (const auto& found : {*up, *even}) {
      expect_level(found.week, lines);
      expect_level(found.year, lines);
      if (HasFatalFailure()) FAIL() << "package " << i << " of seed " << kSeed;
    }
    if (up->week.gross != even->week.gross) ++differ;
  }
  std::cout << kPackages
            << " packages, both rounding rules, week and year: streams + top-ups = gross. The rules differ in "
            << differ << " of them.\n";
  EXPECT_GT(differ, 0U);
}

Line simple(std::vector<Share> shares) {
  Line line;
  line.name = "care";
  line.weekly = Rational(10'000);
  line.shares = std::move(shares);
  return line;
}

Share percent(int value, bool is_chargeable = false) {
  Share share;
  share.stream = "s" + std::to_string(value);
  share.value = Rational(value);
  share.is_chargeable = is_chargeable;
  return share;
}

void expect_refused(const Line& line, const char* code) {
  Rules rules;
  rules.weeks = Rational(52);
  fhir::Issues issues;
  EXPECT_FALSE(blend({line}, rules, issues));
  ASSERT_EQ(issues.items().size(), 1U);
  EXPECT_EQ(issues.items().front().code, code);
  EXPECT_EQ(issues.items().front().path, line.name);
}

TEST(Blend, RefusesSharesThatDoNotMakeTheLine) {
  expect_refused(simple({percent(60), percent(30)}), "money-shares");
  expect_refused(simple({percent(60), percent(50)}), "money-shares");
  expect_refused(simple({}), "money-shares");
  Share fixed = percent(10'001);
  fixed.kind = Share::Kind::fixed;
  Share rest = percent(0);
  rest.kind = Share::Kind::rest;
  expect_refused(simple({fixed, rest}), "money-shares");
  expect_refused(simple({rest, rest}), "money-shares");
}

TEST(Blend, RefusesNegativeLinesAndImpossibleWeeks) {
  Line negative = simple({percent(100)});
  negative.weekly = Rational(-1);
  expect_refused(negative, "money-negative");
  Line late = simple({percent(100)});
  late.weeks = Rational(53);
  expect_refused(late, "money-weeks");
  Line both = simple({percent(100)});
  both.one_off = Rational(1);
  expect_refused(both, "money-line");
}

TEST(Blend, NeverChargesWhatIsFree) {
  Rules rules;
  rules.weeks = Rational(52);
  rules.assessed_weekly = Rational(1'000'000);
  fhir::Issues issues;
  const auto found = blend({simple({percent(60), percent(40, true)})}, rules, issues);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->week.contribution, 4'000);
  EXPECT_EQ(found->year.contribution, 208'000);
}

}  // namespace
}  // namespace careway::money
