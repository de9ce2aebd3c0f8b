// The week of each frequency of a price, ours (exact) beside the Department's (six decimals), with the difference. A
// budget is worked out in ours only.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <iostream>

#include "mappers/budget/fhir_values.h"
#include "tests/mappers/budget/budget_support.h"

namespace careway::budget {
namespace {

struct Row {
  money::Frequency frequency;
  const char* ours;
  const char* departments;
  const char* difference;  ///< of a price of £1,000,000, in pounds a week, exact
  Pence week;              ///< of a line at £1,000,000.00
};

// 14.5 units a week are planned; where the frequency fixes the week it wins over them.
constexpr Row kRows[] = {
    {money::Frequency::hourly, "29/2", "29/2", "0", 1'450'000'000},
    {money::Frequency::daily, "29/2", "29/2", "0", 1'450'000'000},
    {money::Frequency::per_session, "29/2", "29/2", "0", 1'450'000'000},
    {money::Frequency::weekly, "1", "1", "0", 100'000'000},
    {money::Frequency::fortnightly, "1/2", "1/2", "0", 50'000'000},
    {money::Frequency::four_weekly, "1/4", "1/4", "0", 25'000'000},
    {money::Frequency::monthly, "3/13", "230769/1000000", "3/13", 23'076'923},
    {money::Frequency::quarterly, "1/13", "76923/1000000", "1/13", 7'692'308},
    {money::Frequency::annual, "1/52", "19231/1000000", "-3/13", 1'923'077},
};

TEST(FrequencyTable, PrintsBothColumnsAndTheirDifference) {
  constexpr std::int64_t kPounds = 1'000'000;
  std::cout
      << "What falls due in a week, exact (ours) and as the Department counts; difference of GBP 1,000,000 a time\n"
      << fmt::format("{:<12} {:>8} {:>16} {:>12} {:>14}\n", "frequency", "ours", "Department", "difference",
                     "line a week");
  for (const Row& row : kRows) {
    const Rational units(29, 2);
    const auto ours = money::times_per_week(row.frequency, units, Rational(52));
    const auto departments = money::times_per_week_of_department(row.frequency, units);
    ASSERT_TRUE(ours && departments);
    const Rational difference = (*ours - *departments) * Rational(kPounds);
    LineInput line = home_care();
    line.price = Rational(kPounds * 100);
    line.unit = row.frequency;
    Inputs inputs;
    inputs.lines.push_back(std::move(line));
    fhir::Issues issues;
    const auto budget = calculate(inputs, no_rates(), question(), issues);
    ASSERT_TRUE(budget);
    std::cout << fmt::format("{:<12} {:>8} {:>16} {:>12} {:>14}\n", frequency_code(row.frequency), ours->text(),
                             departments->text(), difference.text(), pounds_text(budget->gross.week));
    EXPECT_EQ(ours->text(), row.ours) << frequency_code(row.frequency);
    EXPECT_EQ(departments->text(), row.departments) << frequency_code(row.frequency);
    EXPECT_EQ(difference.text(), row.difference) << frequency_code(row.frequency);
    EXPECT_EQ(budget->gross.week, row.week) << frequency_code(row.frequency);
  }
}

}  // namespace
}  // namespace careway::budget
