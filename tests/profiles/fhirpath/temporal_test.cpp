#include "profiles/fhirpath/temporal.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "profiles/fhirpath/temporal_arithmetic.h"

namespace careway::fhirpath {
namespace {

using Kind = Temporal::Kind;

Temporal literal(const std::string& text) {
  const auto value = Temporal::parse_literal(text);
  EXPECT_TRUE(value) << text;
  return value.value_or(Temporal());
}

std::string text(const std::optional<Temporal>& value) {
  return value ? value->text() : "none";
}

std::string order(const char* a, const char* b, std::optional<int> zone = std::nullopt) {
  const auto answer = Temporal::compare(literal(a), literal(b), zone);
  const auto mirrored = Temporal::compare(literal(b), literal(a), zone);
  EXPECT_EQ(answer.has_value(), mirrored.has_value());
  if (answer) {
    EXPECT_EQ(*answer, -*mirrored);
  }
  return !answer ? "none" : *answer < 0 ? "<" : *answer > 0 ? ">" : "=";
}

TEST(Temporal, ReadsLiterals) {
  for (const std::string text :
       {"2015", "2015-02", "2015-02-04", "2015-02-04T14", "2015-02-04T14:34", "2015-02-04T14:34:28",
        "2015-02-04T14:34:28.123", "2015-02-04T14:34:28Z", "2015-02-04T14:30:00.000+10:00", "2015-02-04T14:34-05:30"}) {
    EXPECT_EQ(literal(text).text(), text);
  }
  EXPECT_EQ(literal("2015").kind(), Kind::date);
  EXPECT_EQ(literal("2015T").kind(), Kind::date_time);
  EXPECT_EQ(literal("2015-02T").text(), "2015-02");
  EXPECT_EQ(literal("T14:34:28.123").text(), "14:34:28.123");
  EXPECT_EQ(literal("T14").kind(), Kind::time);
  EXPECT_EQ(literal("2015-02-04T14:34:28+10:00").zone_minutes(), 600);
  EXPECT_EQ(literal("2015-02-04T14:34:28").zone_minutes(), std::nullopt);
}

TEST(Temporal, RefusesWhatIsNoLiteral) {
  for (const std::string text :
       {"", "T", "15", "2015-13", "2015-02-30", "T24:00", "T14:34:28Z", "T14:34:28+10:00", "T14:60", "T14:34:60",
        "2015-02T14:00", "2015-02-04T14:34:28.", "2015-02-04T14:34:28+15:00", "2015-02-04T14:34:28+10", "2015Z",
        "2015-02-04TZ", "2015-2-4", "0000"}) {
    EXPECT_FALSE(Temporal::parse_literal(text)) << text;
  }
}

TEST(Temporal, ReadsFhirValues) {
  EXPECT_EQ(text(Temporal::parse_fhir(Kind::date, "2015-02")), "2015-02");
  EXPECT_EQ(text(Temporal::parse_fhir(Kind::date_time, "2015-02")), "2015-02");
  EXPECT_EQ(text(Temporal::parse_fhir(Kind::date_time, "2015-02-04T14:34:60Z")), "2015-02-04T14:34:60Z");
  EXPECT_EQ(text(Temporal::parse_fhir(Kind::time, "14:34:28")), "14:34:28");
  EXPECT_EQ(text(Temporal::parse_fhir(Kind::time, "14")), "14");
  EXPECT_EQ(text(Temporal::parse_fhir(Kind::date, "2015-02-04T14:34:28Z")), "none");
  EXPECT_EQ(text(Temporal::parse_fhir(Kind::date_time, "2015T")), "none");
  EXPECT_EQ(text(Temporal::parse_fhir(Kind::time, "T14")), "none");
  EXPECT_EQ(text(Temporal::parse_fhir(Kind::time, "14:34:28Z")), "none");
}

// FHIRPath R4 suite, groups testLiterals, testEquality and the four of comparison.
TEST(Temporal, ComparesWhatIsKnown) {
  EXPECT_EQ(order("2012-04-15", "2012-04-15"), "=");
  EXPECT_EQ(order("2012-04-15", "2012-04-16"), "<");
  EXPECT_EQ(order("2012-04-15", "2012-04-15T10:00:00"), "none");
  EXPECT_EQ(order("2012-04-15", "2012-04-16T10:00:00"), "<");
  EXPECT_EQ(order("2018-03", "2018-03-01"), "none");
  EXPECT_EQ(order("2018-03", "2018-04-01"), "<");
  EXPECT_EQ(order("2018", "2017-12-31"), ">");
  EXPECT_EQ(order("2018-03-01T10:30", "2018-03-01T10:30:00"), "none");
  EXPECT_EQ(order("2018-03-01T10:29", "2018-03-01T10:30:00"), "<");
  EXPECT_EQ(order("2018-03-01T10:30:00", "2018-03-01T10:30:00.0"), "=");
  EXPECT_EQ(order("2012-04-15T15:30:31", "2012-04-15T15:30:31.1"), "<");
  EXPECT_EQ(order("T10:30", "T10:30:00"), "none");
  EXPECT_EQ(order("T10:30:00", "T10:30:00.0"), "=");
  EXPECT_EQ(order("T12:00:00", "T14:00:00"), "<");
  EXPECT_EQ(order("T14", "T14"), "=");
  EXPECT_EQ(order("T14:00:00", "2018-03-01"), "none");
}

TEST(Temporal, ComparesAcrossZones) {
  EXPECT_EQ(order("2012-04-15T15:00:00+02:00", "2012-04-15T16:00:00+03:00"), "=");
  EXPECT_EQ(order("2017-11-05T01:30:00.0-04:00", "2017-11-05T01:15:00.0-05:00"), "<");
  EXPECT_EQ(order("2017-11-05T01:30:00.0-04:00", "2017-11-05T00:30:00.0-05:00"), "=");
  EXPECT_EQ(order("2012-04-15T15:00:00Z", "2012-04-15T10:00:00"), "none");
  EXPECT_EQ(order("2012-04-15T15:00:00Z", "2012-04-15T10:00:00", 0), ">");
  EXPECT_EQ(order("2012-04-15T15:00:00Z", "2012-04-15T16:00:00", 60), "=");
  // A day away from every zone.
  EXPECT_EQ(order("2012-04-15T15:00:00Z", "2012-04-17T10:00:00"), "<");
  EXPECT_EQ(order("2018", "2018-01-01T00:30:00+14:00"), "none");
  EXPECT_EQ(order("2012-04-15T15:00Z", "2012-04-15T16:00+01:00"), "=");
}

TEST(Temporal, EquivalentNeverDoubts) {
  const auto same = [](const char* a, const char* b) {
    return Temporal::equivalent(literal(a), literal(b), std::nullopt);
  };
  EXPECT_TRUE(same("2012-04-15T15:30:31", "2012-04-15T15:30:31.0"));
  EXPECT_FALSE(same("2012-04-15T15:30:31", "2012-04-15T15:30:31.1"));
  EXPECT_FALSE(same("2012-04-15", "2012-04-15T10:00:00"));
  EXPECT_FALSE(same("2012", "2012-04"));
}

std::string moved(const char* from, const char* duration, bool subtract = false) {
  const auto quantity = Quantity::parse(duration);
  EXPECT_TRUE(quantity) << duration;
  const Shifted shifted = shift(literal(from), quantity.value_or(Quantity{}), subtract);
  return shifted.is_wrong_unit ? "wrong unit" : text(shifted.value);
}

// FHIRPath R4 suite, groups testPlus and testMinus; then FHIRPath N1 "Date/Time Arithmetic".
TEST(Temporal, AddsDurations) {
  EXPECT_EQ(moved("1973-12-25", "7 days"), "1974-01-01");
  EXPECT_EQ(moved("1973-12-25T00:00:00.000+10:00", "7 days"), "1974-01-01T00:00:00.000+10:00");
  EXPECT_EQ(moved("1973-12-25T00:00:00.000+10:00", "1 second"), "1973-12-25T00:00:01.000+10:00");
  EXPECT_EQ(moved("1973-12-25T00:00:00.000+10:00", "10 'ms'"), "1973-12-25T00:00:00.010+10:00");
  EXPECT_EQ(moved("1973-12-25T00:00:00.000+10:00", "0.1 's'"), "1973-12-25T00:00:00.000+10:00");
  EXPECT_EQ(moved("1973-12-25T00:00:00.000+10:00", "1 minute"), "1973-12-25T00:01:00.000+10:00");
  EXPECT_EQ(moved("1973-12-25T00:00:00.000+10:00", "1 hour"), "1973-12-25T01:00:00.000+10:00");
  EXPECT_EQ(moved("1973-12-25", "1 year"), "1974-12-25");
  EXPECT_EQ(moved("1973-12-25", "1 'mo'"), "wrong unit");
  EXPECT_EQ(moved("1973-12-25", "1 'a'"), "wrong unit");
  EXPECT_EQ(moved("1974-12-25", "1 'month'", true), "1974-11-25");
  EXPECT_EQ(moved("1974-12-25", "1 'cm'", true), "wrong unit");
  EXPECT_EQ(moved("2023-01-31", "1 month"), "2023-02-28");
  EXPECT_EQ(moved("2024-02-29", "1 year"), "2025-02-28");
  EXPECT_EQ(moved("2024-03-31", "1 month", true), "2024-02-29");
  EXPECT_EQ(moved("2024-01-01", "2.9 days"), "2024-01-03");
  EXPECT_EQ(moved("2024-01-01T00:00:00", "1 'wk'", true), "2023-12-25T00:00:00");
  EXPECT_EQ(moved("2024-01-01T00:00:00Z", "1 millisecond", true), "2023-12-31T23:59:59.999Z");
}

TEST(Temporal, AddsToPartialValues) {
  EXPECT_EQ(moved("2014", "24 months"), "2016");
  EXPECT_EQ(moved("2014", "23 months"), "2015");
  EXPECT_EQ(moved("2014", "365 days"), "2015");
  EXPECT_EQ(moved("2014", "364 days"), "2014");
  EXPECT_EQ(moved("2014-02", "31 days"), "2014-03");
  EXPECT_EQ(moved("2014-02-03", "25 hours"), "2014-02-04");
  EXPECT_EQ(moved("2014-02-03T10", "90 minutes"), "2014-02-03T11");
  EXPECT_EQ(moved("T23:30", "90 minutes"), "01:00");
  EXPECT_EQ(moved("T01:00:00", "2 hours", true), "23:00:00");
  EXPECT_EQ(moved("T01:00", "1 day"), "wrong unit");
}

TEST(Temporal, StaysInTheCalendar) {
  EXPECT_EQ(moved("9999-12-31", "1 day"), "none");
  EXPECT_EQ(moved("0001-01-01", "1 day", true), "none");
  EXPECT_EQ(moved("0001-01-02", "1 day", true), "0001-01-01");
  EXPECT_EQ(moved("9999-12-30", "1 day"), "9999-12-31");
  EXPECT_EQ(moved("2014", "8000 years"), "none");
  EXPECT_EQ(moved("2014", "2014 years", true), "none");
  EXPECT_EQ(moved("2014-01-01", "99999999999999999 years"), "none");
  EXPECT_EQ(moved("2014-01-01", "999999999999999999999999 seconds"), "none");
}

// FHIRPath R4 suite, groups LowBoundary, HighBoundary and Precision.
TEST(Temporal, FindsBoundaries) {
  const auto low = [](const char* value, std::optional<int> digits) {
    return text(literal(value).low_boundary(digits));
  };
  const auto high = [](const char* value, std::optional<int> digits) {
    return text(literal(value).high_boundary(digits));
  };
  EXPECT_EQ(low("2014", 6), "2014-01");
  EXPECT_EQ(high("2014", 6), "2014-12");
  EXPECT_EQ(high("2014-02", {}), "2014-02-28");
  EXPECT_EQ(low("2014-01-01T08:05+08:00", 17), "2014-01-01T08:05:00.000+08:00");
  EXPECT_EQ(low("2014-01-01T08", 8), "2014-01-01");
  EXPECT_EQ(high("2014-01-01T08", 17), "2014-01-01T08:00:59.999-12:00");
  EXPECT_EQ(low("2014-01-01T08", 17), "2014-01-01T08:00:00.000+14:00");
  EXPECT_EQ(high("2014T", {}), "2014-12-31T23:59:59.999-12:00");
  EXPECT_EQ(high("2014-01-01T08:05:03Z", {}), "2014-01-01T08:05:03.999Z");
  EXPECT_EQ(high("2014-01-01T08:05:03.5Z", {}), "2014-01-01T08:05:03.599Z");
  EXPECT_EQ(high("2014-01-01T08:05:03.250Z", {}), "2014-01-01T08:05:03.250Z");
  EXPECT_EQ(low("2014-01-01T08:05:03.5Z", {}), "2014-01-01T08:05:03.500Z");
  EXPECT_EQ(low("T10:30", 9), "10:30:00.000");
  EXPECT_EQ(high("T10:30", 9), "10:30:59.999");
  EXPECT_EQ(high("T10", 4), "10:59");
  EXPECT_EQ(low("2014-05-06", 4), "2014");
  EXPECT_EQ(low("2014", 5), "none");
  EXPECT_EQ(low("2014", 17), "none");
  EXPECT_EQ(low("T10", 17), "none");
  EXPECT_EQ(order("2014-12", "2015"), "<");
}

TEST(Temporal, CountsDigits) {
  EXPECT_EQ(literal("2014").digits(), 4);
  EXPECT_EQ(literal("2014-01-05").digits(), 8);
  EXPECT_EQ(literal("2014-01-05T10:30:00.000").digits(), 17);
  EXPECT_EQ(literal("T10:30").digits(), 4);
  EXPECT_EQ(literal("T10:30:00.000").digits(), 9);
}

TEST(Temporal, ChangesKind) {
  EXPECT_EQ(literal("2014-01-05T10:30:00Z").as_date().text(), "2014-01-05");
  EXPECT_EQ(literal("2014").as_date_time().kind(), Kind::date_time);
  EXPECT_EQ(Temporal::equal(literal("2014-01-05T10:30:00Z").as_date(), literal("2014-01-05"), std::nullopt), true);
}

}  // namespace
}  // namespace careway::fhirpath
