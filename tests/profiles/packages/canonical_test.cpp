#include "profiles/packages/canonical.h"

#include <gtest/gtest.h>

#include <vector>

namespace careway::packages {
namespace {

TEST(Canonical, IsTakenApart) {
  EXPECT_EQ(split_canonical("http://a/b|1.2#c").url, "http://a/b");
  EXPECT_EQ(split_canonical("http://a/b|1.2#c").version, "1.2");
  EXPECT_EQ(split_canonical("http://a/b#c|d").url, "http://a/b");
  EXPECT_EQ(split_canonical("http://a/b#c|d").version, "");
}

TEST(Canonical, VersionsAreOrdered) {
  const std::vector<std::string_view> ascending = {"",    "0.9",  "1",          "1.0.0-beta", "1.0.0-rc", "1.0.0",
                                                   "1.2", "1.10", "2.24.0.7.1", "2.24.0.8",   "4.0.1",    "20230101"};
  for (std::size_t a = 0; a < ascending.size(); ++a) {
    for (std::size_t b = 0; b < ascending.size(); ++b)
      EXPECT_EQ(compare_versions(ascending[a], ascending[b]), a < b   ? -1
                                                              : a > b ? 1
                                                                      : 0)
          << ascending[a] << " " << ascending[b];
  }
}

TEST(Canonical, AShorterVersionIsAnsweredByALongerOne) {
  EXPECT_TRUE(version_answers("4.0.1", "4.0"));
  EXPECT_TRUE(version_answers("4.0.1", "4.0.1"));
  EXPECT_FALSE(version_answers("4.0.1", "4.0.10"));
  EXPECT_FALSE(version_answers("4.01", "4.0"));
  EXPECT_FALSE(version_answers("4.0", "4.0.1"));
}

}  // namespace
}  // namespace careway::packages
