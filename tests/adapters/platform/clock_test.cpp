#include "adapters/platform/clock.h"

#include <gtest/gtest.h>

namespace careway::platform {
namespace {

TEST(InstantText, WritesKnownInstants) {
  EXPECT_EQ(instant_text(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(instant_text(1'769'860'800'123'000), "2026-01-31T12:00:00.123Z");
  EXPECT_EQ(instant_text(951'782'400'000'000), "2000-02-29T00:00:00.000Z");
  EXPECT_EQ(instant_text(4'107'542'399'000'000), "2100-02-28T23:59:59.000Z");
}

TEST(InstantText, CutsMicrosecondsInsteadOfRounding) {
  EXPECT_EQ(instant_text(999'999), "1970-01-01T00:00:00.999Z");
  EXPECT_EQ(instant_text(-1), "1969-12-31T23:59:59.999Z");
}

TEST(FakeClock, MovesOnlyWhenTold) {
  FakeClock clock;
  EXPECT_EQ(clock.instant(), "2026-01-31T12:00:00.000Z");
  EXPECT_EQ(clock.instant(), "2026-01-31T12:00:00.000Z");
  clock.advance_microseconds(61'500'000);
  EXPECT_EQ(clock.instant(), "2026-01-31T12:01:01.500Z");
  EXPECT_EQ(clock.monotonic_microseconds(), 61'500'000);
}

TEST(SystemClock, IsPlausibleAndItsMonotonicTimeDoesNotGoBack) {
  const SystemClock clock;
  EXPECT_GT(clock.microseconds(), 1'735'689'600'000'000);  // 2025-01-01
  const std::int64_t first = clock.monotonic_microseconds();
  EXPECT_GE(clock.monotonic_microseconds(), first);
}

}  // namespace
}  // namespace careway::platform
