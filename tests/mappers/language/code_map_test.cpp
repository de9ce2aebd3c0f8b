#include "mappers/language/code_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <initializer_list>

#include "tests/mappers/language/test_support.h"

namespace careway::language {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct TestTarget {
  const char* code;
  const char* equivalence = "equivalent";
};
struct TestElement {
  const char* text;
  std::vector<TestTarget> targets;
  bool is_preferred = false;
};

/// Builds ConceptMap trees without a reader.
class MapBuilder {
 public:
  explicit MapBuilder(const char* id = "kind") {
    document_.set_value(0, fhir::ValueKind::resource, "ConceptMap");
    if (*id != '\0') add(0, "id", id);
  }
  MapBuilder& policy(const char* word) {
    const auto extension = document_.append(0, "extension");
    add(extension, "url", std::string(kUnmappedPolicyUrl));
    add(extension, "valueCode", word);
    return *this;
  }
  MapBuilder& group(const char* source, const char* target, const std::vector<TestElement>& elements) {
    last_group_ = document_.append(0, "group");
    add(last_group_, "source", source);
    add(last_group_, "target", target);
    for (const TestElement& one : elements) {
      const auto element = document_.append(last_group_, "element");
      if (one.is_preferred) {
        const auto extension = document_.append(element, "extension");
        add(extension, "url", std::string(kPreferredForWritingUrl));
        add(extension, "valueBoolean", "true");
      }
      add(element, "code", one.text);
      for (const TestTarget& target_of : one.targets) {
        const auto node = document_.append(element, "target");
        add(node, "code", target_of.code);
        add(node, "display", std::string(target_of.code) + " shown");
        add(node, "equivalence", target_of.equivalence);
      }
    }
    return *this;
  }
  MapBuilder& unmapped(const char* mode) {
    add(document_.append(last_group_, "unmapped"), "mode", mode);
    return *this;
  }
  std::optional<CodeMap> read(fhir::Issues& issues) { return CodeMap::read(document_.root(), "kind.json", issues); }
  CodeMap good() {
    fhir::Issues issues;
    auto map = read(issues);
    EXPECT_THAT(findings(issues), IsEmpty());
    return map ? std::move(*map) : CodeMap{};
  }
  std::vector<std::string> codes() {
    fhir::Issues issues;
    EXPECT_FALSE(read(issues).has_value());
    std::vector<std::string> out;
    for (const auto& issue : issues.items()) out.push_back(issue.code);
    return out;
  }

 private:
  void add(fhir::NodeIndex parent, std::string_view name, std::string_view value) {
    document_.set_value(document_.append(parent, name), fhir::ValueKind::text, value);
  }
  fhir::Document document_;
  fhir::NodeIndex last_group_ = fhir::kNoNode;
};

CodeMap two_releases() {
  return MapBuilder()
      .group("http://p/kind/r1", "http://t",
             {{"Home Support", {{"home"}}}, {"Planned / Other", {{"planned"}}}, {"Old", {{"old"}}}})
      .group("http://p/kind/r2", "http://t",
             {{"Home support or domiciliary care", {{"home"}}, true},
              {"Domiciliary care", {{"home", "wider"}}},
              {"Planned: other", {{"planned"}}}})
      .good();
}

TEST(CodeMap, ReadsExactTextsOfItsReleaseFirst) {
  const CodeMap map = two_releases();
  const auto match = map.to_record("Home support or domiciliary care", "r2");
  ASSERT_TRUE(match.has_value());
  EXPECT_EQ(match->code, "home");
  EXPECT_EQ(match->system, "http://t");
  EXPECT_EQ(match->display, "home shown");
  EXPECT_FALSE(match->lenient);
  EXPECT_FALSE(match->other_release);
  EXPECT_EQ(map.to_record("Domiciliary care", "r2")->equivalence, Equivalence::wider);
}

TEST(CodeMap, ReadsOtherReleasesAndLenientTextsAndSaysSo) {
  const CodeMap map = two_releases();
  EXPECT_TRUE(map.to_record("Home Support", "r2")->other_release);
  EXPECT_FALSE(map.to_record("Home Support", "r2")->lenient);
  EXPECT_FALSE(map.to_record("Home Support", "r1")->other_release);
  EXPECT_TRUE(map.to_record("home  support ", "r1")->lenient);
  EXPECT_TRUE(map.to_record("PLANNED - OTHER", "r2")->lenient);
  EXPECT_FALSE(map.to_record("PLANNED - OTHER", "r2")->other_release);
  EXPECT_EQ(map.to_record("Unknown", "r2"), std::nullopt);
  EXPECT_EQ(map.to_record("", "r2"), std::nullopt);
  EXPECT_EQ(map.to_record(" - ", "r2"), std::nullopt);
  EXPECT_EQ(map.to_record(std::string(5000, 'x'), "r2"), std::nullopt);
}

TEST(CodeMap, WritesThePreferredTextOfTheRelease) {
  const CodeMap map = two_releases();
  EXPECT_EQ(map.to_partner("home", "r2"), "Home support or domiciliary care");
  EXPECT_EQ(map.to_partner("home", "r1"), "Home Support");
  EXPECT_EQ(map.to_partner("old", "r1"), "Old");
  EXPECT_EQ(map.to_partner("old", "r2"), std::nullopt);
  EXPECT_EQ(map.to_partner("planned", ""), "Planned: other");
  EXPECT_EQ(map.to_partner("nothing", "r1"), std::nullopt);
  EXPECT_THAT(map.codes_without_spelling("r2"), ElementsAre("old"));
  EXPECT_THAT(map.codes_without_spelling("r1"), IsEmpty());
  EXPECT_THAT(map.codes(), ElementsAre("home", "old", "planned"));
  EXPECT_THAT(map.releases(), ElementsAre("r2", "r1"));
}

TEST(CodeMap, SaysWhatAListLacks) {
  const CodeMap map = two_releases();
  const std::vector<std::string> list = {"Home Support", "Old", "planned / other", "New"};
  EXPECT_THAT(map.missing_for(list, "r1"), ElementsAre("planned / other", "New"));
  EXPECT_THAT(map.spellings("r1"), ElementsAre("Home Support", "Old", "Planned / Other"));
}

TEST(CodeMap, NearestTextIsForWritingOnly) {
  const CodeMap map =
      MapBuilder()
          .group("http://p/kind/r1", "http://t", {{"A", {{"a"}, {"b", "wider"}, {"c", "relatedto"}}}, {"C", {{"c"}}}})
          .good();
  EXPECT_EQ(map.to_record("A", "r1")->code, "a");
  EXPECT_EQ(map.to_partner("b", "r1"), "A");
  EXPECT_TRUE(map.spelling_for("b", "r1")->is_nearest);
  EXPECT_FALSE(map.spelling_for("a", "r1")->is_nearest);
  EXPECT_EQ(map.to_partner("c", "r1"), "C");
  EXPECT_FALSE(map.spelling_for("c", "r1")->is_nearest);
}

TEST(CodeMap, SeveralTextsWithoutPreferredHaveNoWayBack) {
  const CodeMap map = MapBuilder().group("http://p", "http://t", {{"A", {{"x"}}}, {"B", {{"x"}}}}).good();
  EXPECT_EQ(map.to_partner("x", "r1"), std::nullopt);
  EXPECT_THAT(map.codes_without_preferred("r1"), ElementsAre("x"));
}

TEST(CodeMap, LenientLookupNeverChoosesBetweenTwoCodes) {
  const CodeMap map = MapBuilder().group("http://p", "http://t", {{"A-B", {{"x"}}}, {"A/B", {{"y"}}}}).good();
  EXPECT_EQ(map.to_record("a b", ""), std::nullopt);
  EXPECT_EQ(map.to_record("A/B", "")->code, "y");
}

TEST(CodeMap, ReadsThePolicy) {
  const std::vector<TestElement> one = {{"A", {{"a"}}}};
  EXPECT_EQ(MapBuilder().group("http://p", "http://t", one).good().unmapped(), UnmappedPolicy::refuse);
  EXPECT_EQ(MapBuilder().policy("hold").group("http://p", "http://t", one).good().unmapped(), UnmappedPolicy::hold);
  EXPECT_EQ(MapBuilder().group("http://p", "http://t", one).unmapped("provided").good().unmapped(),
            UnmappedPolicy::keep);
  EXPECT_THAT(MapBuilder().policy("drop").group("http://p", "http://t", one).codes(), ElementsAre("map-code-policy"));
  EXPECT_THAT(MapBuilder().group("http://p", "http://t", one).unmapped("fixed").codes(),
              ElementsAre("map-code-policy"));
}

TEST(CodeMap, RefusesWhatHasNoInverse) {
  EXPECT_THAT(MapBuilder("").group("http://p", "http://t", {{"A", {{"a"}}}}).codes(), ElementsAre("map-code-kind"));
  EXPECT_THAT(MapBuilder().codes(), ElementsAre("map-code-kind"));
  EXPECT_THAT(MapBuilder().group("", "http://t", {{"A", {{"a"}}}}).codes(), testing::Contains("map-code-group"));
  EXPECT_THAT(MapBuilder().group("http://p", "http://t", {}).group("http://p", "http://u", {}).codes(),
              ElementsAre("map-code-group"));
  EXPECT_THAT(MapBuilder().group("http://p", "http://t", {{"A", {{"a"}}}, {"A", {{"b"}}}}).codes(),
              testing::Contains("map-code-duplicate"));
  EXPECT_THAT(MapBuilder().group("http://p", "http://t", {{"A", {{"a"}, {"b"}}}}).codes(),
              ElementsAre("map-code-two-targets"));
  EXPECT_THAT(MapBuilder().group("http://p", "http://t", {{"A", {{"a"}}, true}, {"B", {{"a"}}, true}}).codes(),
              ElementsAre("map-code-two-preferred"));
}

TEST(CodeMap, IgnoresTargetsThatAreNone) {
  const CodeMap map = MapBuilder().group("http://p", "http://t", {{"A", {{"a", "unmatched"}}}, {"B", {{"b"}}}}).good();
  EXPECT_EQ(map.to_record("A", ""), std::nullopt);
  EXPECT_THAT(map.codes(), ElementsAre("b"));
}

TEST(FoldSpelling, FoldsCaseBlanksAndSeparators) {
  std::array<char, 32> buffer;
  EXPECT_EQ(fold_spelling("  NFA-  Other ", buffer), "nfa other");
  EXPECT_EQ(fold_spelling("White: Irish", buffer), fold_spelling("white - irish", buffer));
  EXPECT_EQ(fold_spelling("a\xC2\xA0"
                          "b \xE2\x80\x93 c",
                          buffer),
            "a b c");
  EXPECT_EQ(fold_spelling(std::string(33, 'a'), buffer), std::nullopt);
  EXPECT_EQ(fold_spelling(std::string(32, 'a'), buffer), std::string(32, 'a'));
}

}  // namespace
}  // namespace careway::language
