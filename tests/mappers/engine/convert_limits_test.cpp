// Limits that a format sets on a value: kept on the way in and on the way home, never by cutting or rounding.
#include "mappers/engine/convert_limits.h"

#include <gtest/gtest.h>

namespace careway::engine {
namespace {

struct Limited {
  ConverterKind converter;
  std::map<std::string, std::string> arguments;
  std::string value;
  std::string code;  ///< empty: within the limits
};

class Limits : public testing::TestWithParam<Limited> {};

TEST_P(Limits, AreKeptBothWays) {
  const Limited& limited = GetParam();
  Plan plan;
  fhir::Document arena;
  const ConvertContext context{&plan, {}, &arena};
  PlanRow row;
  row.converter = limited.converter;
  row.arguments = limited.arguments;
  row.fields.resize(1);
  Texts values;
  const Conversion in = to_fhir(row, {std::string_view(limited.value)}, context, values);
  EXPECT_EQ(in.code, limited.code);
  EXPECT_EQ(in.status, limited.code.empty() ? ConvertStatus::ok : ConvertStatus::invalid);
  Texts record{std::string_view(limited.value)};
  if (limited.converter == ConverterKind::money) record.emplace_back("GBP");
  Texts home;
  const Conversion out = to_partner(row, record, context, home);
  EXPECT_EQ(out.code, limited.code);
  EXPECT_EQ(out.status, limited.code.empty() ? ConvertStatus::ok : ConvertStatus::refused);
}

using enum ConverterKind;
INSTANTIATE_TEST_SUITE_P(
    All, Limits,
    testing::Values(Limited{text, {{"characters", "6"}}, "A12345", ""},
                    Limited{text, {{"characters", "6"}}, "A123456", "value-too-long"},
                    Limited{text, {{"characters", "4"}}, "caf\xC3\xA9", ""},
                    Limited{money, {{"characters", "7"}, {"decimals", "2"}}, "9999.99", ""},
                    Limited{money, {{"characters", "7"}, {"decimals", "2"}}, "12345.67", "value-too-long"},
                    Limited{money, {{"characters", "7"}, {"decimals", "2"}}, "1.005", "number-decimals"},
                    Limited{money, {{"minimum", "0"}}, "0.00", ""},
                    Limited{money, {{"minimum", "0"}}, "-0.01", "number-below-minimum"},
                    Limited{decimal, {{"minimum", "0.01"}, {"refusal", "movement-amount"}}, "0", "movement-amount"},
                    Limited{integer, {{"characters", "3"}}, "999", ""},
                    Limited{integer, {{"characters", "3"}}, "1000", "value-too-long"},
                    Limited{integer, {{"minimum", "10"}, {"refusal", "rate-disclosure"}}, "9", "rate-disclosure"},
                    Limited{integer, {{"minimum", "10"}, {"refusal", "rate-disclosure"}}, "10", ""}));

TEST(Limits, ANumberThatIsNotWholeIsRefusedOnTheWayHomeNotRounded) {
  Plan plan;
  fhir::Document arena;
  const ConvertContext context{&plan, {}, &arena};
  PlanRow row;
  row.converter = ConverterKind::integer;
  row.fields.resize(1);
  Texts home;
  const Conversion out = to_partner(row, {std::string_view("10.5")}, context, home);
  EXPECT_EQ(out.status, ConvertStatus::refused);
  EXPECT_EQ(out.code, "number-not-whole");
}

}  // namespace
}  // namespace careway::engine
