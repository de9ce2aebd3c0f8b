#include "profiles/fhirpath/quantity.h"

#include <gtest/gtest.h>

#include <string>

namespace careway::fhirpath {
namespace {

Quantity quantity(const std::string& text) {
  const auto value = Quantity::parse(text);
  EXPECT_TRUE(value) << text;
  return value.value_or(Quantity{});
}

std::string text(const std::optional<Quantity>& value) {
  return value ? value->text() : "none";
}

std::string equal(const char* a, const char* b) {
  const auto answer = Quantity::equal(quantity(a), quantity(b));
  return !answer ? "none" : *answer ? "true" : "false";
}

bool equivalent(const char* a, const char* b) {
  return Quantity::equivalent(quantity(a), quantity(b));
}

TEST(Quantity, IsReadAndWritten) {
  EXPECT_EQ(quantity("5 'mg'").text(), "5 'mg'");
  EXPECT_EQ(quantity("1.50 'mg'").text(), "1.50 'mg'");
  EXPECT_EQ(quantity("1").text(), "1 '1'");
  EXPECT_EQ(quantity("1 week").text(), "1 week");
  EXPECT_EQ(quantity("4 days").text(), "4 days");
  EXPECT_EQ(quantity("4 day").text(), "4 days");
  EXPECT_EQ(quantity("-1.5years").text(), "-1.5 years");
  EXPECT_EQ(quantity("+007 'kg'").text(), "7 'kg'");
  EXPECT_EQ(quantity("1 'wk'").text(), "1 'wk'");
  EXPECT_EQ(quantity("1 '[arb'U]'").text(), "1 '[arb'U]'");
  EXPECT_TRUE(quantity("1 week").is_calendar);
  EXPECT_FALSE(quantity("1 'week'").is_calendar);
  for (const std::string wrong :
       {"", "a", "1.a", "1 wk", "1.", ".5", "1 'mg", "1 ''", "1 mg", "- 1", "1 'a'b'", "1e3"}) {
    EXPECT_FALSE(Quantity::parse(wrong)) << wrong;
  }
}

// FHIRPath R4 suite, groups testQuantity and testTypes.
TEST(Quantity, IsEqualAcrossUnits) {
  EXPECT_EQ(equal("4.0000 'g'", "4000.0 'mg'"), "true");
  EXPECT_EQ(equal("7 days", "1 week"), "true");
  EXPECT_EQ(equal("7 days", "1 'wk'"), "true");
  EXPECT_EQ(equal("1 day", "1 'd'"), "true");
  EXPECT_EQ(equal("1 second", "1 's'"), "true");
  EXPECT_EQ(equal("1 'mo'", "1 month"), "none");
  EXPECT_EQ(equal("1 'a'", "1 year"), "none");
  EXPECT_EQ(equal("12 months", "1 year"), "true");
  EXPECT_EQ(equal("365 days", "1 year"), "true");
  EXPECT_EQ(equal("30 days", "1 month"), "true");
  EXPECT_EQ(equal("1 'cm'", "1 's'"), "none");
  EXPECT_EQ(equal("1 'foo'", "1 'foo'"), "true");
  EXPECT_EQ(equal("1 'foo'", "1 'bar'"), "none");
  EXPECT_EQ(equal("98.6 '[degF]'", "37 'Cel'"), "true");
  EXPECT_EQ(equal("1 'kg'", "2.204622621848775807229738013 '[lb_av]'"), "false");
  EXPECT_EQ(equal("1", "100 '%'"), "true");
}

TEST(Quantity, IsEquivalentAfterRounding) {
  EXPECT_TRUE(equivalent("4 'g'", "4000 'mg'"));
  EXPECT_TRUE(equivalent("4 'g'", "4040 'mg'"));
  EXPECT_TRUE(equivalent("4040 'mg'", "4 'g'"));
  EXPECT_FALSE(equivalent("4 'g'", "4640 'mg'"));
  EXPECT_TRUE(equivalent("1.0", "1"));
  EXPECT_TRUE(equivalent("1 year", "1 'a'"));
  EXPECT_TRUE(equivalent("1 'mo'", "1 month"));
  EXPECT_TRUE(equivalent("12 months", "1 year"));
  EXPECT_FALSE(equivalent("185 '[lb_av]'", "185 'kg'"));
  EXPECT_FALSE(equivalent("1 'cm'", "1 's'"));
}

TEST(Quantity, Compares) {
  EXPECT_EQ(Quantity::compare(quantity("6 days"), quantity("1 week")), -1);
  EXPECT_EQ(Quantity::compare(quantity("8 days"), quantity("1 week")), 1);
  EXPECT_EQ(Quantity::compare(quantity("1 'm'"), quantity("100 'cm'")), 0);
  EXPECT_EQ(Quantity::compare(quantity("1 year"), quantity("2 'a'")), std::nullopt);
  EXPECT_EQ(Quantity::compare(quantity("-50 'Cel'"), quantity("-50 '[degF]'")), -1);
  EXPECT_TRUE(Quantity::comparable(quantity("1 'cm'"), quantity("1 '[in_i]'")));
  EXPECT_FALSE(Quantity::comparable(quantity("1 'cm'"), quantity("1 's'")));
}

TEST(Quantity, Reckons) {
  const auto sum = [](const char* a, const char* b) { return text(Quantity::add(quantity(a), quantity(b), false)); };
  EXPECT_EQ(sum("1 'm'", "1 'cm'"), "101 'cm'");
  EXPECT_EQ(sum("1 'cm'", "1 'm'"), "101 'cm'");
  EXPECT_EQ(sum("1.50 'mg'", "1.50 'mg'"), "3.00 'mg'");
  EXPECT_EQ(sum("1 year", "1 month"), "13 months");
  EXPECT_EQ(sum("1 week", "1 'd'"), "8 'd'");
  EXPECT_EQ(sum("1 'cm'", "1 's'"), "none");
  EXPECT_EQ(sum("37 'Cel'", "0.5 'Cel'"), "37.5 'Cel'");
  EXPECT_EQ(sum("37 'Cel'", "1 '[degF]'"), "none");
  EXPECT_EQ(sum("1 year", "1 'a'"), "none");
  EXPECT_EQ(text(Quantity::add(quantity("1 'g'"), quantity("1 'mg'"), true)), "999 'mg'");
}

TEST(Quantity, MultipliesUnits) {
  const auto product = [](const char* a, const char* b) { return Quantity::multiply(quantity(a), quantity(b)); };
  const auto quotient = [](const char* a, const char* b) { return Quantity::divide(quantity(a), quantity(b)); };
  ASSERT_TRUE(product("2.0 'cm'", "2.0 'm'"));
  EXPECT_EQ(Quantity::equal(*product("2.0 'cm'", "2.0 'm'"), quantity("0.040 'm2'")), true);
  EXPECT_EQ(Quantity::equal(*quotient("4.0 'g'", "2.0 'm'"), quantity("2 'g/m'")), true);
  EXPECT_EQ(text(quotient("1.0 'm'", "1.0 'm'")), "1 '1'");
  EXPECT_EQ(text(product("2", "3 years")), "6 years");
  EXPECT_EQ(text(product("3 'mg'", "2")), "6 'mg'");
  EXPECT_EQ(text(quotient("3", "2 's'")), "1.5 '/s'");
  EXPECT_EQ(text(quotient("8 'mg/mL'", "2 'g/L'")), "4 'mg/mL/(g/L)'");
  EXPECT_EQ(text(quotient("1 year", "1 month")), "12 '1'");
  EXPECT_EQ(text(quotient("1 'm'", "0 's'")), "none");
  EXPECT_EQ(text(product("2 years", "2 'm'")), "none");
  EXPECT_EQ(text(product("2 'Cel'", "2 'm'")), "none");
  EXPECT_EQ(text(product("2 'Cel'", "2")), "none");
  EXPECT_EQ(text(product("2 'foo'", "2")), "4 'foo'");
  EXPECT_EQ(text(quotient("20 '[degF]'", "2")), "none");
  EXPECT_EQ(text(product("2 'foo'", "2 'm'")), "none");
  // Whatever comes out is a unit again.
  const auto frequency = quotient("3", "2 's'");
  ASSERT_TRUE(frequency);
  const auto again = Quantity::multiply(quantity("2 'm'"), *frequency);
  ASSERT_TRUE(again);
  EXPECT_EQ(Quantity::equal(*again, quantity("3 'm/s'")), true);
}

TEST(Quantity, Converts) {
  EXPECT_EQ(text(quantity("1 week").convert("d")), "7 'd'");
  EXPECT_EQ(text(quantity("1 'wk'").convert("days")), "7 days");
  EXPECT_EQ(text(quantity("1 year").convert("month")), "12 months");
  EXPECT_EQ(text(quantity("1 'a'").convert("years")), "none");
  EXPECT_EQ(text(quantity("5 'g'").convert("mg")), "5000 'mg'");
  EXPECT_EQ(text(quantity("5 'g'").convert("cm")), "none");
}

}  // namespace
}  // namespace careway::fhirpath
