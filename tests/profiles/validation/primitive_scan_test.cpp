#include "profiles/validation/checks/primitive_scan.h"

#include <gtest/gtest.h>

#include <string>

namespace careway::validation {
namespace {

TEST(PrimitiveScan, KnowsDatesOfTheCalendar) {
  for (const auto* good : {"2026", "2026-03", "2026-03-31", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"}) {
    EXPECT_TRUE(is_date(good)) << good;
  }
  for (const auto* bad :
       {"", "0000", "26", "2026-", "2026-3", "2026-13", "2026-00", "2026-02-30", "2023-02-29", "1900-02-29",
        "2026-04-31", "2026-03-31T", "2026/03/31", "2026-03-31 ", "-2026", "20260331"}) {
    EXPECT_FALSE(is_date(bad)) << bad;
  }
}

TEST(PrimitiveScan, TellsZonesOfDateTimes) {
  for (const auto* good : {"2026", "2026-03", "2026-03-31T09:30:00Z", "2026-03-31T09:30:00.123456789+14:00",
                           "2026-12-31T23:59:60-01:30"}) {
    EXPECT_TRUE(date_time_form(good).is_good) << good;
  }
  for (const auto* bad :
       {"2026-03T09:30:00Z", "2026-03-31T", "2026-03-31T09:30Z", "2026-03-31T24:00:00Z", "2026-03-31T09:60:00Z",
        "2026-03-31T09:30:61Z", "2026-03-31T09:30:00.Z", "2026-03-31T09:30:00+14:30", "2026-03-31T09:30:00+1:00",
        "2026-02-30T09:30:00Z", "2026-03-31T09:30:00z"}) {
    EXPECT_FALSE(date_time_form(bad).is_good) << bad;
  }
  const DateTimeForm local = date_time_form("2026-03-31T09:30:00");
  EXPECT_TRUE(local.is_good);
  EXPECT_TRUE(local.has_time);
  EXPECT_FALSE(local.has_zone);
  EXPECT_FALSE(is_instant("2026-03-31T09:30:00"));
  EXPECT_FALSE(is_instant("2026-03-31"));
  EXPECT_TRUE(is_instant("2026-03-31T09:30:00.1Z"));
}

TEST(PrimitiveScan, KnowsTimes) {
  EXPECT_TRUE(is_time("09:30:00"));
  EXPECT_TRUE(is_time("23:59:60.5"));
  for (const auto* bad : {"", "09:30", "9:30:00", "24:00:00", "09:30:00Z", "09:30:00.", "09-30-00"}) {
    EXPECT_FALSE(is_time(bad)) << bad;
  }
}

TEST(PrimitiveScan, KnowsIdsCodesOidsAndUuids) {
  EXPECT_TRUE(is_id("a-1.B"));
  EXPECT_TRUE(is_id(std::string(64, 'x')));
  for (const std::string& bad :
       {std::string(), std::string(65, 'x'), std::string("a b"), std::string("a_b"), std::string("\xC3\xA9")}) {
    EXPECT_FALSE(is_id(bad)) << bad;
  }
  EXPECT_TRUE(is_code("one two"));
  for (const auto* bad : {"", " a", "a ", "a  b", "a\tb", "a\n"}) EXPECT_FALSE(is_code(bad)) << bad;
  EXPECT_TRUE(is_oid("1.2.840.0.1"));
  for (const auto* bad : {"", "1", "1.", "3.1", "1.02", "1..2", "1.2.", "1.a"}) EXPECT_FALSE(is_oid(bad)) << bad;
  EXPECT_TRUE(is_uuid("c757873d-ec9a-4326-a141-556f43239520"));
  for (const auto* bad : {"", "C757873D-ec9a-4326-a141-556f43239520", "c757873dec9a4326a141556f43239520",
                          "c757873d-ec9a-4326-a141-556f43239520a"}) {
    EXPECT_FALSE(is_uuid(bad)) << bad;
  }
}

TEST(PrimitiveScan, KnowsWholeNumbersOf32Bits) {
  for (const auto* good : {"0", "7", "-7", "+7", "2147483647", "-2147483648"}) EXPECT_TRUE(is_integer(good)) << good;
  for (const auto* bad : {"", "-", "01", "-01", "1.0", "1e3", "2147483648", "-2147483649", "99999999999", " 1"}) {
    EXPECT_FALSE(is_integer(bad)) << bad;
  }
}

TEST(PrimitiveScan, CountsTheBytesOfBase64) {
  for (const auto& [text, bytes] : {std::pair{"", 0U}, {"YQ==", 1U}, {"YWI=", 2U}, {"YWJj", 3U}, {"YWJj YQ==\n", 4U}}) {
    const Base64Form form = base64_form(text);
    EXPECT_TRUE(form.is_good) << text;
    EXPECT_EQ(form.decoded_bytes, bytes) << text;
  }
  EXPECT_TRUE(base64_form("YW Jj").has_white_space);
  for (const auto* bad : {"Y", "YQ", "YQ=", "YWJ", "YQ===", "YQ==YQ==", "====", "YW-_", "Y===", "%%%2@()()"}) {
    EXPECT_FALSE(base64_form(bad).is_good) << bad;
  }
}

TEST(PrimitiveScan, CountsDigitsThatMatter) {
  EXPECT_EQ(significant_digits("0"), 0U);
  EXPECT_EQ(significant_digits("-0.00120"), 3U);
  EXPECT_EQ(significant_digits("123456789.123456789e10"), 18U);
}

TEST(PrimitiveScan, SeesHtmlWhereItIsMarkup) {
  for (const auto* tag : {"<script>x</script>", "a <b>", "<br/>", "</p>", "<img src='x' onerror=y>"}) {
    EXPECT_TRUE(has_html_tag(tag)) << tag;
  }
  for (const auto* none : {"", "a < b", "1<2>0", "<>", "<3", "<b", "< b>", "<a<b", "<http://x>"}) {
    EXPECT_FALSE(has_html_tag(none)) << none;
  }
  for (const auto* html : {"<b>x</b>", "see <r and", "</p>"}) EXPECT_TRUE(has_html_in_markdown(html)) << html;
  for (const auto* none : {"a < b", "\\<b>", "`<b>`", "``a ` <b>``", "<https://x.y>", "<a@b.c>", "<"}) {
    EXPECT_FALSE(has_html_in_markdown(none)) << none;
  }
}

}  // namespace
}  // namespace careway::validation
