#include "mappers/money/rational.h"

#include <gtest/gtest.h>

namespace careway::money {
namespace {

TEST(Rational, KeepsFractionsExactly) {
  EXPECT_EQ((Rational(1, 3) + Rational(1, 3) + Rational(1, 3)).text(), "1");
  EXPECT_EQ(Rational::parse("365/7")->text(), "365/7");
  EXPECT_EQ(Rational::parse("16.40")->text(), "82/5");
  EXPECT_EQ(Rational::parse("-0.5")->text(), "-1/2");
  EXPECT_EQ((Rational::parse("1e30").value() / Rational::parse("1e30").value()).text(), "1");
}

TEST(Rational, RefusesWhatIsNoNumber) {
  for (const char* text : {"", "/", "1/", "/7", "1/0", "1/0.0", "one", "1/2/3", "1e99999999"}) {
    EXPECT_FALSE(Rational::parse(text)) << text;
  }
}

TEST(Rational, RoundsHalvesByTheNamedRule) {
  struct Case {
    const char* value;
    std::int64_t half_up;
    std::int64_t half_even;
  };
  for (const Case& one :
       {Case{"2.5", 3, 2}, Case{"3.5", 4, 4}, Case{"-2.5", -3, -2}, Case{"-3.5", -4, -4}, Case{"2.4999", 2, 2},
        Case{"2.5001", 3, 3}, Case{"0.5", 1, 0}, Case{"-0.5", -1, 0}, Case{"-2.6", -3, -3}, Case{"7", 7, 7}}) {
    const Rational value = *Rational::parse(one.value);
    EXPECT_EQ(round_to_whole(value, Rounding::half_up), one.half_up) << one.value;
    EXPECT_EQ(round_to_whole(value, Rounding::half_even), one.half_even) << one.value;
  }
}

TEST(Rational, SaysWhenAWholeIsTooLarge) {
  EXPECT_FALSE(round_to_whole(*Rational::parse("1e19"), Rounding::half_up));
  EXPECT_FALSE(round_to_whole(*Rational::parse("9223372036854775807.5"), Rounding::half_up));
  EXPECT_EQ(round_to_whole(*Rational::parse("-9223372036854775808"), Rounding::half_up), INT64_MIN);
}

}  // namespace
}  // namespace careway::money
