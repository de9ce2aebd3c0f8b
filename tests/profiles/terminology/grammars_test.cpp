#include "profiles/terminology/grammars.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "profiles/terminology/code_lists.h"
#include "profiles/terminology/filters.h"

namespace careway::terminology {
namespace {

Membership judged(std::string_view system, std::string_view code) {
  const Grammar* grammar = find_grammar(system);
  EXPECT_NE(grammar, nullptr) << system;
  return grammar == nullptr ? Membership::unknown : grammar->judge(code);
}

TEST(Grammars, SnomedIdentifiersHaveACheckDigit) {
  for (const std::string code :
       {"22298006", "73211009", "404684003", "138875005", "999000011000001104", "999000041000000102"}) {
    EXPECT_TRUE(is_snomed_concept_id(code)) << code;
    EXPECT_EQ(judged("http://snomed.info/sct", code), Membership::unknown) << code;
  }
  // A changed digit, swapped digits, a description (partition 01), too short, a leading zero, letters.
  for (const std::string code :
       {"22298007", "22289006", "37436014", "10005", "022298006", "2229800X", "", " 22298006"}) {
    EXPECT_FALSE(is_snomed_concept_id(code)) << code;
    EXPECT_EQ(judged("http://snomed.info/sct", code), Membership::out) << code;
  }
  EXPECT_EQ(judged("http://snomed.info/sct", "22298006:363698007=80891009"), Membership::unknown);
}

TEST(Grammars, EveryChangeOfOneDigitIsSeen) {
  const std::string code = "404684003";
  for (std::size_t at = 0; at < code.size(); ++at) {
    for (char digit = '0'; digit <= '9'; ++digit) {
      std::string changed = code;
      changed[at] = digit;
      EXPECT_EQ(has_verhoeff_check(changed), changed == code) << changed;
    }
  }
  EXPECT_TRUE(has_verhoeff_check("2363"));
  EXPECT_TRUE(has_mod10_check("79927398713"));
  EXPECT_FALSE(has_mod10_check("79927398710"));
  EXPECT_FALSE(has_mod10_check(""));
}

TEST(Grammars, LoincCodesHaveACheckDigit) {
  for (const std::string code :
       {"8480-6", "8462-4", "29463-7", "85354-9", "718-7", "LA18632-2", "LP43571-6", "MTHU008331-3"}) {
    EXPECT_EQ(judged("http://loinc.org", code), Membership::unknown) << code;
  }
  for (const std::string code : {"8480-7", "84806", "-6", "8480-", "8480-66", "12345678-9", "", "848O-6"}) {
    EXPECT_EQ(judged("http://loinc.org", code), Membership::out) << code;
  }
}

TEST(Grammars, MimeTypes) {
  for (const std::string code :
       {"text/plain", "application/fhir+json", "text/plain; charset=UTF-8", "text/plain;charset=\"utf; 8\" ; a=b",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "image/svg+xml",
        "application/hl7-sda+xml; variant=XDA/XDS"}) {
    EXPECT_TRUE(is_mime_type(code)) << code;
  }
  for (const std::string code : {"", "text", "text/", "/plain", "text/pl ain", "text/plain;", "text/plain; charset",
                                 "text/plain; charset=\"utf", "a/b/c", "te(t/plain"}) {
    EXPECT_FALSE(is_mime_type(code)) << code;
  }
  EXPECT_EQ(judged("urn:ietf:bcp:13", "json"), Membership::in);
  EXPECT_EQ(judged("urn:ietf:bcp:13", "jsonx"), Membership::out);
}

TEST(Grammars, LanguageTags) {
  for (const std::string code :
       {"en", "en-GB", "cy", "zh-Hant-CN", "sl-rozaj-biske", "de-CH-1901", "es-419", "x-klingon", "i-default",
        "en-GB-oed", "zh-yue", "en-US-u-islamcal", "de-a-foo-x-bar", "sgn-BE-FR"}) {
    EXPECT_TRUE(is_language_tag(code)) << code;
  }
  for (const std::string code : {"", "e", "english", "Engl", "en_GB", "en-", "-en", "en--GB", "en-x", "en-a", "x", "12",
                                 "en-GB-toolongsubtag"}) {
    EXPECT_FALSE(is_language_tag(code)) << code;
  }
}

TEST(Grammars, Uris) {
  for (const std::string code : {"http://hl7.org/fhir", "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0",
                                 "mailto:a@b.example", "https://a.example/%20?x=1#y"}) {
    EXPECT_TRUE(is_uri(code)) << code;
  }
  for (const std::string code :
       {"", "abc", ":x", "1a:b", "http://a b", "http://a/%2", "http://a/%GG", "http:", "http://<a>"}) {
    EXPECT_FALSE(is_uri(code)) << code;
  }
}

TEST(Grammars, UnitsAndSubdivisions) {
  EXPECT_EQ(judged("http://unitsofmeasure.org", "mg/dL"), Membership::in);
  EXPECT_EQ(judged("http://unitsofmeasure.org", "mgs per dl"), Membership::out);
  const Filter time{"canonical", "=", "s"};
  const Grammar* units = find_grammar("http://unitsofmeasure.org");
  EXPECT_EQ(passes(time, "min", units), true);
  EXPECT_EQ(passes(time, "mm", units), false);
  EXPECT_EQ(passes({"size", "=", "s"}, "min", units), std::nullopt);
  EXPECT_EQ(judged("urn:iso:std:iso:3166:-2", "GB-ENG"), Membership::unknown);
  EXPECT_EQ(judged("urn:iso:std:iso:3166:-2", "England"), Membership::out);
  EXPECT_EQ(judged("http://unstats.un.org/unsd/methods/m49/m49.htm", "826"), Membership::unknown);
  EXPECT_EQ(judged("http://unstats.un.org/unsd/methods/m49/m49.htm", "Europe"), Membership::out);
  EXPECT_EQ(find_grammar("http://nobody.example"), nullptr);
}

TEST(CodeLists, HoldEachCodeOnce) {
  const auto countries = code_list("urn:iso:std:iso:3166");
  EXPECT_EQ(countries.size(), 249U * 3);
  EXPECT_EQ(std::set(countries.begin(), countries.end()).size(), countries.size());
  for (std::size_t at = 0; at < countries.size(); ++at) EXPECT_EQ(countries[at].size(), at % 3 == 0 ? 2U : 3U);
  const auto currencies = code_list("urn:iso:std:iso:4217");
  const std::set<std::string_view> distinct(currencies.begin(), currencies.end());
  EXPECT_EQ(distinct.size(), currencies.size());
  for (const std::string_view code : currencies) EXPECT_EQ(code.size(), 3U) << code;
  EXPECT_TRUE(distinct.contains("GBP") && distinct.contains("EUR") && !distinct.contains("GPB"));
  EXPECT_TRUE(code_list("urn:iso:std:iso:639").empty());
}

}  // namespace
}  // namespace careway::terminology
