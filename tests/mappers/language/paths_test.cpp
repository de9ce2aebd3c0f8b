#include "mappers/language/paths.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/mappers/language/test_support.h"

namespace careway::language {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Place kPlace{"m.yaml", 7, 3};

std::string canonical(std::string_view text) {
  fhir::Issues issues;
  const auto path = parse_fhir_path(text, kPlace, test_names(), issues);
  return path ? canonical_text(*path) : findings(issues).at(0);
}

TEST(FhirPath, ReadsStepsAndPredicates) {
  EXPECT_EQ(canonical("person.birthDate"), "person.birthDate");
  EXPECT_EQ(canonical("given"), "given");
  EXPECT_EQ(canonical("person.identifier[system=nhs-number].value"),
            "person.identifier[system=https://fhir.nhs.uk/Id/nhs-number].value");
  EXPECT_EQ(canonical("service.extension[unit-cost].valueMoney"),
            "service.extension[url=https://careway.example/fhir/StructureDefinition/unit-cost].valueMoney");
  EXPECT_EQ(
      canonical("s.extension[unit-cost].extension[url=part].valueString"),
      "s.extension[url=https://careway.example/fhir/StructureDefinition/unit-cost].extension[url=part].valueString");
  EXPECT_EQ(canonical("p.telecom[system=phone, use=home].value"), "p.telecom[system=phone][use=home].value");
  EXPECT_EQ(canonical("p.contact[relationship.coding.code=N].name"), "p.contact[relationship.coding.code=N].name");
  EXPECT_EQ(canonical("p.address['type'=x].city"), "map-fhir-path m.yaml:7");
  EXPECT_EQ(canonical("p.note[text='a,b]c=d'].id"), "p.note[text=a,b]c=d].id");
  EXPECT_EQ(canonical("p.note[text='nhs-number'].id"), "p.note[text=nhs-number].id");
}

TEST(FhirPath, RefusesWithPlace) {
  for (const char* text : {"", ".", "a.", ".a", "a..b", "a[", "a.b[c=d", "a.b[c]", "a.b[=d]", "a.b[c=]", "a.b[c=d]e",
                           "a b", "1a.b", "a.b[.c=d]", "a.b[c='d].e", "a.extension[]", "a.b[c='x'y]"}) {
    EXPECT_EQ(canonical(text), "map-fhir-path m.yaml:7") << text;
  }
  EXPECT_EQ(canonical("a.extension[unit-cots].valueMoney"), "map-alias-unknown m.yaml:7");
  EXPECT_EQ(canonical(std::string(2000, 'a')), "map-fhir-path m.yaml:7");
}

std::vector<std::string> steps(std::string_view text, FormatKind format) {
  fhir::Issues issues;
  const auto path = parse_partner_path(text, kPlace, format, issues);
  return path ? path->steps : findings(issues);
}

TEST(PartnerPath, ReadsSteps) {
  EXPECT_THAT(steps("Person/NHSNumber", FormatKind::xml), ElementsAre("Person", "NHSNumber"));
  EXPECT_THAT(steps("@line", FormatKind::xml), ElementsAre("@line"));
  EXPECT_THAT(steps("^/Authority", FormatKind::xml), ElementsAre("^", "Authority"));
  EXPECT_THAT(steps(".", FormatKind::json), IsEmpty());
  EXPECT_THAT(steps("Cost Frequency (Unit / Type)", FormatKind::csv), ElementsAre("Cost Frequency (Unit / Type)"));
}

TEST(PartnerPath, RefusesWithPlace) {
  for (const char* text : {"", "/a", "a/", "a//b", "a/./b", "a/^/b", "^", "@a/b", "@"}) {
    EXPECT_THAT(steps(text, FormatKind::xml), ElementsAre("map-partner-path m.yaml:7")) << text;
  }
  EXPECT_THAT(steps("", FormatKind::csv), ElementsAre("map-partner-path m.yaml:7"));
}

}  // namespace
}  // namespace careway::language
