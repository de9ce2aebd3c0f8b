// What a differential makes of its parent: small cases, each with the lines that it must change.
#include <gtest/gtest.h>

#include "tests/profiles/packages/library_fixture.h"
#include "tests/profiles/packages/snapshot_text.h"

namespace careway::packages {
namespace {

/// The lines of a profile's snapshot whose id starts with one of the words.
std::string snapshot(std::vector<PackageFile> files, std::string_view name, std::string_view starts,
                     std::string* issues = nullptr) {
  Library library(std::move(files));
  const auto* structure = library.find("https://example.org/" + std::string(name));
  if (issues != nullptr) {
    *issues = told(library.issues);
  } else {
    EXPECT_EQ(told(library.issues), "");
  }
  return structure == nullptr ? "none" : text_of(*structure, starts);
}

TEST(Snapshot, NarrowsAnElement) {
  const auto p = profile("P", "Patient", "Patient",
                         R"({"path":"Patient.name","min":1,"max":"3","mustSupport":true},
                            {"path":"Patient.gender","min":1,"fixedCode":"other"},
                            {"path":"Patient.maritalStatus","patternCodeableConcept":{"coding":[{"code":"M"}]},
                             "binding":{"strength":"required","valueSet":"http://v"}},
                            {"path":"Patient.contact","max":"0",
                             "constraint":[{"key":"c-1","severity":"warning","human":"h","expression":"true"}]})");
  EXPECT_EQ(snapshot({p}, "P", "Patient.name Patient.gender Patient.maritalStatus"),
            "Patient.name 1..3 HumanName S\n"
            "Patient.gender 1..1 code fixed=other required:administrative-gender|4.0.1\n"
            "Patient.maritalStatus 0..1 CodeableConcept pattern={coding={code=M}} required:v\n");
  EXPECT_EQ(snapshot({p}, "P", "Patient.contact").substr(0, 46), "Patient.contact 0..0 BackboneElement pat-1 c-1");
}

TEST(Snapshot, KeepsTheListnessOfTheBase) {
  Library library({profile("P", "Patient", "Patient", R"({"path":"Patient.name","max":"1"})")});
  const auto* structure = library.find("https://example.org/P");
  ASSERT_NE(structure, nullptr);
  for (const auto& element : structure->elements) {
    if (element.id != "Patient.name") continue;
    EXPECT_EQ(element.max, 1u);
    EXPECT_EQ(element.base_max, kUnbounded);
  }
}

TEST(Snapshot, RemembersWhoStatedAConstraintFirst) {
  Library library({profile("P", "Patient", "Patient",
                           R"({"path":"Patient","constraint":[{"key":"p-1","severity":"error","human":"h",
                               "expression":"name.count() > 0"}]})"),
                   profile("Q", "Patient", "https://example.org/P",
                           R"({"path":"Patient","constraint":[{"key":"p-1","severity":"error","human":"h",
                               "expression":"name.count() > 0"
},{"key":"q-1","severity":"error","human":"h",
                               "expression":"true"}]
})")});
  const auto* structure = library.find("https://example.org/Q");
  ASSERT_NE(structure, nullptr);
  std::string sources;
  for (const auto& constraint : structure->elements.front().constraints) {
    if (!constraint.source.starts_with("http://hl7.org"))
      sources.append(constraint.key).append(" ").append(constraint.source).append("\n");
  }
  EXPECT_EQ(sources, "p-1 https://example.org/P\nq-1 https://example.org/Q\n");
}

TEST(Snapshot, UnfoldsDatatypes) {
  EXPECT_EQ(snapshot({profile("P", "Patient", "Patient", R"({"path":"Patient.name.given","min":1,"max":"2"})")}, "P",
                     "Patient.name"),
            "Patient.name 0..* HumanName\n"
            "Patient.name.id 0..1 string\n"
            "Patient.name.extension 0..* Extension sliced value:url open\n"
            "Patient.name.use 0..1 code required:name-use|4.0.1 ?!\n"
            "Patient.name.text 0..1 string\n"
            "Patient.name.family 0..1 string\n"
            "Patient.name.given 1..2 string\n"
            "Patient.name.prefix 0..* string\n"
            "Patient.name.suffix 0..* string\n"
            "Patient.name.period 0..1 Period\n");
}

TEST(Snapshot, UnfoldsTheProfileOfADatatype) {
  const auto name = profile("Name", "HumanName", "HumanName", R"({"path":"HumanName.family","min":1})");
  const auto p =
      profile("P", "Patient", "Patient",
              R"({"path":"Patient.name","type":[{"code":"HumanName","profile":["https://example.org/Name"]}]},
                            {"path":"Patient.name.given","min":1})");
  EXPECT_EQ(snapshot({name, p}, "P", "Patient.name.family Patient.name.given"),
            "Patient.name.family 1..1 string\nPatient.name.given 1..* string\n");
}

TEST(Snapshot, UnfoldsWhatAReferenceToContentMeans) {
  const auto p = profile("P", "Questionnaire", "Questionnaire",
                         R"({"path":"Questionnaire.item","min":1},{"path":"Questionnaire.item.text","min":1},
                            {"path":"Questionnaire.item.item.linkId","short":"inner"})");
  EXPECT_EQ(snapshot({p}, "P", "Questionnaire.item.text Questionnaire.item.item.text Questionnaire.item.item.item"),
            "Questionnaire.item.text 1..1 string\n"
            "Questionnaire.item.item.text 0..1 string\n"
            "Questionnaire.item.item.item 0..* #Questionnaire.item\n");
}

constexpr std::string_view kSlices = R"(
  {"id":"Patient.identifier","path":"Patient.identifier","min":1,
   "slicing":{"discriminator":[{"type":"value","path":"system"}],"rules":"open"}},
  {"id":"Patient.identifier:nhs","path":"Patient.identifier","sliceName":"nhs","max":"1"},
  {"id":"Patient.identifier:nhs.system","path":"Patient.identifier.system","min":1,"fixedUri":"http://nhs"})";

TEST(Snapshot, AddsSlices) {
  EXPECT_EQ(snapshot({profile("P", "Patient", "Patient", kSlices)}, "P", "Patient.identifier"),
            "Patient.identifier 1..* Identifier sliced value:system open\n"
            "Patient.identifier:nhs 0..1 Identifier\n"
            "Patient.identifier:nhs.id 0..1 string\n"
            "Patient.identifier:nhs.extension 0..* Extension sliced value:url open\n"
            "Patient.identifier:nhs.use 0..1 code required:identifier-use|4.0.1 ?!\n"
            "Patient.identifier:nhs.type 0..1 CodeableConcept extensible:identifier-type\n"
            "Patient.identifier:nhs.system 1..1 uri fixed=http://nhs\n"
            "Patient.identifier:nhs.value 0..1 string\n"
            "Patient.identifier:nhs.period 0..1 Period\n"
            "Patient.identifier:nhs.assigner 0..1 Reference(Organization)\n");
}

TEST(Snapshot, NarrowsInheritedSlicesAndAddsToThem) {
  const auto q = profile("Q", "Patient", "https://example.org/P", R"(
    {"id":"Patient.identifier","path":"Patient.identifier","slicing":{"rules":"closed"}},
    {"id":"Patient.identifier:nhs","path":"Patient.identifier","sliceName":"nhs","min":1},
    {"id":"Patient.identifier:nhs.value","path":"Patient.identifier.value","min":1},
    {"id":"Patient.identifier:local","path":"Patient.identifier","sliceName":"local"},
    {"id":"Patient.identifier:nhs/old","path":"Patient.identifier","sliceName":"nhs/old"})");
  EXPECT_EQ(snapshot({profile("P", "Patient", "Patient", kSlices), q}, "Q",
                     "Patient.identifier:nhs.system Patient.identifier:nhs.value Patient.identifier:nhs/old.value "
                     "Patient.identifier:local"),
            "Patient.identifier:nhs.system 1..1 uri fixed=http://nhs\n"
            "Patient.identifier:nhs.value 1..1 string\n"
            "Patient.identifier:nhs/old.value 1..1 string\n"
            "Patient.identifier:local 0..* Identifier\n");
  const auto all = snapshot({profile("P", "Patient", "Patient", kSlices), q}, "Q", "Patient.identifier");
  EXPECT_TRUE(
      all.starts_with("Patient.identifier 1..* Identifier sliced value:system closed\n"
                      "Patient.identifier:nhs 1..1 Identifier\n"))
      << all;
  EXPECT_NE(all.find("Patient.identifier:nhs/old 0..1 Identifier\n"), std::string::npos) << all;
  EXPECT_LT(all.find("Patient.identifier:nhs/old "), all.find("Patient.identifier:local "));
}

TEST(Snapshot, TellsSlicesByOrderWhereIdsDoNotHelp) {
  const auto p = profile("P", "Patient", "Patient", R"(
    {"path":"Patient.identifier","slicing":{"discriminator":[{"type":"value","path":"system"}],"rules":"open"}},
    {"path":"Patient.identifier","sliceName":"a"},
    {"path":"Patient.identifier.value","min":1},
    {"path":"Patient.identifier","sliceName":"b"},
    {"path":"Patient.identifier.period","min":1})");
  EXPECT_EQ(snapshot({p}, "P",
                     "Patient.identifier:a.value Patient.identifier:a.period Patient.identifier:b.value "
                     "Patient.identifier:b.period"),
            "Patient.identifier:a.value 1..1 string\n"
            "Patient.identifier:a.period 0..1 Period\n"
            "Patient.identifier:b.value 0..1 string\n"
            "Patient.identifier:b.period 1..1 Period\n");
}

TEST(Snapshot, WhatHoldsForAllHoldsForNewSlices) {
  const auto p = profile("P", "Patient", "Patient", R"(
    {"id":"Patient.identifier","path":"Patient.identifier",
     "slicing":{"discriminator":[{"type":"value","path":"system"}],"rules":"open"}},
    {"id":"Patient.identifier:a","path":"Patient.identifier","sliceName":"a"},
    {"id":"Patient.identifier.value","path":"Patient.identifier.value","min":1})");
  EXPECT_EQ(snapshot({p}, "P", "Patient.identifier.value Patient.identifier:a.value"),
            "Patient.identifier.value 1..1 string\nPatient.identifier:a.value 1..1 string\n");
}

TEST(Snapshot, AddsExtensionsWithoutUnfoldingThem) {
  const auto p = profile("P", "Patient", "Patient", R"(
    {"id":"Patient.extension:birthPlace","path":"Patient.extension","sliceName":"birthPlace","min":1,"max":"1",
     "type":[{"code":"Extension","profile":["http://hl7.org/fhir/StructureDefinition/patient-birthPlace"]}]})");
  EXPECT_EQ(snapshot({p}, "P", "Patient.extension"),
            "Patient.extension 0..* Extension sliced value:url open\n"
            "Patient.extension:birthPlace 1..1 Extension{patient-birthPlace}\n");
}

TEST(Snapshot, AnExtensionThatIsNotKnownUnfoldsAsAPlainOne) {
  const auto p = profile("P", "Patient", "Patient", R"(
    {"id":"Patient.extension:x","path":"Patient.extension","sliceName":"x",
     "type":[{"code":"Extension","profile":["http://unknown"]}]},
    {"id":"Patient.extension:x.url","path":"Patient.extension.url","short":"s"})");
  EXPECT_EQ(snapshot({p}, "P", "Patient.extension:x.url"), "Patient.extension:x.url 1..1 uri\n");
}

TEST(Snapshot, NarrowsAChoice) {
  const auto p = profile("P", "Observation", "Observation",
                         R"({"path":"Observation.value[x]","type":[{"code":"Quantity"}]},
                            {"path":"Observation.value[x].code","min":1})");
  EXPECT_EQ(snapshot({p}, "P", "Observation.value[x]").substr(0, 35), "Observation.value[x] 0..1 Quantity\n");
  EXPECT_EQ(snapshot({p}, "P", "Observation.value[x].code"), "Observation.value[x].code 1..1 code\n");
}

TEST(Snapshot, ReadsAVariantsOwnPathAsTheOnlyVariant) {
  const auto p =
      profile("P", "Observation", "Observation",
              R"({"path":"Observation.valueQuantity","min":1},{"path":"Observation.valueQuantity.code","min":1})");
  EXPECT_EQ(snapshot({p}, "P", "Observation.value[x]:valueQuantity.code"),
            "Observation.value[x]:valueQuantity.code 1..1 code\n");
  EXPECT_TRUE(snapshot({p}, "P", "Observation.value[x]")
                  .starts_with("Observation.value[x] 1..1 Quantity sliced type:$this closed\n"
                               "Observation.value[x]:valueQuantity 1..1 Quantity\n"));
}

TEST(Snapshot, LeavesOtherVariantsWhereOnlySlicesAreStated) {
  const auto p = profile("P", "Observation", "Observation", R"(
    {"id":"Observation.value[x]","path":"Observation.value[x]","slicing":{"discriminator":[{"type":"type","path":"$this"}],
     "rules":"open"},"type":[{"code":"Quantity"},{"code":"string"}]},
    {"id":"Observation.value[x]:valueQuantity","path":"Observation.value[x]","sliceName":"valueQuantity"})");
  EXPECT_EQ(snapshot({p}, "P", "Observation.value[x]"),
            "Observation.value[x] 0..1 Quantity,string sliced type:$this open\n"
            "Observation.value[x]:valueQuantity 0..1 Quantity\n");
}

TEST(Snapshot, AForbiddenVariantForbidsNoOther) {
  const auto p = profile("P", "Patient", "Patient", R"({"path":"Patient.deceasedBoolean","max":"0"})");
  EXPECT_EQ(snapshot({p}, "P", "Patient.deceased"),
            "Patient.deceased[x] 0..1 boolean,dateTime sliced type:$this open ?!\n"
            "Patient.deceased[x]:deceasedBoolean 0..0 boolean ?!\n");
}

TEST(Snapshot, NarrowsTypesToTheirDescendantsAndTargets) {
  const auto p = profile("P", "Bundle", "Bundle", R"({"path":"Bundle.entry.resource","type":[{"code":"Patient"}]})");
  EXPECT_EQ(snapshot({p}, "P", "Bundle.entry.resource"), "Bundle.entry.resource 0..1 Patient\n");
  const auto q =
      profile("Q", "Patient", "Patient", R"({"path":"Patient.generalPractitioner","type":[{"code":"Reference",
    "targetProfile":["http://hl7.org/fhir/StructureDefinition/Organization"]}]},
    {"path":"Patient.managingOrganization","type":[{"code":"Reference"}]})");
  EXPECT_EQ(snapshot({q}, "Q", "Patient.generalPractitioner Patient.managingOrganization"),
            "Patient.generalPractitioner 0..* Reference(Organization)\n"
            "Patient.managingOrganization 0..1 Reference(Organization)\n");
}

TEST(Snapshot, KeepsDiscriminatorsOfTheParent) {
  const auto q = profile("Q", "Patient", "https://example.org/P", R"({"path":"Patient.identifier",
    "slicing":{"discriminator":[{"type":"value","path":"use"}],"rules":"open","ordered":true}})");
  EXPECT_TRUE(snapshot({profile("P", "Patient", "Patient", kSlices), q}, "Q", "Patient.identifier")
                  .starts_with("Patient.identifier 1..* Identifier sliced value:system value:use open ordered\n"));
}

TEST(Snapshot, LeavesOutWhatWouldWiden) {
  std::string issues;
  const auto p = profile("P", "Patient", "Patient",
                         R"({"path":"Patient.gender","max":"2"},{"path":"Patient.link.other","min":0},
                            {"path":"Patient.birthDate","type":[{"code":"dateTime"}]},
                            {"path":"Patient.link.type","binding":{"strength":"example","valueSet":"http://v"}})");
  EXPECT_EQ(snapshot({p}, "P", "Patient.gender Patient.birthDate Patient.link.other Patient.link.type", &issues),
            "Patient.gender 0..1 code required:administrative-gender|4.0.1\n"
            "Patient.birthDate 0..1 date\n"
            "Patient.link.other 1..1 Reference(Patient|RelatedPerson)\n"
            "Patient.link.type 1..1 code required:v\n");
  EXPECT_EQ(issues,
            "structure-differential https://example.org/P#Patient.gender\n"
            "structure-differential https://example.org/P#Patient.link.other\n"
            "structure-differential https://example.org/P#Patient.link.type\n"
            "structure-differential https://example.org/P#Patient.birthDate\n");
}

TEST(Snapshot, SaysWhichPathsNobodyKnows) {
  std::string issues;
  const auto p = profile("P", "Patient", "Patient",
                         R"({"path":"Patient.nam","min":1},{"path":"Patient.name.giben","min":1},
                            {"path":"Patient.gender","min":1},{"path":"Person.name","min":1})");
  EXPECT_EQ(snapshot({p}, "P", "Patient.gender", &issues),
            "Patient.gender 1..1 code required:administrative-gender|4.0.1\n");
  EXPECT_EQ(issues,
            "structure-path-unknown https://example.org/P#Person.name\n"
            "structure-path-unknown https://example.org/P#Patient.nam\n"
            "structure-path-unknown https://example.org/P#Patient.name.giben\n");
}

TEST(Snapshot, SaysWhenASliceHasNoSlicing) {
  std::string issues;
  const auto p = profile("P", "Patient", "Patient", R"({"id":"Patient.name:a","path":"Patient.name","sliceName":"a"})");
  EXPECT_EQ(snapshot({p}, "P", "Patient.name", &issues),
            "Patient.name 0..* HumanName sliced open\nPatient.name:a 0..* HumanName\n");
  EXPECT_EQ(issues, "structure-differential https://example.org/P#Patient.name:a\n");
}

TEST(Snapshot, SpeaksOfAChoiceWhereOneTypeCanBeMeant) {
  const auto p = profile("P", "Observation", "Observation", R"({"path":"Observation.value[x].comparator","max":"0"},
    {"path":"Observation.component.value[x].extension","max":"0"})");
  EXPECT_EQ(snapshot({p}, "P", "Observation.value[x].comparator Observation.component.value[x].ext"),
            "Observation.value[x].comparator 0..0 code required:quantity-comparator|4.0.1 ?!\n"
            "Observation.component.value[x].extension 0..0 Extension sliced value:url open\n");
  std::string issues;
  snapshot({profile("Q", "Observation", "Observation", R"({"path":"Observation.value[x].start","min":1})")}, "Q", "",
           &issues);
  EXPECT_EQ(issues, "");  // only a Period has a start
  snapshot({profile("R", "Observation", "Observation", R"({"path":"Observation.value[x].low.value","min":1},
    {"path":"Observation.value[x].coding","min":1})")},
           "R", "", &issues);
  EXPECT_EQ(issues,
            "structure-path-unknown https://example.org/R#Observation.value[x].low.value\n"
            "structure-path-unknown https://example.org/R#Observation.value[x].coding\n");
}

TEST(Snapshot, AModelOnBaseSaysAllItself) {
  PackageFile file{"M.json", R"({"resourceType":"StructureDefinition","url":"https://example.org/M","name":"M",
    "status":"draft","kind":"logical","abstract":false,"type":"M","derivation":"specialization",
    "baseDefinition":"http://hl7.org/fhir/StructureDefinition/Base","differential":{"element":[
    {"id":"M","path":"M","min":0,"max":"*"},{"id":"M.a","path":"M.a","min":0,"max":"*","type":[{"code":"string"}]}]}})"};
  EXPECT_EQ(snapshot({file}, "M", ""), "M 0..*\nM.a 0..* string\n");
}

TEST(Snapshot, ARepeatedTypeOfAContentReferenceIsNoFault) {
  const auto p = profile("P", "Parameters", "Parameters",
                         R"({"path":"Parameters.parameter.part","max":"1","type":[{"code":"BackboneElement"}]})");
  EXPECT_EQ(snapshot({p}, "P", "Parameters.parameter.part"), "Parameters.parameter.part 0..1 #Parameters.parameter\n");
}

TEST(Snapshot, AddsElementsToATypeOfItsOwn) {
  PackageFile file{"L.json", R"({"resourceType":"StructureDefinition","url":"https://example.org/L","name":"L",
    "status":"draft","kind":"logical","abstract":false,"type":"L","derivation":"specialization",
    "baseDefinition":"http://hl7.org/fhir/StructureDefinition/Element","differential":{"element":[
    {"id":"L","path":"L"},{"id":"L.part","path":"L.part","min":0,"max":"*","type":[{"code":"BackboneElement"}]},
    {"id":"L.part.name","path":"L.part.name","min":1,"max":"1","type":[{"code":"string"}]}]}})"};
  EXPECT_EQ(snapshot({file}, "L", ""),
            "L 0..*\n"
            "L.id 0..1 string\n"
            "L.extension 0..* Extension sliced value:url open\n"
            "L.part 0..* BackboneElement\n"
            "L.part.id 0..1 string\n"
            "L.part.extension 0..* Extension sliced value:url open\n"
            "L.part.modifierExtension 0..* Extension ?!\n"
            "L.part.name 1..1 string\n");
}

TEST(Snapshot, AProfileThatSaysNothingIsItsParent) {
  Library library({profile("P", "Patient", "Patient", "")});
  const auto* structure = library.find("https://example.org/P");
  ASSERT_NE(structure, nullptr);
  EXPECT_TRUE(structure->was_generated);
  EXPECT_EQ(text_of(*structure), text_of(*library.library.find_type("Patient", library.issues)));
}

}  // namespace
}  // namespace careway::packages
