#include "profiles/fhir/date.h"

#include <gtest/gtest.h>

#include <string>

namespace careway::fhir {
namespace {

TEST(PartialDate, KeepsItsPrecision) {
  for (const std::string text : {"2024", "2024-02", "2024-02-29", "0001-01-01", "9999-12-31"}) {
    const auto date = PartialDate::parse(text);
    ASSERT_TRUE(date) << text;
    EXPECT_EQ(date->text(), text);
  }
  EXPECT_EQ(PartialDate::parse("2024-02")->last_day(), (CivilDate{2024, 2, 29}));
  EXPECT_EQ(PartialDate::parse("2023")->last_day(), (CivilDate{2023, 12, 31}));
  EXPECT_EQ(PartialDate::parse("2023")->first_day(), (CivilDate{2023, 1, 1}));
  EXPECT_TRUE(PartialDate::parse("2023-05-01")->is_day());
}

TEST(PartialDate, RefusesWhatIsNoDate) {
  for (const std::string text :
       {"", "24", "2024-2", "2024-13", "2024-00", "2024-02-30", "2023-02-29", "1900-02-29", "0000", "2024/02/01",
        "2024-02-1x", "01/02/2024", "2024-02-29T00:00:00Z", "-024", "2024-+1"}) {
    EXPECT_FALSE(PartialDate::parse(text)) << text;
  }
  EXPECT_TRUE(PartialDate::parse("2000-02-29"));
  EXPECT_FALSE(PartialDate::from_day({2024, 4, 31}));
}

TEST(PartialDate, ComparesByDay) {
  const auto compare = [](const char* a, const char* b) {
    return compare_by_day(*PartialDate::parse(a), *PartialDate::parse(b));
  };
  EXPECT_EQ(compare("2024-01-01", "2024-01-02"), std::partial_ordering::less);
  EXPECT_EQ(compare("2024-03", "2024-02-29"), std::partial_ordering::greater);
  EXPECT_EQ(compare("2024", "2024"), std::partial_ordering::equivalent);
  EXPECT_EQ(compare("2024", "2024-05"), std::partial_ordering::unordered);
  EXPECT_EQ(compare("2023", "2024-05"), std::partial_ordering::less);
}

TEST(CivilDate, CountsDaysBothWays) {
  EXPECT_EQ(days_from_civil({1970, 1, 1}), 0);
  EXPECT_EQ(days_from_civil({2000, 3, 1}), 11'017);
  EXPECT_EQ(days_from_civil({1969, 12, 31}), -1);
  CivilDate expected{1895, 1, 1};
  for (std::int64_t day = days_from_civil(expected); day < 60'000; ++day) {
    ASSERT_EQ(civil_from_days(day), expected);
    ASSERT_EQ(days_from_civil(expected), day);
    if (++expected.day > days_in_month(expected.year, expected.month)) {
      expected.day = 1;
      if (++expected.month > 12) expected = {expected.year + 1, 1, 1};
    }
  }
  EXPECT_EQ(iso_weekday({2024, 2, 29}), 4);
  EXPECT_EQ(iso_weekday({1969, 12, 28}), 7);
}

TEST(DateTime, KeepsItsText) {
  for (const std::string text :
       {"2024", "2024-02", "2024-02-29", "2024-02-29T13:05:00Z", "2024-02-29T13:05:00.250+01:00",
        "2024-02-29T00:00:60-05:30", "2024-02-29T13:05:00-00:00", "2024-02-29T13:05:00.0000000001Z"}) {
    const auto moment = DateTime::parse(text);
    ASSERT_TRUE(moment) << text;
    EXPECT_EQ(moment->text(), text);
  }
}

TEST(DateTime, RefusesWhatIsNoDateTime) {
  for (const std::string text :
       {"2024-02-29T", "2024-02-29T13:05", "2024-02-29T13:05Z", "2024-02-29T13:05:00", "2024-02T13:05:00Z",
        "2024-02-29T24:00:00Z", "2024-02-29T13:60:00Z", "2024-02-29T13:05:61Z", "2024-02-29T13:05:00.Z",
        "2024-02-29T13:05:00z", "2024-02-29T13:05:00+14:01", "2024-02-29T13:05:00+1:00", "2024-02-30T13:05:00Z",
        "2024-02-29 13:05:00Z", "2024-02-29T13:05:00ZZ"}) {
    EXPECT_FALSE(DateTime::parse(text)) << text;
  }
}

TEST(DateTime, ComparesInstants) {
  const auto compare = [](const char* a, const char* b) {
    return compare_moments(*DateTime::parse(a), *DateTime::parse(b));
  };
  EXPECT_EQ(compare("2024-02-29T13:00:00+01:00", "2024-02-29T12:00:00Z"), std::partial_ordering::equivalent);
  EXPECT_EQ(compare("2024-02-29T12:00:00.5Z", "2024-02-29T12:00:00.50Z"), std::partial_ordering::equivalent);
  EXPECT_EQ(compare("2024-02-29T12:00:00.5Z", "2024-02-29T12:00:00Z"), std::partial_ordering::greater);
  EXPECT_EQ(compare("2024-03-01T00:30:00+01:00", "2024-03-01T00:00:00Z"), std::partial_ordering::less);
  EXPECT_EQ(compare("2024-03-01", "2024-03-01T00:00:00Z"), std::partial_ordering::equivalent);
  EXPECT_EQ(*DateTime::parse("1970-01-02T00:00:01+00:00")->unix_seconds(), 86'401);
  EXPECT_FALSE(DateTime::parse("1970")->unix_seconds());
}

}  // namespace
}  // namespace careway::fhir
