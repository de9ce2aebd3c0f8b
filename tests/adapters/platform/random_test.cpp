#include "adapters/platform/random.h"

#include <array>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace careway::platform {
namespace {

TEST(SeededRandom, GivesTheSameBytesForTheSameSeed) {
  SeededRandom first(7);
  SeededRandom second(7);
  SeededRandom other(8);
  const std::string text = first.hex(20);
  EXPECT_EQ(text, second.hex(20));
  EXPECT_NE(text, other.hex(20));
  EXPECT_NE(text, first.hex(20));
}

TEST(Random, UuidHasVersionAndVariant) {
  SeededRandom random(1);
  std::set<std::string> seen;
  for (int i = 0; i < 200; ++i) {
    const std::string uuid = random.uuid();
    ASSERT_EQ(uuid.size(), 36U);
    EXPECT_EQ(uuid[8], '-');
    EXPECT_EQ(uuid[13], '-');
    EXPECT_EQ(uuid[18], '-');
    EXPECT_EQ(uuid[23], '-');
    EXPECT_EQ(uuid[14], '4');
    EXPECT_THAT("89ab", testing::HasSubstr(std::string(1, uuid[19])));
    EXPECT_EQ(uuid.find_first_not_of("0123456789abcdef-"), std::string::npos);
    seen.insert(uuid);
  }
  EXPECT_EQ(seen.size(), 200U);
}

TEST(SystemRandom, FillsOddAndLargeSpansAndDoesNotRepeat) {
  SystemRandom random;
  EXPECT_NE(random.hex(16), random.hex(16));
  EXPECT_EQ(random.hex(3).size(), 6U);
  std::vector<std::uint8_t> large((1 << 20) + 33, 0);
  random.fill(large);
  EXPECT_NE(std::set<std::uint8_t>(large.end() - 33, large.end()).size(), 1U);
}

}  // namespace
}  // namespace careway::platform
