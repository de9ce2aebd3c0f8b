// The house rules against the tree as it is. One test per rule; each finding says what to do.

#include <gtest/gtest.h>

#include <ostream>
#include <string>

#include "tests/tidy/rules.h"

namespace careway::tidy {

void PrintTo(const Rule& rule, std::ostream* out) {
  *out << rule.name;
}

namespace {

const Tree& project() {
  static const Tree kTree = read_tree(CAREWAY_SOURCE_DIR);
  return kTree;
}

class Tidy : public testing::TestWithParam<Rule> {};

TEST_P(Tidy, Holds) {
  for (const auto& finding : GetParam().check(project())) {
    ADD_FAILURE_AT(finding.path.c_str(), static_cast<int>(finding.line)) << finding.text;
  }
}

INSTANTIATE_TEST_SUITE_P(House, Tidy, testing::ValuesIn(rules()),
                         [](const testing::TestParamInfo<Rule>& rule) { return std::string(rule.param.name); });

TEST(TidyTree, ReadsTheProject) {
  EXPECT_NE(project().find("CMakeLists.txt"), nullptr);
  EXPECT_NE(project().find("tests/tidy/tidy_test.cpp"), nullptr);
  EXPECT_EQ(project().find("build/CMakeCache.txt"), nullptr);
}

}  // namespace
}  // namespace careway::tidy
