#include <gtest/gtest.h>

#include <algorithm>

#include "profiles/definitions/pack_compiler/conformance_reader.h"
#include "profiles/definitions/pack_compiler/conformance_writer.h"
#include "tests/profiles/definitions/packs.h"

namespace careway::pack_compiler {
namespace {

using definitions::small_folder;

std::vector<ConformanceResource> resources() {
  return read_conformance(small_folder(), small_folder() / "errata.json");
}

std::string body_of(std::string_view id) {
  for (const auto& resource : resources()) {
    if (resource.id == id) return resource.body;
  }
  return "none";
}

TEST(Conformance, KeepsWhatACheckReadsAndNoMore) {
  EXPECT_EQ(
      body_of("walk"),
      R"({"resourceType":"StructureDefinition","abstract":false,)"
      R"("baseDefinition":"http://hl7.org/fhir/StructureDefinition/Visit","derivation":"constraint",)"
      R"("fhirVersion":"4.0.1","id":"walk","kind":"resource","name":"Walk","snapshot":{"element":[{"constraint":[)"
      R"({"expression":"right","human":"h","key":"w-1","severity":"error"},)"
      R"({"expression":"true","extension":[{"url":"http://hl7.org/fhir/StructureDefinition/)"
      R"(elementdefinition-bestpractice","valueBoolean":true}],"human":"h","key":"w-2","severity":"warning",)"
      R"("source":"http://example.org/walk"}],"id":"Visit","max":"*","min":0,"path":"Visit"},)"
      R"({"binding":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet",)"
      R"("valueCanonical":"http://max"}],"strength":"required","valueSet":"http://v"},"id":"Visit.status","max":"1",)"
      R"("min":1,"path":"Visit.status","patternCodeableConcept":{"text":"kept"}}]},"type":"Visit",)"
      R"("url":"http://example.org/walk","version":"1.0"})");
}

TEST(Conformance, KeepsADifferentialWhereThereIsNoSnapshot) {
  const auto body = body_of("run");
  EXPECT_NE(body.find(R"("path":"Visit.status"}]})"), std::string::npos) << body;
  EXPECT_EQ(body.find("snapshot"), std::string::npos) << body;
}

TEST(Conformance, PutsAnInheritedConstraintRightThoughItDoesNotSayWhereItComesFrom) {
  const auto body = body_of("run");
  EXPECT_NE(body.find(R"({"expression":"right","human":"h","key":"w-1","severity":"error"})"), std::string::npos)
      << body;
}

TEST(Conformance, RestoresTypesAsHl7PublishedThem) {
  const auto all = resources();
  const auto visit = std::find_if(all.begin(), all.end(), [](const auto& resource) {
    return resource.body.find(R"("name":"Visit")") != std::string::npos;
  });
  ASSERT_NE(visit, all.end());
  EXPECT_EQ(visit->body.find("Visit.vendor"), std::string::npos);
  EXPECT_NE(visit->body.find(R"("path":"Visit.lost")"), std::string::npos);
  EXPECT_TRUE(std::none_of(all.begin(), all.end(), [](const auto& resource) {
    return resource.body.find(R"("name":"Later")") != std::string::npos;
  }));
}

TEST(Conformance, AddsTheContextsThatAnExtensionForgot) {
  EXPECT_NE(body_of("note").find(R"("context":[{"expression":"Visit","type":"element"},)"
                                 R"({"expression":"Visit.status","type":"element"}])"),
            std::string::npos)
      << body_of("note");
}

TEST(Conformance, RefusesAnErratumThatFitsNothingOrGivesNoReason) {
  EXPECT_THROW(read_conformance(small_folder(), small_folder() / "errata_unused.json"), CompileError);
  EXPECT_THROW(read_conformance(small_folder(), small_folder() / "errata_without_reason.json"), CompileError);
  EXPECT_THROW(read_conformance(small_folder(), small_folder() / "absent.json"), CompileError);
  EXPECT_THROW(read_conformance(small_folder(), small_folder() / "errata_context_unused.json"), CompileError);
}

TEST(Conformance, GivesTheSameBytesEachTime) {
  EXPECT_EQ(write_conformance_pack(resources()), write_conformance_pack(resources()));
}

}  // namespace
}  // namespace careway::pack_compiler
