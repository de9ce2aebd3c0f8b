#include "profiles/fhir/decimal.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace careway::fhir {
namespace {

Decimal d(std::string_view lexeme) {
  const auto value = Decimal::parse(lexeme);
  EXPECT_TRUE(value.has_value()) << lexeme;
  return value.value_or(Decimal());
}

TEST(Decimal, KeepsItsText) {
  for (const std::string lexeme :
       {"16.40", "0", "0.10", "-0.05", "1e3", "123456789012345678901234567890.000", "7", "-12"}) {
    EXPECT_EQ(d(lexeme).text(), lexeme);
  }
  EXPECT_EQ(d("1E-2").text(), "0.01");
  EXPECT_EQ(d("1.50e1").text(), "15.0");
  EXPECT_EQ(d("-0.00").text(), "0.00");
  EXPECT_EQ(Decimal(-42).text(), "-42");
  EXPECT_EQ(Decimal(INT64_MIN).text(), "-9223372036854775808");
}

TEST(Decimal, RefusesWhatIsNoNumber) {
  for (const std::string lexeme :
       {"", "-", "+1", "01", ".5", "5.", "1,000", "1e", "NaN", " 1", "1 ", "1e99999999999", "1e-10001"}) {
    EXPECT_FALSE(Decimal::parse(lexeme)) << lexeme;
  }
  EXPECT_FALSE(Decimal::parse(std::string(10'001, '9')));
  EXPECT_TRUE(Decimal::parse(std::string(10'000, '9')));
  EXPECT_TRUE(Decimal::parse("1e010"));
}

TEST(Decimal, ComparesByValue) {
  EXPECT_EQ(d("16.40"), d("16.4"));
  EXPECT_EQ(d("1e3"), d("1000.00"));
  EXPECT_EQ(d("-0"), d("0.000"));
  EXPECT_LT(d("-1"), d("0"));
  EXPECT_LT(d("-2"), d("-1.99"));
  EXPECT_GT(d("0.1"), d("0.09999999999999999999999999"));
  EXPECT_LT(d("9"), d("10"));
  EXPECT_GT(d("0.5"), d("0"));
  EXPECT_GT(d("0"), d("-0.5"));
  EXPECT_LT(d("1e-10000"), d("1e10000"));
  EXPECT_NE(d("123456789012345678901234567890"), d("123456789012345678901234567891"));
}

TEST(Decimal, CountsExactly) {
  EXPECT_EQ((d("0.1") + d("0.2")).text(), "0.3");
  EXPECT_EQ((d("16.40") + d("3")).text(), "19.40");
  EXPECT_EQ((d("1") - d("1.00")).text(), "0.00");
  EXPECT_EQ((d("1") - d("2.5")).text(), "-1.5");
  EXPECT_EQ((d("-1") - d("-2.5")).text(), "1.5");
  EXPECT_EQ((d("16.40") * d("2.5")).text(), "41.000");
  EXPECT_EQ((d("-3") * d("0")).text(), "0");
  EXPECT_EQ((d("99999999999999999999") + d("1")).text(), "100000000000000000000");
  EXPECT_EQ((d("100000000000000000000") - d("1")).text(), "99999999999999999999");
  EXPECT_EQ((d("99999999999999999999") * d("99999999999999999999")).text(), "9999999999999999999800000000000000000001");
  EXPECT_EQ((d("1e3") + d("0.5")).text(), "1000.5");
}

TEST(Decimal, ChangesScaleOnlyWithoutLoss) {
  EXPECT_EQ(d("16.4").with_scale(2)->text(), "16.40");
  EXPECT_EQ(d("1e3").with_scale(0)->text(), "1000");
  EXPECT_EQ(d("16.400").with_scale(1)->text(), "16.4");
  EXPECT_FALSE(d("16.45").with_scale(1));
  EXPECT_FALSE(d("0.001").with_scale(2));
  EXPECT_EQ(d("0.000").with_scale(1)->text(), "0.0");
}

// Long and short operands take different ways; both must agree with the rules of arithmetic.
TEST(Decimal, FollowsTheRulesOfArithmetic) {
  std::mt19937 random(7);
  const auto any = [&random] {
    std::string lexeme = random() % 2 == 0 ? "-1" : "1";
    for (auto digits = random() % 30; digits > 0; --digits) lexeme += static_cast<char>('0' + random() % 10);
    lexeme += ".";
    for (auto digits = 1 + random() % 20; digits > 0; --digits) lexeme += static_cast<char>('0' + random() % 10);
    return d(lexeme);
  };
  for (int i = 0; i < 2000; ++i) {
    const Decimal a = any();
    const Decimal b = any();
    const Decimal c = any();
    EXPECT_EQ((a + b) - b, a);
    EXPECT_EQ(a + b, b + a);
    EXPECT_EQ(a * (b + c), a * b + a * c);
    EXPECT_EQ(a < b, (a - b).is_negative());
    EXPECT_EQ(d(a.text()).text(), a.text());
  }
}

}  // namespace
}  // namespace careway::fhir
