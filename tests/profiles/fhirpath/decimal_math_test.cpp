#include "profiles/fhirpath/decimal_math.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "profiles/fhir/decimal_division.h"

namespace careway::fhirpath {
namespace {

using fhir::Decimal;

Decimal number(const std::string& text) {
  const auto value = Decimal::parse(text);
  EXPECT_TRUE(value) << text;
  return value.value_or(Decimal(0));
}

std::string text(const std::optional<Decimal>& value) {
  return value ? value->text() : "none";
}

TEST(DecimalMath, Divides) {
  const auto quotient = [](const char* a, const char* b) { return text(divide(number(a), number(b))); };
  EXPECT_EQ(quotient("1", "2"), "0.5");
  EXPECT_EQ(quotient("4", "2"), "2");
  EXPECT_EQ(quotient("4.0", "2.0"), "2");
  EXPECT_EQ(quotient("1", "3"), "0.3333333333333333333333333333");
  EXPECT_EQ(quotient("-2", "3"), "-0.6666666666666666666666666667");
  EXPECT_EQ(quotient("1.2", "1.8"), "0.6666666666666666666666666667");
  EXPECT_EQ(quotient("1e30", "7"), "142857142857142857142857142857.14285714");
  EXPECT_EQ(quotient("1", "7e12"), "0.0000000000001428571428571428571428571429");
  EXPECT_EQ(quotient("100", "1"), "100");
  EXPECT_EQ(quotient("0", "7"), "0");
  EXPECT_EQ(quotient("1", "0"), "none");
  EXPECT_EQ(quotient("1e9000", "1e-9000"), "none");
}

TEST(DecimalMath, DividesLongNumbers) {
  // (10^60 - 1)(10^45 + 7) / (10^45 + 7), and one more.
  const Decimal left = number(std::string(60, '9'));
  const Decimal right = number("1" + std::string(43, '0') + "07");
  EXPECT_EQ(text(divide_whole(left * right, right)), std::string(60, '9'));
  EXPECT_EQ(text(remainder(left * right + Decimal(1), right)), "1");
  EXPECT_EQ(text(remainder(left * right - Decimal(1), right)), (right - Decimal(1)).text());
  // Estimates of a place that are too large (Knuth 4.3.1, exercise 21).
  for (const std::string divisor :
       {"500000000999999999000000001", "999999999000000000999999999", "500000000000000000001"}) {
    for (const std::string part :
         {"999999999999999999999999999", "499999999999999999", "1000000000", "500000000499999999"}) {
      const Decimal product = number(divisor) * number(part);
      EXPECT_EQ(text(divide_whole(product, number(divisor))), part);
      EXPECT_EQ(divide_whole(product - Decimal(1), number(divisor)), number(part) - Decimal(1));
    }
  }
}

TEST(DecimalMath, DividesWhole) {
  const auto whole = [](const char* a, const char* b) { return text(divide_whole(number(a), number(b))); };
  const auto rest = [](const char* a, const char* b) { return text(remainder(number(a), number(b))); };
  EXPECT_EQ(whole("5", "2"), "2");
  EXPECT_EQ(whole("-5", "2"), "-2");
  EXPECT_EQ(whole("5.5", "0.7"), "7");
  EXPECT_EQ(whole("5", "0"), "none");
  EXPECT_EQ(rest("5", "2"), "1");
  EXPECT_EQ(rest("-5", "2"), "-1");
  EXPECT_EQ(rest("5", "-2"), "1");
  EXPECT_EQ(rest("5.5", "0.7"), "0.6");
  EXPECT_EQ(rest("2.2", "1.8"), "0.4");
  EXPECT_EQ(rest("5", "0"), "none");
}

TEST(DecimalMath, Rounds) {
  EXPECT_EQ(round(number("3.14159"), 3).text(), "3.142");
  EXPECT_EQ(round(number("1"), 0).text(), "1");
  EXPECT_EQ(round(number("0.5"), 0).text(), "1");
  EXPECT_EQ(round(number("-1.5"), 0).text(), "-2");
  EXPECT_EQ(round(number("99.95"), 1).text(), "100.0");
  EXPECT_EQ(round(number("0.04"), 1).text(), "0.0");
  EXPECT_EQ(floor(number("-1.1")).text(), "-2");
  EXPECT_EQ(floor(number("2.9")).text(), "2");
  EXPECT_EQ(floor(number("-2.0")).text(), "-2");
  EXPECT_EQ(ceiling(number("-1.1")).text(), "-1");
  EXPECT_EQ(ceiling(number("1.1")).text(), "2");
  EXPECT_EQ(ceiling(number("0.00000001")).text(), "1");
  EXPECT_EQ(truncate(number("-1.56")).text(), "-1");
  EXPECT_EQ(truncate(number("1e3")).text(), "1e3");
  EXPECT_EQ(fhir::round_half_away(number("1250"), -2).text(), "13e2");
  EXPECT_EQ(fhir::without_trailing_zeros(number("1e3")).text(), "1000");
  EXPECT_EQ(fhir::without_trailing_zeros(number("16.400")).text(), "16.4");
  EXPECT_EQ(fhir::without_trailing_zeros(number("0.00")).text(), "0");
}

TEST(DecimalMath, TakesRootsExactly) {
  EXPECT_EQ(text(square_root(number("81"))), "9");
  EXPECT_EQ(text(square_root(number("0"))), "0");
  EXPECT_EQ(text(square_root(number("6.25"))), "2.5");
  EXPECT_EQ(text(square_root(number("1e-20"))), "0.0000000001");
  EXPECT_EQ(text(square_root(number("2"))), "1.414213562373095048801688724");
  EXPECT_EQ(text(square_root(number("15241578753238836750495351562536198787501905199875019052100"))),
            "123456789012345678901234567890");
  EXPECT_EQ(text(square_root(number("-1"))), "none");
}

// The digits are those of published tables of e, ln 2, ln 10 and log10 2.
TEST(DecimalMath, KnowsPowersAndLogarithms) {
  EXPECT_EQ(text(exponential(number("0"))), "1");
  EXPECT_EQ(text(exponential(number("1"))), "2.718281828459045235360287471");
  EXPECT_EQ(text(exponential(number("-1"))), "0.3678794411714423215955237702");
  EXPECT_EQ(text(natural_logarithm(number("1"))), "0");
  EXPECT_EQ(text(natural_logarithm(number("2"))), "0.6931471805599453094172321215");
  EXPECT_EQ(text(natural_logarithm(number("10"))), "2.302585092994045684017991455");
  EXPECT_EQ(text(natural_logarithm(number("0.5"))), "-0.6931471805599453094172321215");
  EXPECT_EQ(text(natural_logarithm(number("9.999"))), "2.302485087993712325682657955");
  EXPECT_EQ(text(natural_logarithm(number("1e-300"))), "-690.7755278982137052053974364");
  EXPECT_EQ(text(natural_logarithm(number("0"))), "none");
  EXPECT_EQ(text(natural_logarithm(number("-1"))), "none");
  EXPECT_EQ(text(logarithm(number("16"), number("2"))), "4");
  EXPECT_EQ(text(logarithm(number("1000"), number("10"))), "3");
  EXPECT_EQ(text(logarithm(number("2"), number("10"))), "0.3010299956639811952137388947");
  EXPECT_EQ(text(logarithm(number("2"), number("1"))), "none");
  EXPECT_EQ(text(power(number("2"), number("3"))), "8");
  EXPECT_EQ(text(power(number("2.5"), number("2"))), "6.25");
  EXPECT_EQ(text(power(number("2"), number("-2"))), "0.25");
  EXPECT_EQ(text(power(number("-2"), number("3"))), "-8");
  EXPECT_EQ(text(power(number("4"), number("0.5"))), "2");
  EXPECT_EQ(text(power(number("2"), number("100"))), "1267650600228229401496703205376");
  EXPECT_EQ(text(power(number("-1"), number("0.5"))), "none");
  EXPECT_EQ(text(power(number("0"), number("0"))), "1");
  EXPECT_EQ(text(power(number("0"), number("-1"))), "none");
  EXPECT_EQ(text(power(number("1.0000001"), number("10000000"))), "2.718281692544966271198550226");
}

TEST(DecimalMath, StaysBounded) {
  EXPECT_EQ(text(exponential(number("23001"))), "none");
  EXPECT_EQ(text(power(number("10"), number("1000000000000"))), "none");
  EXPECT_EQ(text(power(number("2"), number("9223372036854775807"))), "none");
  EXPECT_TRUE(exponential(number("22000")));
  EXPECT_TRUE(square_root(number(std::string(9'000, '7'))));
  EXPECT_TRUE(natural_logarithm(number(std::string(9'000, '7'))));
  EXPECT_TRUE(divide(number(std::string(9'000, '7')), number(std::string(4'000, '3'))));
}

TEST(DecimalMath, ComparesToTheLessPrecise) {
  const auto same = [](const char* a, const char* b) { return equivalent(number(a), number(b)); };
  EXPECT_TRUE(same("0.6666666666666666666666666667", "0.67"));
  EXPECT_TRUE(same("1.10", "1.1"));
  EXPECT_TRUE(same("4", "4.04"));
  EXPECT_TRUE(same("1e3", "1000.4"));
  EXPECT_FALSE(same("1.1", "1.2"));
  EXPECT_FALSE(same("0.6666667", "0.6"));
  EXPECT_TRUE(same("0.0", "-0"));
}

// FHIRPath R4 suite, groups LowBoundary and HighBoundary, and what follows from them by symmetry.
TEST(DecimalMath, FindsBoundaries) {
  const auto low = [](const char* value, std::optional<int> digits) {
    return text(low_boundary(number(value), digits));
  };
  const auto high = [](const char* value, std::optional<int> digits) {
    return text(high_boundary(number(value), digits));
  };
  EXPECT_EQ(low("1.587", {}), "1.58650000");
  EXPECT_EQ(low("1.587", 6), "1.586500");
  EXPECT_EQ(low("1.587", 2), "1.58");
  EXPECT_EQ(low("1.587", 0), "1");
  EXPECT_EQ(low("-1.587", {}), "-1.58750000");
  EXPECT_EQ(low("-1.587", -1), "none");
  EXPECT_EQ(low("-1.587", 0), "-2");
  EXPECT_EQ(low("-1.587", 32), "none");
  EXPECT_EQ(low("1", {}), "0.50000000");
  EXPECT_EQ(low("12.500", 4), "12.4995");
  EXPECT_EQ(low("-120", 2), "-120.50");
  EXPECT_EQ(low("0.0034", 1), "0.0");
  EXPECT_EQ(low("-0.0034", 1), "0.0");
  EXPECT_EQ(low("0", {}), "-0.50000000");
  EXPECT_EQ(high("1.587", {}), "1.58750000");
  EXPECT_EQ(high("1.587", 2), "1.59");
  EXPECT_EQ(high("-1.587", 2), "-1.58");
  EXPECT_EQ(high("1", 0), "2");
  EXPECT_EQ(high("12.587", 2), "12.59");
  EXPECT_EQ(high("0.0034", 1), "0.0");
  EXPECT_EQ(high("1.587", 39), "none");
  EXPECT_EQ(high("1", 28), "1.5000000000000000000000000000");
  EXPECT_EQ(high("0", {}), "0.50000000");
}

TEST(DecimalMath, GivesIntegers) {
  EXPECT_EQ(to_integer(number("12")), 12);
  EXPECT_EQ(to_integer(number("-12.00")), -12);
  EXPECT_EQ(to_integer(number("1e3")), 1000);
  EXPECT_EQ(to_integer(number("0e20")), 0);
  EXPECT_EQ(to_integer(number("9223372036854775807")), INT64_MAX);
  EXPECT_EQ(to_integer(number("-9223372036854775808")), INT64_MIN);
  EXPECT_EQ(to_integer(number("9223372036854775808")), std::nullopt);
  EXPECT_EQ(to_integer(number("1.5")), std::nullopt);
  EXPECT_EQ(to_integer(number("1e9000")), std::nullopt);
}

}  // namespace
}  // namespace careway::fhirpath
