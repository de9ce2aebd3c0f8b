#include "mappers/language/names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/mappers/language/test_support.h"

namespace careway::language {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Names, FlattensSectionsAndCompletesUrls) {
  fhir::Issues issues;
  const auto names = Names::read(
      "base: https://x.example/fhir/\nids:\n  a: https://a.example/id\n  b: Id/b\nc: urn:c\n", "names.yaml", issues);
  ASSERT_TRUE(names.has_value());
  EXPECT_THAT(findings(issues), IsEmpty());
  EXPECT_EQ(names->base(), "https://x.example/fhir");
  EXPECT_EQ(names->find("a"), "https://a.example/id");
  EXPECT_EQ(names->find("b"), "https://x.example/fhir/Id/b");
  EXPECT_EQ(names->find("c"), "urn:c");
  EXPECT_EQ(names->find("ids"), std::nullopt);
  EXPECT_EQ(names->resolve("phone"), "phone");
  EXPECT_THAT(names->aliases(), ElementsAre("a", "b", "c"));
}

TEST(Names, RefusesDuplicatesAcrossSections) {
  fhir::Issues issues;
  EXPECT_FALSE(Names::read("ids:\n  a: urn:a\nextensions:\n  a: urn:b\n", "names.yaml", issues).has_value());
  EXPECT_THAT(findings(issues), ElementsAre("map-duplicate-key names.yaml:4"));
}

TEST(Names, RefusesWhatIsNoUrlOrAlias) {
  fhir::Issues issues;
  EXPECT_FALSE(Names::read("ids:\n  a: somewhere\n  'b.c': urn:x\n  d: [urn:x]\n", "names.yaml", issues).has_value());
  EXPECT_THAT(findings(issues),
              ElementsAre("map-names names.yaml:2", "map-names names.yaml:3", "map-names names.yaml:4"));
}

}  // namespace
}  // namespace careway::language
