#include "gateway/http/target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace careway::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

Target parsed(std::string_view text) {
  Target target;
  const auto refusal = parse_target(text, Limits{}, target);
  EXPECT_FALSE(refusal.has_value()) << text;
  return target;
}

std::string_view code_for(std::string_view text) {
  Target target;
  const auto refusal = parse_target(text, Limits{}, target);
  if (!refusal) return "accepted";
  EXPECT_EQ(refusal->status, 400);
  return refusal->code;
}

TEST(Target, DecodesSegmentsAndQueryInOrderWithRepeats) {
  const Target target = parsed("/fhir/Pati%65nt/caf%C3%A9?b=2&a=1&b=x%26y&empty=&flag&q=a+b%2Bc");
  EXPECT_THAT(target.segments, ElementsAre("fhir", "Patient", "caf\xC3\xA9"));
  EXPECT_THAT(target.query, ElementsAre(Pair("b", "2"), Pair("a", "1"), Pair("b", "x&y"), Pair("empty", ""),
                                        Pair("flag", ""), Pair("q", "a b+c")));
  EXPECT_EQ(target.path_and_query, "/fhir/Pati%65nt/caf%C3%A9?b=2&a=1&b=x%26y&empty=&flag&q=a+b%2Bc");
}

TEST(Target, IgnoresOneSlashAtTheEnd) {
  EXPECT_THAT(parsed("/").segments, IsEmpty());
  EXPECT_THAT(parsed("/fhir/").segments, ElementsAre("fhir"));
  EXPECT_EQ(code_for("/fhir//"), "bad-path-segment");
}

TEST(Target, ReadsTheAbsoluteForm) {
  const Target target = parsed("http://gateway.example:8080/fhir/Patient?a=1");
  EXPECT_THAT(target.segments, ElementsAre("fhir", "Patient"));
  EXPECT_EQ(target.path_and_query, "/fhir/Patient?a=1");
  EXPECT_THAT(parsed("https://gateway.example").segments, IsEmpty());
  EXPECT_THAT(parsed("http://gateway.example?a=1").query, ElementsAre(Pair("a", "1")));
}

TEST(Target, RefusesBadPercentEncoding) {
  for (const char* text : {"/a%", "/a%4", "/a%zz", "/a?b=%", "/a?%4=1", "/%%41"}) {
    EXPECT_EQ(code_for(text), "bad-percent-encoding") << text;
  }
}

TEST(Target, RefusesControlCharacters) {
  for (const char* text : {"/a%00b", "/a%0Ab", "/a%7F", "/%1f"}) {
    EXPECT_EQ(code_for(text), "control-character-in-path") << text;
  }
  EXPECT_EQ(code_for("/a?b=%00"), "nul-in-query");
  EXPECT_THAT(parsed("/a?b=%0A").query, ElementsAre(Pair("b", "\n")));
}

TEST(Target, RefusesTextThatIsNotUtf8) {
  for (const char* text : {"/%FF", "/%C0%AF", "/%ED%A0%80", "/%F5%80%80%80", "/%E2%82", "/a?b=%80"}) {
    EXPECT_EQ(code_for(text), "address-not-utf8") << text;
  }
  EXPECT_THAT(parsed("/%F0%9F%92%8A").segments, ElementsAre("\xF0\x9F\x92\x8A"));
}

TEST(Target, RefusesWaysAroundThePath) {
  for (const char* text : {"/a/../b", "/a/%2e%2e/b", "/./a", "//a", "/a%2Fb", "/a%5Cb"}) {
    EXPECT_EQ(code_for(text), "bad-path-segment") << text;
  }
}

TEST(Target, RefusesWhatIsNotAnAddress) {
  for (const char* text : {"", "*", "a", "/a b", "/a#b", "/caf\xC3\xA9", "ftp://host/a", "/a\tb"}) {
    EXPECT_EQ(code_for(text), "bad-address") << text;
  }
}

TEST(Target, KeepsItsLimits) {
  Limits limits;
  limits.path_segments_max = 2;
  limits.query_parameters_max = 2;
  Target two;
  EXPECT_FALSE(parse_target("/a/b?c&d", limits, two).has_value());
  Target deep;
  EXPECT_EQ(parse_target("/a/b/c", limits, deep)->code, "path-too-deep");
  Target wide;
  EXPECT_EQ(parse_target("/a?c&d&e", limits, wide)->code, "too-many-query-parameters");
}

}  // namespace
}  // namespace careway::http
