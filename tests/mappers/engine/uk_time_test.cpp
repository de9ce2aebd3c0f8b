#include "mappers/engine/uk_time.h"

#include <gtest/gtest.h>

namespace careway::engine {
namespace {

struct Clock {
  std::string_view local;
  std::string_view instant;  ///< empty: refused
};

class UkTime : public testing::TestWithParam<Clock> {};

TEST_P(UkTime, ReadsTheWallClock) {
  const auto [local, instant] = GetParam();
  const auto read = uk_local_to_instant(local);
  if (instant.empty()) {
    EXPECT_FALSE(read.has_value());
  } else {
    EXPECT_EQ(read, instant);
    EXPECT_EQ(instant_to_uk_local(*read), local);
  }
}

INSTANTIATE_TEST_SUITE_P(Clocks, UkTime,
                         testing::Values(Clock{"2025-01-15T09:30:00", "2025-01-15T09:30:00+00:00"},
                                         Clock{"2025-07-15T09:30:00", "2025-07-15T09:30:00+01:00"},
                                         // 30 March 2025: 00:59:59 is followed by 02:00:00.
                                         Clock{"2025-03-30T00:59:59", "2025-03-30T00:59:59+00:00"},
                                         Clock{"2025-03-30T01:00:00", ""}, Clock{"2025-03-30T01:59:59", ""},
                                         Clock{"2025-03-30T02:00:00", "2025-03-30T02:00:00+01:00"},
                                         // 26 October 2025: the hour from one to two comes twice and is read as summer.
                                         Clock{"2025-10-26T00:59:59", "2025-10-26T00:59:59+01:00"},
                                         Clock{"2025-10-26T01:30:00", "2025-10-26T01:30:00+01:00"},
                                         Clock{"2025-10-26T02:00:00", "2025-10-26T02:00:00+00:00"},
                                         Clock{"2024-03-31T02:00:00.250", "2024-03-31T02:00:00.250+01:00"},
                                         Clock{"2025-02-29T10:00:00", ""}, Clock{"2025-01-15T24:00:00", ""},
                                         Clock{"2025-01-15 09:30:00", ""}, Clock{"2025-01-15T09:30", ""},
                                         Clock{"", ""}));

TEST(UkTime, ShowsInstantsOfOtherZonesOnTheWallClock) {
  EXPECT_EQ(instant_to_uk_local("2025-07-15T08:30:00Z"), "2025-07-15T09:30:00");
  EXPECT_EQ(instant_to_uk_local("2025-07-15T23:30:00-05:00"), "2025-07-16T05:30:00");
  EXPECT_EQ(instant_to_uk_local("2025-10-26T01:30:00Z"), "2025-10-26T01:30:00");
  EXPECT_EQ(instant_to_uk_local("2025-10-26T00:30:00Z"), "2025-10-26T01:30:00");
  EXPECT_FALSE(instant_to_uk_local("2025-07-15").has_value());
  EXPECT_FALSE(instant_to_uk_local("2025-07-15T08:30:00").has_value());
}

}  // namespace
}  // namespace careway::engine
