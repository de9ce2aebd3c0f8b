#include "mappers/language/yaml_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/mappers/language/test_support.h"

namespace careway::language {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> findings_of(std::string_view yaml) {
  fhir::Issues issues;
  const auto tree = read_yaml(yaml, "a.yaml", issues);
  EXPECT_EQ(tree.has_value(), !issues.has_errors());
  return findings(issues);
}

TEST(YamlTree, KeepsTextAndPlaces) {
  fhir::Issues issues;
  const auto tree = read_yaml("a: 1.0\nb:\n  - yes\n  - 'x: y'\n  - ~\n", "a.yaml", issues);
  ASSERT_TRUE(tree.has_value());
  EXPECT_THAT(findings(issues), IsEmpty());
  EXPECT_EQ(tree->member("a")->text, "1.0");
  const YamlNode& list = *tree->member("b");
  ASSERT_EQ(list.items.size(), 3U);
  EXPECT_EQ(list.items[0].text, "yes");
  EXPECT_EQ(list.items[1].text, "x: y");
  EXPECT_EQ(list.items[2].kind, YamlKind::null);
  EXPECT_EQ(list.items[1].place.line, 4U);
  EXPECT_EQ(list.items[1].place.column, 5U);
  EXPECT_EQ(list.items[1].place.file, "a.yaml");
}

TEST(YamlTree, RefusesWhatHidesText) {
  EXPECT_THAT(findings_of("a: &x 1\n"), ElementsAre("map-yaml-anchor a.yaml:1"));
  EXPECT_THAT(findings_of("a: 1\nb: &x\n  c: 1\n"), ElementsAre("map-yaml-anchor a.yaml:2"));
  EXPECT_THAT(findings_of("a: 1\n<<: 2\n"), ElementsAre("map-yaml-merge a.yaml:2"));
  EXPECT_THAT(findings_of("a: 1\n\nb: !!str 2\n"), ElementsAre("map-yaml-tag a.yaml:3"));
  EXPECT_THAT(findings_of("a: !mine {b: 1}\n"), ElementsAre("map-yaml-tag a.yaml:1"));
  EXPECT_THAT(findings_of("a: 1\nb: 2\na: 3\n"), ElementsAre("map-duplicate-key a.yaml:3"));
  EXPECT_THAT(findings_of("a: 1\n---\nb: 2\n"), ElementsAre("map-yaml-documents a.yaml:2"));
  EXPECT_THAT(findings_of("? [a]\n: 1\n"), ElementsAre("map-wrong-kind a.yaml:1"));
}

TEST(YamlTree, RefusesWhatIsNoYaml) {
  EXPECT_THAT(findings_of(""), ElementsAre("map-yaml a.yaml:1"));
  EXPECT_THAT(findings_of("# nothing\n"), ElementsAre("map-yaml a.yaml:1"));
  EXPECT_THAT(findings_of("a: [1\n"), ElementsAre("map-yaml a.yaml:2"));
  EXPECT_THAT(findings_of("a: 1\n\tb: 2\n"), ElementsAre("map-yaml a.yaml:2"));
  EXPECT_THAT(findings_of("a: *x\n"), ElementsAre("map-yaml a.yaml:1"));
}

TEST(YamlTree, RefusesBytesThatTheParserWouldMisread) {
  EXPECT_THAT(findings_of("a: \xE9\n"), ElementsAre("map-encoding a.yaml:1"));
  EXPECT_THAT(findings_of(std::string("\xFF\xFE"
                                      "a\0:\0 \0",
                                      8)),
              ElementsAre("map-encoding a.yaml:1"));
  EXPECT_THAT(findings_of("a: 1\nb: \x04\nc: 2\n"), ElementsAre("map-encoding a.yaml:2"));
}

TEST(YamlTree, AliasBombIsRefusedAtItsFirstAnchor) {
  std::string yaml = "a0: &a0 [x, x, x, x]\n";
  for (int i = 1; i < 30; ++i) {
    const std::string last = "*a" + std::to_string(i - 1);
    yaml += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + last + "," + last + "," + last + "]\n";
  }
  EXPECT_THAT(findings_of(yaml), ElementsAre("map-yaml-anchor a.yaml:1"));
}

TEST(YamlTree, LimitsBytesDepthAndNodes) {
  EXPECT_THAT(findings_of(std::string(1024 * 1024 + 1, ' ')), ElementsAre("map-limit a.yaml:1"));
  EXPECT_THAT(findings_of(std::string(65, '[') + std::string(65, ']')), ElementsAre("map-limit a.yaml:1"));
  EXPECT_THAT(findings_of(std::string(64, '[') + std::string(64, ']')), IsEmpty());
  EXPECT_THAT(findings_of(std::string(1024 * 1024, '[')), SizeIs(1));
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
  EXPECT_THAT(findings_of(deep), ElementsAre("map-limit a.yaml:65"));
  std::string wide = "[";
  for (int i = 0; i < 200'000; ++i) wide += "a,";
  EXPECT_THAT(findings_of(wide + "]"), ElementsAre("map-limit a.yaml:1"));
}

}  // namespace
}  // namespace careway::language
