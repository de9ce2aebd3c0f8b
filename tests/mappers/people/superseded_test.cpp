#include "mappers/people/superseded.h"

#include <gmock/gmock.h>

namespace careway::people {
namespace {

using testing::ElementsAre;
using testing::Pair;
using testing::UnorderedElementsAre;

constexpr std::string_view kA = "9990000018";
constexpr std::string_view kB = "9990000026";
constexpr std::string_view kC = "9990000034";
constexpr std::string_view kD = "9990000042";

TEST(Superseded, ChainsAreFollowedToTheirEnd) {
  Superseded table;
  EXPECT_EQ(table.add(kA, kB), Superseded::Added::added);
  EXPECT_EQ(table.add(kB, kC), Superseded::Added::added);
  EXPECT_EQ(table.add(kD, kC), Superseded::Added::added);
  EXPECT_EQ(table.current(kA), kC);
  EXPECT_EQ(table.current(kD), kC);
  EXPECT_EQ(table.current(kC), kC);
  EXPECT_THAT(table.all_of(kA), UnorderedElementsAre(kA, kB, kC, kD));
  EXPECT_THAT(table.rows_of(kB), UnorderedElementsAre(Pair(kA, kB), Pair(kB, kC), Pair(kD, kC)));
}

TEST(Superseded, WhatNobodySupersededIsItself) {
  const Superseded table;
  EXPECT_TRUE(table.empty());
  EXPECT_EQ(table.current(kA), kA);
  EXPECT_THAT(table.all_of(kA), ElementsAre(kA));
}

TEST(Superseded, CyclesDisputesAndBadNumbersAreRefused) {
  Superseded table;
  table.add(kA, kB);
  table.add(kB, kC);
  EXPECT_EQ(table.add(kC, kA), Superseded::Added::cycle);
  EXPECT_EQ(table.add(kA, kD), Superseded::Added::disputed);
  EXPECT_EQ(table.add(kA, kB), Superseded::Added::known);
  EXPECT_EQ(table.add(kA, kA), Superseded::Added::invalid);
  EXPECT_EQ(table.add("9990000019", kA), Superseded::Added::invalid);
  EXPECT_EQ(table.add(kD, "9999999999"), Superseded::Added::invalid);
  EXPECT_EQ(table.current(kC), kC);
  EXPECT_EQ(table.current(kD), kD);
}

}  // namespace
}  // namespace careway::people
