#include "mappers/money/frequency.h"

#include <gtest/gtest.h>

#include <iostream>

namespace careway::money {
namespace {

constexpr std::int64_t kPricePence = 23'780;

TEST(Frequency, PrintsOursBesideTheDepartments) {
  std::cout << "frequency     ours (52)   the Department   £237.80 a time, a week: ours / theirs in pence, exact\n";
  struct Case {
    Frequency frequency;
    const char* ours;
    const char* theirs;
  };
  const Case cases[] = {{Frequency::weekly, "1", "1"},
                        {Frequency::fortnightly, "1/2", "1/2"},
                        {Frequency::four_weekly, "1/4", "1/4"},
                        {Frequency::monthly, "3/13", "230769/1000000"},
                        {Frequency::quarterly, "1/13", "76923/1000000"},
                        {Frequency::annual, "1/52", "19231/1000000"},
                        {Frequency::hourly, "29/2", "29/2"},
                        {Frequency::daily, "29/2", "29/2"},
                        {Frequency::per_session, "29/2", "29/2"}};
  const Rational units(29, 2);
  for (const Case& one : cases) {
    const auto ours = times_per_week(one.frequency, units, Rational(52));
    const auto theirs = times_per_week_of_department(one.frequency, units);
    ASSERT_TRUE(ours && theirs) << to_text(one.frequency);
    EXPECT_EQ(ours->text(), one.ours) << to_text(one.frequency);
    EXPECT_EQ(theirs->text(), one.theirs) << to_text(one.frequency);
    const Rational price(kPricePence);
    std::cout << to_text(one.frequency) << "  " << ours->text() << "  " << theirs->text() << "  "
              << (price * *ours).text() << " / " << (price * *theirs).text() << "\n";
  }
}

TEST(Frequency, WinsOverThePlannedUnits) {
  EXPECT_EQ(times_per_week(Frequency::weekly, Rational(9), Rational(52))->text(), "1");
  EXPECT_EQ(times_per_week_of_department(Frequency::four_weekly, Rational(9))->text(), "1/4");
}

TEST(Frequency, HasNoWeekWithoutUnitsOrForOneOff) {
  EXPECT_FALSE(times_per_week(Frequency::hourly, std::nullopt, Rational(52)));
  EXPECT_FALSE(times_per_week(Frequency::one_off, Rational(1), Rational(52)));
  EXPECT_FALSE(times_per_week_of_department(Frequency::one_off, Rational(1)));
}

TEST(Frequency, FollowsTheYear) {
  EXPECT_EQ(times_per_week(Frequency::annual, std::nullopt, Rational(365, 7))->text(), "7/365");
}

TEST(Frequency, HasAWordForEach) {
  for (int i = 0; i <= static_cast<int>(Frequency::one_off); ++i) {
    const auto frequency = static_cast<Frequency>(i);
    EXPECT_EQ(frequency_of(to_text(frequency)), frequency);
  }
  EXPECT_FALSE(frequency_of("sometimes"));
}

}  // namespace
}  // namespace careway::money
