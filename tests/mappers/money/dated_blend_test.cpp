// A package between two days: what changes on a day, whose week it is, how client money is taken.
#include "mappers/money/dated_blend.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mappers/money/blend.h"

namespace careway::money {
namespace {

using testing::ElementsAre;

constexpr fhir::CivilDate kStart{2026, 4, 1};
constexpr fhir::CivilDate kEnd{2027, 3, 31};

Share share(const char* stream, std::int64_t percent, bool is_chargeable = false, bool is_top_up = false) {
  Share share;
  share.stream = stream;
  share.value = Rational(percent);
  share.is_chargeable = is_chargeable;
  share.is_top_up = is_top_up;
  return share;
}

Stretch stretch(const char* name, std::int64_t weekly, std::vector<Share> shares) {
  Stretch stretch;
  stretch.name = name;
  stretch.from = kStart;
  stretch.to = kEnd;
  stretch.weekly = Rational(weekly);
  stretch.weeks = Rational(52);
  stretch.shares = std::move(shares);
  return stretch;
}

DatedRules rules(std::int64_t assessed) {
  DatedRules rules;
  rules.from = kStart;
  rules.to = kEnd;
  rules.weeks = Rational(52);
  rules.assessments.push_back({kStart, kEnd, Rational(assessed)});
  return rules;
}

DatedBlend expect_blend(const std::vector<Stretch>& stretches, const DatedRules& by) {
  fhir::Issues issues;
  auto found = blend_dated(stretches, by, issues);
  EXPECT_TRUE(found) << issues.items().front().code;
  return found ? std::move(*found) : DatedBlend{};
}

TEST(DatedBlend, IsTheUndatedBlendWhereNothingChanges) {
  const std::vector<Share> shares{share("nhs", 30), share("council", 60, true), share("family", 10, false, true)};
  Line line;
  line.name = "care";
  line.weekly = Rational(100'001);
  line.shares = shares;
  Rules undated;
  undated.weeks = Rational(52);
  undated.assessed_weekly = Rational(7'777);
  fhir::Issues issues;
  const auto expected = blend({line}, undated, issues);
  ASSERT_TRUE(expected);
  const DatedBlend found = expect_blend({stretch("care", 100'001, shares)}, rules(7'777));
  EXPECT_EQ(found.streams, expected->streams);
  EXPECT_EQ(found.week.parts, expected->week.parts);
  EXPECT_EQ(found.period.parts, expected->year.parts);
  EXPECT_EQ(found.week.gross, expected->week.gross);
  EXPECT_EQ(found.period.gross, expected->year.gross);
  EXPECT_EQ(found.week.contribution, expected->week.contribution);
  EXPECT_EQ(found.period.contribution, expected->year.contribution);
  EXPECT_EQ(found.period.top_up, expected->year.top_up);
}

TEST(DatedBlend, TellsOfTheFirstWeekInWhichMostRuns) {
  Stretch early = stretch("early", 100, {share("a", 100)});
  early.to = {2026, 5, 1};
  early.weeks = Rational(31, 7);
  Stretch late = stretch("late", 1'000, {share("b", 100)});
  late.from = {2026, 4, 20};
  Stretch once = stretch("once", 0, {share("c", 100)});
  once.one_off = Rational(10'000);
  const DatedBlend found = expect_blend({early, late, once}, rules(0));
  EXPECT_EQ(found.week_day, (fhir::CivilDate{2026, 4, 20}));
  EXPECT_EQ(found.week.gross, 1'100);
  EXPECT_THAT(found.week.stretches, ElementsAre(100, 1'000, 0));
  EXPECT_EQ(found.period.gross, 443 + 52'000 + 10'000);
}

TEST(DatedBlend, TakesContributionsInTheStatedOrder) {
  DatedRules by = rules(5'000);
  by.order = {"second", "first", "nobody"};
  const DatedBlend found =
      expect_blend({stretch("care", 10'000, {share("first", 70, true), share("second", 30, true)})}, by);
  EXPECT_THAT(found.streams, ElementsAre("second", "first"));
  EXPECT_THAT(found.week.contributions, ElementsAre(3'000, 2'000));
  EXPECT_THAT(found.period.contributions, ElementsAre(3'000 * 52, 2'000 * 52));
}

TEST(DatedBlend, FollowsAnAssessmentThatChanges) {
  DatedRules by = rules(1'000);
  by.assessments[0].to = {2026, 9, 30};
  by.assessments.push_back({{2026, 10, 1}, kEnd, Rational(50'000)});
  by.weeks = Rational(365, 7);
  Stretch care = stretch("care", 10'000, {share("council", 100, true)});
  care.weeks = by.weeks;
  const DatedBlend found = expect_blend({care}, by);
  EXPECT_EQ(found.week.contribution, 1'000);
  // 1,000 over 183 days, and all of 10,000 over 182.
  EXPECT_EQ(found.period.contribution, 26'143 + 260'000);
  ASSERT_EQ(found.contribution_phases.size(), 2U);
  EXPECT_EQ(found.contribution_phases[0].week, 1'000);
  EXPECT_EQ(found.contribution_phases[0].to, (fhir::CivilDate{2026, 9, 30}));
  EXPECT_EQ(found.contribution_phases[1].from, (fhir::CivilDate{2026, 10, 1}));
  EXPECT_EQ(found.contribution_phases[1].to, kEnd);
  EXPECT_EQ(found.contribution_phases[1].week, 10'000);
}

TEST(DatedBlend, SaysWhatIsPaidToEachStreamWhileItStaysTheSame) {
  // 3,000 of 5,000 a week come from the first stream, the rest from the second; the line that ends on 30 September
  // changes nothing of that.
  Stretch short_care = stretch("short care", 9'000, {share("nhs", 100)});
  short_care.to = {2026, 9, 30};
  short_care.weeks = Rational(183, 7);
  const DatedBlend found = expect_blend({stretch("care", 3'000, {share("council", 100, true)}),
                                         stretch("meals", 4'000, {share("carer", 100, true)}), short_care},
                                        rules(5'000));
  ASSERT_EQ(found.contribution_phases.size(), 2U);
  for (const DatedContribution& phase : found.contribution_phases) {
    EXPECT_EQ(phase.from, kStart);
    EXPECT_EQ(phase.to, kEnd);
  }
  EXPECT_EQ(found.contribution_phases[0].stream, "council");
  EXPECT_EQ(found.contribution_phases[0].week, 3'000);
  EXPECT_EQ(found.contribution_phases[1].stream, "carer");
  EXPECT_EQ(found.contribution_phases[1].week, 2'000);
}

TEST(DatedBlend, NeverTakesMoreThanAStreamHolds) {
  // Each part is rounded on its own; the contribution may not go above it.
  const DatedBlend found = expect_blend({stretch("a", 1, {share("x", 50, true), share("y", 50, true)}),
                                         stretch("b", 1, {share("x", 50, true), share("y", 50, true)})},
                                        rules(1));
  for (std::size_t i = 0; i < found.streams.size(); ++i) {
    EXPECT_LE(found.week.contributions[i], found.week.streams[i]);
  }
  EXPECT_EQ(found.week.contribution, 1);
}

void expect_refused(const Stretch& wrong, const DatedRules& by, const char* code) {
  fhir::Issues issues;
  EXPECT_FALSE(blend_dated({wrong}, by, issues));
  ASSERT_EQ(issues.items().size(), 1U);
  EXPECT_EQ(issues.items()[0].code, code);
}

TEST(DatedBlend, RefusesWhatCannotBe) {
  expect_refused(stretch("a", 100, {share("x", 90)}), rules(0), "money-shares");
  expect_refused(stretch("a", 100, {}), rules(0), "money-shares");
  expect_refused(stretch("a", -1, {share("x", 100)}), rules(0), "money-negative");
  Stretch outside = stretch("a", 100, {share("x", 100)});
  outside.to = {2027, 4, 1};
  expect_refused(outside, rules(0), "money-days");
  expect_refused(stretch("a", 100, {share("x", 100)}), rules(-1), "money-rules");
  Stretch large = stretch("a", INT64_MAX, {share("x", 100)});
  expect_refused(large, rules(0), "money-too-large");
}

}  // namespace
}  // namespace careway::money
