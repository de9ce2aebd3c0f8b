#include "profiles/packages/structure_library.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "profiles/packages/snapshot_generator.h"
#include "tests/profiles/packages/library_fixture.h"
#include "tests/profiles/packages/snapshot_text.h"

namespace careway::packages {
namespace {

const ElementDefinition* element_of(const StructureDefinition& structure, std::string_view id) {
  for (const auto& element : structure.elements) {
    if (element.id == id) return &element;
  }
  return nullptr;
}

TEST(StructureLibrary, GivesTheTypesOfR4) {
  Library library;
  const auto* patient = library.library.find_type("Patient", library.issues);
  ASSERT_NE(patient, nullptr);
  EXPECT_EQ(patient->version, "4.0.1");
  EXPECT_EQ(patient->kind, StructureDefinition::Kind::resource);
  EXPECT_FALSE(patient->was_generated);
  EXPECT_FALSE(patient->is_constraint);
  EXPECT_EQ(element_of(*patient, "Patient.id")->types.front().code, "id");
  EXPECT_EQ(element_of(*patient, "Patient.contact.id")->types.front().code, "string");
  EXPECT_EQ(element_of(*patient, "Patient.language")->binding->max_value_set,
            "http://hl7.org/fhir/ValueSet/all-languages");
  const auto& root = patient->elements.front().constraints;
  const auto dom_6 = std::find_if(root.begin(), root.end(), [](const auto& c) { return c.key == "dom-6"; });
  ASSERT_NE(dom_6, root.end());
  EXPECT_TRUE(dom_6->is_best_practice);
  EXPECT_FALSE(dom_6->is_error);
  EXPECT_EQ(dom_6->source, "http://hl7.org/fhir/StructureDefinition/DomainResource");
  EXPECT_EQ(library.library.find_type("Patient", library.issues), patient);
  EXPECT_EQ(library.find("http://hl7.org/fhir/StructureDefinition/Patient|4.0.1"), patient);
  EXPECT_EQ(told(library.issues), "");
}

TEST(StructureLibrary, ATypeOfALaterVersionDoesNotTakeThePlaceOfR4s) {
  auto file = profile("P", "Patient", "DomainResource", "");
  const std::string own = "https://example.org/P";
  file.bytes.replace(file.bytes.find(own), own.size(),
                     "http://hl7.org/fhir/StructureDefinition/Patient\",\"version\":\"5.0.0");
  Library library({file, profile("Q", "Patient", "Patient", "")});
  const auto* patient = library.library.find_type("Patient", library.issues);
  ASSERT_NE(patient, nullptr);
  EXPECT_EQ(patient->version, "4.0.1");
  EXPECT_EQ(library.find("http://hl7.org/fhir/StructureDefinition/Patient|5.0.0")->version, "5.0.0");
  EXPECT_EQ(library.find("https://example.org/Q")->elements.size(), patient->elements.size());
}

TEST(StructureLibrary, KnowsHowPrimitivesAreSpelt) {
  Library library;
  const auto* id = library.library.find_type("id", library.issues);
  ASSERT_NE(id, nullptr);
  EXPECT_EQ(id->kind, StructureDefinition::Kind::primitive);
  const auto* value = element_of(*id, "id.value");
  ASSERT_NE(value, nullptr);
  EXPECT_EQ(value->types.front().code, "id");
  EXPECT_EQ(value->regex, "[A-Za-z0-9\\-\\.]{1,64}");
  EXPECT_EQ(element_of(*library.library.find_type("Extension", library.issues), "Extension.url")->types.front().code,
            "uri");
}

TEST(StructureLibrary, TellsWhereAnExtensionMayStand) {
  Library library;
  const auto* extension = library.find("http://hl7.org/fhir/StructureDefinition/patient-birthPlace");
  ASSERT_NE(extension, nullptr);
  ASSERT_EQ(extension->contexts.size(), 1u);
  EXPECT_EQ(extension->contexts.front().kind, ExtensionContext::Kind::element);
  EXPECT_EQ(extension->contexts.front().expression, "Patient");
  EXPECT_TRUE(element_of(*extension, "Extension.url")->fixed.exists());
}

TEST(StructureLibrary, GivesOtherResourcesAsTrees) {
  Library library;
  const auto found = library.library.find_resource(
      "ValueSet", "http://hl7.org/fhir/ValueSet/administrative-gender|4.0.1", library.issues);
  ASSERT_TRUE(found.exists());
  EXPECT_EQ(found.value(), "ValueSet");
  EXPECT_FALSE(library.library.find_resource("ValueSet", "http://unknown", library.issues).exists());
  EXPECT_EQ(told(library.issues), "");
}

TEST(StructureLibrary, KnowsNothingOfUnknownStructures) {
  Library library;
  EXPECT_EQ(library.find("http://unknown"), nullptr);
  EXPECT_EQ(library.find(""), nullptr);
  EXPECT_EQ(told(library.issues), "");
}

TEST(StructureLibrary, SaysOnceThatAParentIsMissing) {
  Library library({profile("P", "Patient", "https://example.org/absent", ""),
                   profile("Q", "Patient", "https://example.org/P", "")});
  EXPECT_EQ(library.find("https://example.org/Q"), nullptr);
  EXPECT_EQ(told(library.issues), "structure-base-missing https://example.org/P\n");
  EXPECT_EQ(library.find("https://example.org/P"), nullptr);
  EXPECT_EQ(library.find("https://example.org/Q"), nullptr);
  EXPECT_EQ(library.issues.items().size(), 1u);
}

TEST(StructureLibrary, UsesAStandInForAMissingParent) {
  Library library({profile("P", "Patient", "https://example.org/absent|2.0", R"({"path":"Patient.name","min":1})")});
  library.packages.set_stand_in("https://example.org/absent", "http://hl7.org/fhir/StructureDefinition/Patient");
  const auto* structure = library.find("https://example.org/P");
  ASSERT_NE(structure, nullptr);
  EXPECT_EQ(text_of(*structure, "Patient.name"), "Patient.name 1..* HumanName\n");
  EXPECT_EQ(told(library.issues), "structure-parent-missing https://example.org/P\n");
  EXPECT_FALSE(library.issues.has_errors());
}

TEST(StructureLibrary, EndsWhereStructuresAreBasedOnEachOther) {
  Library library({profile("P", "Patient", "https://example.org/Q", ""),
                   profile("Q", "Patient", "https://example.org/P", ""),
                   profile("R", "Patient", "https://example.org/R", "")});
  EXPECT_EQ(library.find("https://example.org/P"), nullptr);
  EXPECT_EQ(told(library.issues), "structure-cyclic https://example.org/P\n");
  library.issues.clear();
  EXPECT_EQ(library.find("https://example.org/R"), nullptr);
  EXPECT_EQ(told(library.issues), "structure-cyclic https://example.org/R\n");
}

TEST(StructureLibrary, AnExtensionInsideItselfIsAPlainOne) {
  Library library({profile("E", "Extension", "Extension", R"(
    {"id":"Extension.extension:inner","path":"Extension.extension","sliceName":"inner",
     "type":[{"code":"Extension","profile":["https://example.org/E"]}]},
    {"id":"Extension.extension:inner.url","path":"Extension.extension.url","fixedUri":"inner"})")});
  const auto* structure = library.find("https://example.org/E");
  ASSERT_NE(structure, nullptr);
  EXPECT_EQ(text_of(*structure, "Extension.extension:inner.url"),
            "Extension.extension:inner.url 1..1 uri fixed=inner\n");
  EXPECT_EQ(told(library.issues), "");
}

TEST(StructureLibrary, RefusesTooManyLevels) {
  std::vector<PackageFile> files = {profile("L0", "Patient", "Patient", "")};
  for (int i = 1; i < 60; ++i)
    files.push_back(profile("L" + std::to_string(i), "Patient", "https://example.org/L" + std::to_string(i - 1), ""));
  Library library(std::move(files));
  EXPECT_EQ(library.find("https://example.org/L59"), nullptr);
  EXPECT_EQ(told(library.issues), "structure-limit https://example.org/L9\n");
  library.issues.clear();
  EXPECT_NE(library.find("https://example.org/L5"), nullptr);
  EXPECT_EQ(told(library.issues), "");
}

TEST(StructureLibrary, RefusesASnapshotThatGrowsWithoutEnd) {
  // Each level slices the root of what the level before has sliced, so that every copy doubles.
  std::string elements = R"({"path":"Questionnaire.item","slicing":{"rules":"open"}})";
  for (int i = 0; i < 3000; ++i)
    elements += R"(,{"id":"Questionnaire.item:s)" + std::to_string(i) +
                R"(","path":"Questionnaire.item","sliceName":"s)" + std::to_string(i) + R"("})";
  Library library({profile("P", "Questionnaire", "Questionnaire", elements)});
  EXPECT_EQ(library.find("https://example.org/P"), nullptr);
  EXPECT_EQ(told(library.issues), "structure-limit https://example.org/P\n");
}

TEST(StructureLibrary, LeavesOutPathsThatAreTooDeep) {
  std::string path = "Questionnaire";
  for (int i = 0; i < 200; ++i) path += ".item";
  Library library({profile("P", "Questionnaire", "Questionnaire", R"({"path":")" + path + R"(","min":1})")});
  EXPECT_NE(library.find("https://example.org/P"), nullptr);
  EXPECT_EQ(told(library.issues), "structure-differential https://example.org/P\n");
}

TEST(StructureLibrary, RefusesSnapshotsOfUnbearableDepthOrLength) {
  std::string path = "Patient";
  for (int i = 0; i < 5000; ++i) path += ".a";
  auto file = profile("P", "Patient", "Patient", R"({"path":")" + path + R"("})");
  file.bytes.replace(file.bytes.find("differential"), 12, "snapshot");
  std::string elements = R"({"path":"Patient.name"})";
  for (int i = 0; i < 5001; ++i) elements += R"(,{"path":"Patient.name"})";
  Library library({file, profile("Q", "Patient", "Patient", elements)});
  EXPECT_EQ(library.find("https://example.org/P"), nullptr);
  EXPECT_EQ(library.find("https://example.org/Q"), nullptr);
  EXPECT_EQ(told(library.issues), "structure-limit https://example.org/P\nstructure-limit https://example.org/Q\n");
}

TEST(StructureLibrary, AnIdleSliceNameInASnapshotIsDropped) {
  Library library;
  const auto* catalog = library.find("http://hl7.org/fhir/StructureDefinition/catalog");
  ASSERT_NE(catalog, nullptr);
  const auto* date = element_of(*catalog, "Composition.date:IssueDate");
  ASSERT_NE(date, nullptr);
  EXPECT_EQ(date->slice_name, "");
}

TEST(StructureLibrary, SaysWhatCannotBeRead) {
  Library library(
      {{"a.json", R"({"resourceType":"StructureDefinition","url":"https://example.org/A","id":1,"id":2})"},
       {"b.json", R"({"resourceType":"StructureDefinition","url":"https://example.org/B","status":"draft"})"},
       {"c.xml",
        "<StructureDefinition xmlns='http://hl7.org/fhir'><url value='https://example.org/C'/>"
        "<name value='C'/><status></name></StructureDefinition>"}});
  for (const char* name : {"A", "B", "C"}) EXPECT_EQ(library.find("https://example.org/" + std::string(name)), nullptr);
  EXPECT_EQ(told(library.issues),
            "structure-flawed https://example.org/A\nstructure-unreadable https://example.org/A\n"
            "structure-unreadable https://example.org/B\nstructure-unreadable https://example.org/C\n");
}

TEST(StructureLibrary, UsesWhatAFlawedStructureSays) {
  auto file = profile("P", "Patient", "Patient", R"({"path":"Patient.name","min":1})");
  file.bytes.insert(file.bytes.find("\"name\""), R"("experimentalNote":1,)");
  Library library({file});
  const auto* structure = library.find("https://example.org/P");
  ASSERT_NE(structure, nullptr);
  EXPECT_EQ(text_of(*structure, "Patient.name"), "Patient.name 1..* HumanName\n");
  EXPECT_EQ(told(library.issues), "structure-flawed https://example.org/P\n");
}

}  // namespace
}  // namespace careway::packages
