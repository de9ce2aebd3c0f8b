#include "mappers/money/allocate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace careway::money {
namespace {

using testing::ElementsAre;

TEST(Allocate, GivesLeftPenniesToTheLargestCutOffPart) {
  const std::vector<Rational> parts{*Rational::parse("30000.3"), *Rational::parse("30000.3"),
                                    *Rational::parse("40000.4")};
  EXPECT_THAT(*allocate(100'001, parts), ElementsAre(30'000, 30'000, 40'001));
}

TEST(Allocate, GivesEqualPartsInTheStatedOrder) {
  const std::vector<Rational> thirds(3, Rational(10'000, 3));
  EXPECT_THAT(*allocate(10'000, thirds), ElementsAre(3'334, 3'333, 3'333));
}

TEST(Allocate, FollowsTheRoundingOfTheWhole) {
  const std::vector<Rational> halves(2, Rational(1, 4));
  EXPECT_THAT(*allocate(1, halves), ElementsAre(1, 0));
  EXPECT_THAT(*allocate(0, halves), ElementsAre(0, 0));
}

TEST(Allocate, RefusesPartsThatAreNotTheWhole) {
  EXPECT_FALSE(allocate(100, std::vector<Rational>{Rational(40), Rational(50)}));
  EXPECT_FALSE(allocate(100, std::vector<Rational>{Rational(110), Rational(-10)}));
  EXPECT_FALSE(allocate(1, std::vector<Rational>{}));
  EXPECT_THAT(*allocate(0, std::vector<Rational>{}), ElementsAre());
}

}  // namespace
}  // namespace careway::money
