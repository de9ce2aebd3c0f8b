#include "profiles/fhirpath/type_check.h"

#include <gtest/gtest.h>

#include <string>

#include "profiles/fhirpath/fhirpath.h"
#include "profiles/fhirpath/parser.h"
#include "tests/profiles/fhir/pack_fixture.h"

namespace careway::fhirpath {
namespace {

// "ok", or the codes and places of what was found.
std::string checked(const std::string& expression, const std::string& context) {
  fhir::Issues issues;
  const auto tree = Parser::parse(expression, issues, Limits{});
  if (!tree) return "no expression: " + fhir::told(issues);
  const bool is_good = check_types(*tree, fhir::r4().find_type(context), fhir::r4(), issues);
  EXPECT_EQ(is_good, issues.empty());
  return is_good ? "ok" : fhir::told(issues);
}

void expect_good(const std::string& context, std::initializer_list<const char*> expressions) {
  for (const char* expression : expressions) EXPECT_EQ(checked(expression, context), "ok") << expression;
}

TEST(TypeCheck, KnowsElements) {
  expect_good("Patient", {"name.given", "Patient.name.given", "contact.name.family", "deceased", "Resource.id",
                          "DomainResource.contained", "birthDate.extension('http://x').value", "name.`given`",
                          "contained.anything", "active.value", "managingOrganization.resolve().name",
                          "Patient.name | Practitioner.name", "name.where(use = 'official').period.start"});
  EXPECT_EQ(checked("nam", "Patient"), "fhirpath-semantic @1:1\n");
  EXPECT_EQ(checked("name.\n  first", "Patient"), "fhirpath-semantic @2:3\n");
  EXPECT_EQ(checked("name.where(gven = 'x').given", "Patient"), "fhirpath-semantic @1:12\n");
  EXPECT_EQ(checked("name.select(given.x)", "Patient"), "fhirpath-semantic @1:19\n");
  EXPECT_EQ(checked("'a'.name", "Patient"), "fhirpath-semantic @1:5\n");
}

TEST(TypeCheck, NamesAChoiceWithoutItsType) {
  expect_good("Observation",
              {"value", "value.unit", "Observation.value.as(Quantity).unit", "value.ofType(Period).start",
               "(value as CodeableConcept).coding", "component.value.code"});
  EXPECT_EQ(checked("Observation.valueQuantity", "Observation"), "fhirpath-semantic @1:13\n");
  EXPECT_EQ(checked("valueQuantity.unit", "Observation"), "fhirpath-semantic @1:1\n");
  EXPECT_EQ(checked("(Observation.value as Period).unit", "Observation"), "fhirpath-semantic @1:31\n");
}

TEST(TypeCheck, TakesATypeNameInFrontOnly) {
  EXPECT_EQ(checked("Patient.Patient", "Patient"), "fhirpath-semantic @1:9\n");
  EXPECT_EQ(checked("contact.Patient.name", "Patient"), "fhirpath-semantic @1:9\n");
  expect_good("Patient.contact", {"name", "%resource.name", "%context.relationship"});
  EXPECT_EQ(checked("%resource.relationship", "Patient.contact"), "fhirpath-semantic @1:11\n");
}

TEST(TypeCheck, KnowsNoOrderOfChildren) {
  expect_good("Patient", {"children().count()", "children().where($this is HumanName)", "name.skip(1)", "name[0]",
                          "descendants().select(name[0])"});
  for (const char* expression : {"Patient.children().skip(1)", "descendants()[0]", "children().first()",
                                 "children().where(true).last()", "children().ofType(HumanName).take(1)"}) {
    EXPECT_NE(checked(expression, "Patient"), "ok") << expression;
  }
}

TEST(TypeCheck, KnowsWhatFunctionsWorkOn) {
  expect_good("Patient", {"name.given.startsWith('a')", "id.length()", "birthDate.toString().substring(0, 4)",
                          "name.given.first().matches('a')", "multipleBirth.abs()", "{}.exp()", "photo.size.round(2)",
                          "text.`div`.htmlChecks()", "birthDate.startsWith('19')", "name.given.join(',')"});
  EXPECT_EQ(checked("identifier.startsWith('rand')", "Patient"), "fhirpath-semantic @1:12\n");
  EXPECT_EQ(checked("active.matches('t')", "Patient"), "fhirpath-semantic @1:8\n");
  EXPECT_EQ(checked("name.abs()", "Patient"), "fhirpath-semantic @1:6\n");
  EXPECT_EQ(checked("'a'.sqrt()", "Patient"), "fhirpath-semantic @1:5\n");
  EXPECT_EQ(checked("name.skip('1')", "Patient"), "fhirpath-semantic @1:11\n");
  EXPECT_EQ(checked("id.contains(1)", "Patient"), "fhirpath-semantic @1:13\n");
  EXPECT_EQ(checked("name['x']", "Patient"), "fhirpath-semantic @1:6\n");
}

TEST(TypeCheck, KnowsWhatCanBeReckoned) {
  expect_good("Patient", {"@1974-12-25 + 7 days", "birthDate - 1 year", "1 + 1.5", "'a' + id", "1 'mg' + 2 'g'",
                          "name.count() * 2", "birthDate + name.count().toQuantity()", "id + {}", "2 * 3 'mg'"});
  EXPECT_EQ(checked("@1974-12-25 + 7", "Patient"), "fhirpath-semantic @1:13\n");
  EXPECT_EQ(checked("birthDate - 'a'", "Patient"), "fhirpath-semantic @1:11\n");
  EXPECT_EQ(checked("name + 1", "Patient"), "fhirpath-semantic @1:6\n");
  EXPECT_EQ(checked("true + 1", "Patient"), "fhirpath-semantic @1:6\n");
  EXPECT_EQ(checked("id * 2", "Patient"), "fhirpath-semantic @1:4\n");
}

TEST(TypeCheck, KnowsTypes) {
  expect_good("Patient", {"active is boolean", "active is System.Boolean", "$this is FHIR.Patient",
                          "deceased.is(dateTime)", "name.ofType(HumanName).use", "name.ofType(HumanNam)"});
  EXPECT_EQ(checked("active is boolan", "Patient"), "fhirpath-semantic @1:8\n");
  EXPECT_EQ(checked("name.ofType(HumanNam)", "Patient"), "ok");  // fails when it is evaluated
  EXPECT_EQ(checked("active is FHIR.Boolean", "Patient"), "fhirpath-semantic @1:8\n");
}

TEST(TypeCheck, WantsABooleanInIif) {
  expect_good("Patient", {"iif(active, 1, 2)", "iif(name.exists(), name, {}).given", "iif({}, true, false)",
                          "iif({} | true, true, false)", "iif(name.count() > 1, 'a')"});
  EXPECT_EQ(checked("iif(1 | 2 | 3, true, false)", "Patient"), "fhirpath-semantic @1:11\n");
  EXPECT_EQ(checked("iif('x', true, false)", "Patient"), "fhirpath-semantic @1:5\n");
}

TEST(TypeCheck, FollowsRepetition) {
  expect_good("Questionnaire",
              {"repeat(item).linkId", "item.repeat(item).answerOption.value", "repeat(item).repeat(code)"});
  expect_good("ValueSet", {"expansion.repeat(contains).code"});
  EXPECT_EQ(checked("repeat(item).linkIds", "Questionnaire"), "fhirpath-semantic @1:14\n");
  std::string nested = "item";
  for (int i = 0; i < 20; ++i) nested = "repeat(" + nested + ")";
  EXPECT_EQ(checked(nested, "Questionnaire"), "ok");
}

}  // namespace
}  // namespace careway::fhirpath
