#include "mappers/engine/convert.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace careway::engine {
namespace {

/// One reading: what the partner writes, what FHIR then says, and what goes home from it.
struct Reading {
  ConverterKind converter;
  std::vector<std::string> partner;  ///< "-" is no leaf
  std::vector<std::string> fhir;     ///< "-" is absent
  std::vector<std::string> home;
  ConvertStatus status = ConvertStatus::ok;
  std::string code = {};
};

Texts texts_of(const std::vector<std::string>& texts) {
  Texts out;
  for (const std::string& text : texts) {
    out.push_back(text == "-" ? std::nullopt : std::optional<std::string_view>(text));
  }
  return out;
}

std::vector<std::string> strings_of(const Texts& texts) {
  std::vector<std::string> out;
  for (const auto& text : texts) out.emplace_back(text.value_or("-"));
  return out;
}

class Convert : public testing::TestWithParam<Reading> {};

TEST_P(Convert, ReadsAndWrites) {
  const Reading& reading = GetParam();
  Plan plan;
  plan.date_form = "dd/mm/yyyy";
  plan.date_forms = {"dd/mm/yyyy", "yyyy-mm-dd"};
  plan.null_markers = {"NULL"};
  fhir::Document arena;
  const ConvertContext context{&plan, "E09000033", &arena};
  PlanRow row;
  row.converter = reading.converter;
  row.fields.resize(reading.partner.size());
  row.arguments = {{"true", "Y"}, {"false", "N"}};
  Texts values;
  const Conversion result = to_fhir(row, texts_of(reading.partner), context, values);
  EXPECT_EQ(result.status, reading.status);
  EXPECT_EQ(result.code, reading.code);
  if (result.status != ConvertStatus::ok) return;
  EXPECT_EQ(strings_of(values), reading.fhir);
  Texts home;
  EXPECT_EQ(to_partner(row, values, context, home).status, ConvertStatus::ok);
  EXPECT_EQ(strings_of(home), reading.home);
  Texts again;
  EXPECT_EQ(to_fhir(row, home, context, again).status, ConvertStatus::ok);
  EXPECT_TRUE(same_meaning(row, values, again));
}

using enum ConverterKind;
using enum ConvertStatus;

INSTANTIATE_TEST_SUITE_P(Texts, Convert,
                         testing::Values(Reading{text, {" padded\t"}, {"padded"}, {"padded"}},
                                         Reading{text, {"a\x01"}, {}, {}, invalid, "text-control-character"},
                                         Reading{text, {" "}, {}, {}, absent}, Reading{text, {"NULL"}, {}, {}, absent},
                                         Reading{text, {"null"}, {"null"}, {"null"}},
                                         Reading{text, {"-"}, {}, {}, absent},
                                         Reading{words, {"Ada  Mary Jane"}, {"Ada", "Mary", "Jane"}, {"Ada Mary Jane"}},
                                         Reading{boolean, {"Y"}, {"true"}, {"Y"}},
                                         Reading{boolean, {"N"}, {"false"}, {"N"}},
                                         Reading{boolean, {"yes"}, {}, {}, invalid, "boolean-invalid"}));
INSTANTIATE_TEST_SUITE_P(
    Dates, Convert,
    testing::Values(Reading{date, {"01/04/2025"}, {"2025-04-01"}, {"01/04/2025"}},
                    Reading{date, {"1/4/2025"}, {"2025-04-01"}, {"01/04/2025"}},
                    Reading{date, {"2025-04-01"}, {"2025-04-01"}, {"01/04/2025"}},
                    Reading{date, {"29/02/2024"}, {"2024-02-29"}, {"29/02/2024"}},
                    Reading{date, {"29/02/2025"}, {}, {}, invalid, "date-invalid"},
                    Reading{date, {"31/04/2025"}, {}, {}, invalid, "date-invalid"},
                    Reading{date, {"04/13/2025"}, {}, {}, invalid, "date-invalid"},
                    Reading{date, {"01/04/25"}, {}, {}, invalid, "date-invalid"},
                    Reading{date, {"2025-4-1"}, {}, {}, invalid, "date-invalid"},
                    Reading{date_time, {"2025-07-01T09:30:00"}, {"2025-07-01T09:30:00+01:00"}, {"2025-07-01T09:30:00"}},
                    Reading{date_time, {"2025-03-30T01:30:00"}, {}, {}, invalid, "date-time-invalid"}));
INSTANTIATE_TEST_SUITE_P(
    Numbers, Convert,
    testing::Values(Reading{decimal, {"16.40"}, {"16.40"}, {"16.40"}}, Reading{decimal, {"1e3"}, {"1e3"}, {"1e3"}},
                    Reading{decimal, {"0.10"}, {"0.10"}, {"0.10"}},
                    Reading{decimal,
                            {"\xC2\xA3"
                             "1,234.50"},
                            {"1234.50"},
                            {"1234.50"}},
                    Reading{decimal,
                            {"-\xC2\xA3"
                             "5.00"},
                            {},
                            {},
                            invalid,
                            "decimal-invalid"},
                    Reading{decimal, {"007.50"}, {"7.50"}, {"7.50"}}, Reading{decimal, {".5"}, {"0.5"}, {"0.5"}},
                    Reading{decimal, {"5."}, {"5"}, {"5"}}, Reading{decimal, {"+4"}, {"4"}, {"4"}},
                    Reading{decimal, {"."}, {}, {}, invalid, "decimal-invalid"},
                    Reading{decimal, {"1.2.3"}, {}, {}, invalid, "decimal-invalid"},
                    Reading{decimal, {"NaN"}, {}, {}, invalid, "decimal-invalid"},
                    Reading{money, {"16.40"}, {"16.40", "GBP"}, {"16.40"}}, Reading{integer, {"02"}, {"2"}, {"2"}},
                    Reading{integer, {"3.0"}, {"3"}, {"3"}}, Reading{integer, {"0"}, {"0"}, {"0"}},
                    Reading{integer, {"-4"}, {"-4"}, {"-4"}},
                    Reading{integer, {"3.5"}, {}, {}, invalid, "integer-invalid"},
                    Reading{integer, {"1e3"}, {}, {}, invalid, "integer-invalid"},
                    Reading{integer, {"-"}, {}, {}, absent}));
INSTANTIATE_TEST_SUITE_P(
    NhsNumbers, Convert,
    testing::Values(Reading{nhs_number, {"9990000123"}, {"9990000123"}, {"9990000123"}},
                    Reading{nhs_number, {"999 000 0123"}, {"9990000123"}, {"9990000123"}},
                    Reading{nhs_number, {"999-000-0123"}, {"9990000123"}, {"9990000123"}},
                    Reading{nhs_number, {"9990000124"}, {"9990000124"}, {"9990000124"}, ok, "nhs-number-check-digit"},
                    Reading{nhs_number, {"12345"}, {"12345"}, {"12345"}, ok, "nhs-number-form"},
                    Reading{nhs_number, {"9.99E+09"}, {}, {}, invalid, "nhs-number-damaged"},
                    Reading{nhs_number, {"9990000123.0"}, {}, {}, invalid, "nhs-number-damaged"}));
INSTANTIATE_TEST_SUITE_P(
    Identifiers, Convert,
    testing::Values(Reading{joined, {"E09000033", "P1"}, {"E09000033:P1"}, {"E09000033", "P1"}},
                    Reading{joined, {"a:b", "50%", "%3A"}, {"a%3Ab:50%25:%253A"}, {"a:b", "50%", "%3A"}},
                    Reading{joined, {"E09000033", " "}, {}, {}, absent}, Reading{joined, {"-", "P1"}, {}, {}, absent},
                    Reading{issued, {"R:1"}, {"E09000033:R%3A1"}, {"R:1"}},
                    Reading{lines, {"-", "b", "-"}, {"b"}, {"b", "-", "-"}},
                    Reading{lines, {"a", " ", "c"}, {"a", "c"}, {"a", "c", "-"}},
                    Reading{issued_lines, {"A1", "-", "A3"}, {"E09000033:A1", "E09000033:A3"}, {"A1", "A3", "-"}},
                    Reading{lines, {"-", " ", "NULL"}, {}, {}, absent}));

TEST(ConvertHome, RefusesWhatTheFormatCannotHold) {
  Plan plan;
  plan.date_form = "dd/mm/yyyy";
  fhir::Document arena;
  const ConvertContext context{&plan, "E09000033", &arena};
  const auto home = [&](ConverterKind kind, const std::vector<std::string>& values, std::size_t fields) {
    PlanRow row;
    row.converter = kind;
    row.fields.resize(fields);
    Texts texts;
    const Conversion result = to_partner(row, texts_of(values), context, texts);
    EXPECT_EQ(result.status, cannot_hold);
    return std::string(result.code);
  };
  EXPECT_EQ(home(date, {"2025-04"}, 1), "date-partial");
  EXPECT_EQ(home(date_time, {"2025-04-01"}, 1), "date-time-partial");
  EXPECT_EQ(home(money, {"1", "EUR"}, 1), "currency-not-pounds");
  EXPECT_EQ(home(joined, {"nocolon"}, 2), "identifier-form");
  EXPECT_EQ(home(issued, {"nocolon"}, 1), "identifier-form");
  EXPECT_EQ(home(lines, {"a", "b"}, 1), "too-many-lines");
}

TEST(ConvertHome, AWordThatIsLeftEmptyCannotBeSaid) {
  Plan plan;
  fhir::Document arena;
  const ConvertContext context{&plan, "", &arena};
  PlanRow row;
  row.converter = boolean;
  row.fields.resize(1);
  row.arguments = {{"true", "Yes"}, {"false", ""}};
  Texts texts;
  EXPECT_EQ(to_partner(row, texts_of({"true"}), context, texts).status, ConvertStatus::ok);
  EXPECT_EQ(strings_of(texts), std::vector<std::string>{"Yes"});
  const Conversion refused = to_partner(row, texts_of({"false"}), context, texts);
  EXPECT_EQ(refused.status, cannot_hold);
  EXPECT_EQ(refused.code, "boolean-no-word");
}

TEST(ConvertHome, NumbersMeanTheSameByValueAndTextsByText) {
  PlanRow number;
  number.converter = decimal;
  EXPECT_TRUE(same_meaning(number, texts_of({"16.40"}), texts_of({"16.4"})));
  EXPECT_TRUE(same_meaning(number, texts_of({"1e3"}), texts_of({"1000"})));
  EXPECT_FALSE(same_meaning(number, texts_of({"1e3"}), texts_of({"1001"})));
  EXPECT_FALSE(same_meaning(number, texts_of({"1"}), texts_of({"-"})));
  PlanRow words_row;
  EXPECT_FALSE(same_meaning(words_row, texts_of({"16.40"}), texts_of({"16.4"})));
}

TEST(ConvertHome, WithoutAnIssuerNoIdIsMade) {
  Plan plan;
  fhir::Document arena;
  const ConvertContext context{&plan, "", &arena};
  PlanRow row;
  row.converter = issued;
  row.fields.resize(1);
  Texts values;
  EXPECT_EQ(to_fhir(row, texts_of({"R1"}), context, values).code, "issuer-missing");
  row.converter = issued_lines;
  EXPECT_EQ(to_fhir(row, texts_of({"R1"}), context, values).code, "issuer-missing");
}

TEST(CheckDigit, IsModulusEleven) {
  EXPECT_TRUE(nhs_number_check_digit_holds("9990000123"));
  EXPECT_FALSE(nhs_number_check_digit_holds("9990000132"));
  EXPECT_FALSE(nhs_number_check_digit_holds("999000012"));
  EXPECT_FALSE(nhs_number_check_digit_holds("99900001a3"));
}

}  // namespace
}  // namespace careway::engine
