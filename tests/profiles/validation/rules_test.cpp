// The rules of FHIR's prose on questionnaires, measures and definitions: the findings that each example must give, by
// code and path, and no other finding of these rules.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "profiles/validation/read_for_validation.h"
#include "profiles/validation/validator.h"
#include "tests/profiles/validation/suite_files.h"

namespace careway::validation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

/// "code path" of every finding whose code begins with one of the words of `family`.
std::vector<std::string> findings(std::string_view resource, const std::vector<std::string>& known,
                                  const std::vector<std::string_view>& family) {
  fhir::Issues issues;
  packages::PackageSet set;
  EXPECT_TRUE(set.add_pack(std::as_bytes(std::span(core_conformance_pack())), issues));
  std::vector<packages::PackageFile> files;
  for (const auto& bytes : known) files.push_back({"known-" + std::to_string(files.size()) + ".json", bytes});
  set.add_files("known", std::move(files), issues);
  EXPECT_TRUE(issues.empty());
  fhir::Document document;
  EXPECT_TRUE(read_for_validation(resource, suite_definitions(), document, issues));
  Options options;
  Validator(suite_definitions(), set).validate(document.root(), {}, options, issues);
  std::vector<std::string> found;
  for (const fhir::Issue& issue : issues.items()) {
    for (const auto word : family) {
      if (issue.code.starts_with(word)) found.push_back(issue.code + " " + issue.path);
    }
  }
  return found;
}

std::string questionnaire(std::string_view items) {
  return R"({"resourceType":"Questionnaire","url":"http://example.org/q","status":"active","item":[)" +
         std::string(items) + "]}";
}

std::string response(std::string_view items, std::string_view status = "completed") {
  return R"({"resourceType":"QuestionnaireResponse","questionnaire":"http://example.org/q","status":")" +
         std::string(status) + R"(","item":[)" + std::string(items) + "]}";
}

std::vector<std::string> answer_findings(std::string_view questions, std::string_view answers,
                                         std::string_view status = "completed") {
  return findings(response(answers, status), {questionnaire(questions)}, {"response-", "canonical-"});
}

std::vector<std::string> question_findings(std::string_view questions) {
  return findings(questionnaire(questions), {}, {"questionnaire-"});
}

TEST(QuestionnaireResponseRule, FindsNothingWrongWithGoodAnswers) {
  EXPECT_THAT(answer_findings(R"({"linkId":"g","type":"group","item":[{"linkId":"1","type":"string","required":true}]},
                                 {"linkId":"2","type":"integer"})",
                              R"({"linkId":"g","item":[{"linkId":"1","answer":[{"valueString":"x"}]}]},
                                 {"linkId":"2","answer":[{"valueInteger":5}]})"),
              IsEmpty());
}

TEST(QuestionnaireResponseRule, SaysWhenTheQuestionnaireIsNotKnown) {
  EXPECT_THAT(findings(response(R"({"linkId":"1"})"), {}, {"response-", "canonical-"}),
              ElementsAre("canonical-unknown QuestionnaireResponse.questionnaire",
                          "response-questionnaire-unknown QuestionnaireResponse"));
}

TEST(QuestionnaireResponseRule, NeedsKnownLinkIdsInTheirPlaceAndOrder) {
  EXPECT_THAT(answer_findings(R"({"linkId":"1","type":"string"},{"linkId":"2","type":"string"})", R"({"linkId":"9"})"),
              ElementsAre("response-link-id-unknown QuestionnaireResponse"));
  EXPECT_THAT(answer_findings(R"({"linkId":"1","type":"string"},{"linkId":"2","type":"string"})",
                              R"({"linkId":"2"},{"linkId":"1"})"),
              ElementsAre("response-structure QuestionnaireResponse.item[1]"));
  EXPECT_THAT(
      answer_findings(R"({"linkId":"g","type":"group","item":[{"linkId":"1","type":"string"}]})", R"({"linkId":"1"})"),
      ElementsAre("response-structure QuestionnaireResponse.item[0]"));
}

TEST(QuestionnaireResponseRule, MissesRequiredItemsOnlyInFinishedResponses) {
  const std::string_view questions = R"({"linkId":"1","type":"string","required":true},{"linkId":"2","type":"string"})";
  EXPECT_THAT(answer_findings(questions, R"({"linkId":"2"})"), ElementsAre("response-required QuestionnaireResponse"));
  EXPECT_THAT(answer_findings(questions, R"({"linkId":"1"})"),
              ElementsAre("response-required QuestionnaireResponse.item[0]"));
  // In progress it is a warning, which these findings hold too.
  EXPECT_THAT(answer_findings(questions, R"({"linkId":"1"})", "in-progress"),
              ElementsAre("response-required QuestionnaireResponse.item[0]"));
}

TEST(QuestionnaireResponseRule, KeepsGroupsAndQuestionsApart) {
  EXPECT_THAT(answer_findings(R"({"linkId":"g","type":"group","item":[{"linkId":"1","type":"string"}]})",
                              R"({"linkId":"g","answer":[{"valueString":"x"}]})"),
              ElementsAre("response-structure QuestionnaireResponse.item[0]"));
  EXPECT_THAT(
      answer_findings(R"({"linkId":"g","type":"group","required":true,"item":[{"linkId":"1","type":"string"}]})",
                      R"({"linkId":"g"})"),
      ElementsAre("response-group-empty QuestionnaireResponse.item[0]"));
  EXPECT_THAT(answer_findings(R"({"linkId":"g","type":"group"})", R"({"linkId":"g"},{"linkId":"g"})"),
              ElementsAre("response-item-count QuestionnaireResponse.item[1]"));
}

TEST(QuestionnaireResponseRule, CountsAnswers) {
  EXPECT_THAT(answer_findings(R"({"linkId":"1","type":"string"})",
                              R"({"linkId":"1","answer":[{"valueString":"a"},{"valueString":"b"}]})"),
              ElementsAre("response-answer-count QuestionnaireResponse.item[0]"));
  EXPECT_THAT(answer_findings(
                  R"({"linkId":"1","type":"string","repeats":true,"extension":[{"url":
                     "http://hl7.org/fhir/StructureDefinition/questionnaire-maxOccurs","valueInteger":2}]})",
                  R"({"linkId":"1","answer":[{"valueString":"a"},{"valueString":"b"},{"valueString":"c"}]})"),
              ElementsAre("response-answer-count QuestionnaireResponse.item[0]"));
}

TEST(QuestionnaireResponseRule, AsksForTheTypeOfTheQuestion) {
  EXPECT_THAT(answer_findings(R"({"linkId":"1","type":"boolean"})",
                              R"({"linkId":"1","answer":[{"valueCoding":{"code":"x"}}]})"),
              ElementsAre("response-answer-type QuestionnaireResponse.item[0].answer[0].value.ofType(Coding)"));
}

TEST(QuestionnaireResponseRule, OffersOnlyItsOptions) {
  const std::string_view question = R"({"linkId":"1","type":"choice","repeats":true,"answerOption":[
      {"valueCoding":{"system":"http://example.org","code":"a"}},
      {"valueCoding":{"system":"http://example.org","code":"b"},"extension":[{"url":
       "http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive","valueBoolean":true}]}]})";
  EXPECT_THAT(answer_findings(question, R"({"linkId":"1","answer":[
                              {"valueCoding":{"system":"http://example.org","code":"c"}}]})"),
              ElementsAre("response-answer-not-permitted QuestionnaireResponse.item[0].answer[0]"));
  EXPECT_THAT(answer_findings(question, R"({"linkId":"1","answer":[
                              {"valueCoding":{"system":"http://example.org","code":"a"}},
                              {"valueCoding":{"system":"http://example.org","code":"b"}}]})"),
              ElementsAre("response-answer-not-permitted QuestionnaireResponse.item[0].answer[1]"));
  EXPECT_THAT(answer_findings(question, R"({"linkId":"1","answer":[{"valueString":"a"}]})"),
              ElementsAre("response-answer-not-permitted QuestionnaireResponse.item[0].answer[0]"));
}

TEST(QuestionnaireResponseRule, LooksIntoContainedValueSets) {
  const std::string questions =
      R"({"resourceType":"Questionnaire","url":"http://example.org/q","status":"active","contained":[
          {"resourceType":"ValueSet","id":"v","status":"active","compose":{"include":[
           {"system":"http://example.org/s","concept":[{"code":"a"}]}]}}],
          "item":[{"linkId":"1","type":"choice","answerValueSet":"#v"}]})";
  const auto with_code = [&](std::string_view code) {
    return findings(response(R"({"linkId":"1","answer":[{"valueCoding":{"system":"http://example.org/s","code":")" +
                             std::string(code) + R"("}}]})"),
                    {questions}, {"response-"});
  };
  EXPECT_THAT(with_code("a"), IsEmpty());
  EXPECT_THAT(with_code("b"), ElementsAre("response-answer-not-in-value-set QuestionnaireResponse.item[0].answer[0]"));
}

TEST(QuestionnaireResponseRule, KeepsWithinLimits) {
  const auto limited = [](std::string_view type, std::string_view extension, std::string_view value) {
    return answer_findings(
        R"({"linkId":"1","type":")" + std::string(type) + R"(","extension":[)" + std::string(extension) + "]}",
        R"({"linkId":"1","answer":[{)" + std::string(value) + "}]}");
  };
  constexpr std::string_view kMost = R"({"url":"http://hl7.org/fhir/StructureDefinition/maxValue","valueInteger":10})";
  EXPECT_THAT(limited("integer", kMost, R"("valueInteger":10)"), IsEmpty());
  EXPECT_THAT(limited("integer", kMost, R"("valueInteger":11)"),
              ElementsAre("response-answer-limit QuestionnaireResponse.item[0].answer[0].value.ofType(integer)"));
  constexpr std::string_view kPlaces =
      R"({"url":"http://hl7.org/fhir/StructureDefinition/maxDecimalPlaces","valueInteger":2})";
  EXPECT_THAT(limited("decimal", kPlaces, R"("valueDecimal":1.25)"), IsEmpty());
  EXPECT_THAT(limited("decimal", kPlaces, R"("valueDecimal":1.250)"),
              ElementsAre("response-answer-limit QuestionnaireResponse.item[0].answer[0].value.ofType(decimal)"));
  constexpr std::string_view kForm =
      R"({"url":"http://hl7.org/fhir/StructureDefinition/regex","valueString":"[A-Z]+"})";
  EXPECT_THAT(limited("string", kForm, R"("valueString":"ABC")"), IsEmpty());
  EXPECT_THAT(limited("string", kForm, R"("valueString":"ABC1")"),
              ElementsAre("response-answer-limit QuestionnaireResponse.item[0].answer[0].value.ofType(string)"));
  constexpr std::string_view kMetres =
      R"({"url":"http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-maxQuantity","valueQuantity":
         {"value":2,"system":"http://unitsofmeasure.org","code":"m"}})";
  EXPECT_THAT(
      limited("quantity", kMetres, R"("valueQuantity":{"value":200,"system":"http://unitsofmeasure.org","code":"cm"})"),
      IsEmpty());
  EXPECT_THAT(
      limited("quantity", kMetres, R"("valueQuantity":{"value":201,"system":"http://unitsofmeasure.org","code":"cm"})"),
      ElementsAre("response-answer-limit QuestionnaireResponse.item[0].answer[0].value.ofType(Quantity)"));
  constexpr std::string_view kImage =
      R"({"url":"http://hl7.org/fhir/StructureDefinition/mimeType","valueCode":"image/*"})";
  EXPECT_THAT(limited("attachment", kImage, R"("valueAttachment":{"contentType":"image/gif"})"), IsEmpty());
  EXPECT_THAT(limited("attachment", kImage, R"("valueAttachment":{"contentType":"application/pdf"})"),
              ElementsAre("response-attachment QuestionnaireResponse.item[0].answer[0]"));
}

TEST(QuestionnaireResponseRule, TakesAnswersOnlyWhereConditionsEnableThem) {
  const auto conditional = [](std::string_view condition, std::string_view first) {
    return answer_findings(
        R"({"linkId":"1","type":"integer"},{"linkId":"2","type":"string","enableWhen":[{"question":"1",)" +
            std::string(condition) + "}]}",
        R"({"linkId":"1")" + std::string(first) + R"(},{"linkId":"2","answer":[{"valueString":"x"}]})");
  };
  const std::string_view five = R"(,"answer":[{"valueInteger":5}])";
  const auto refused = ElementsAre("response-not-enabled QuestionnaireResponse.item[1]");
  EXPECT_THAT(conditional(R"("operator":"=","answerInteger":5)", five), IsEmpty());
  EXPECT_THAT(conditional(R"("operator":"=","answerInteger":6)", five), refused);
  EXPECT_THAT(conditional(R"("operator":"!=","answerInteger":5)", five), refused);
  EXPECT_THAT(conditional(R"("operator":">","answerInteger":4)", five), IsEmpty());
  EXPECT_THAT(conditional(R"("operator":">","answerInteger":5)", five), refused);
  EXPECT_THAT(conditional(R"("operator":">=","answerInteger":5)", five), IsEmpty());
  EXPECT_THAT(conditional(R"("operator":"<","answerInteger":5)", five), refused);
  EXPECT_THAT(conditional(R"("operator":"<=","answerInteger":5)", five), IsEmpty());
  EXPECT_THAT(conditional(R"("operator":"exists","answerBoolean":true)", five), IsEmpty());
  EXPECT_THAT(conditional(R"("operator":"exists","answerBoolean":false)", five), refused);
  EXPECT_THAT(conditional(R"("operator":"exists","answerBoolean":false)", ""), IsEmpty());
  EXPECT_THAT(conditional(R"("operator":"=","answerInteger":5)", ""), refused);
}

TEST(QuestionnaireResponseRule, AsksTheNearestQuestionOfARepeatedGroup) {
  const std::string_view questions = R"({"linkId":"g","type":"group","repeats":true,"item":[
      {"linkId":"b","type":"string","enableWhen":[{"question":"a","operator":"=","answerBoolean":true}]},
      {"linkId":"a","type":"boolean"}]})";
  EXPECT_THAT(answer_findings(questions,
                              R"({"linkId":"g","item":[{"linkId":"b","answer":[{"valueString":"x"}]},
                                                       {"linkId":"a","answer":[{"valueBoolean":true}]}]},
                                 {"linkId":"g","item":[{"linkId":"b","answer":[{"valueString":"x"}]},
                                                       {"linkId":"a","answer":[{"valueBoolean":false}]}]})"),
              ElementsAre("response-not-enabled QuestionnaireResponse.item[1].item[0]"));
}

TEST(QuestionnaireRule, ChecksConditions) {
  const auto condition = [](std::string_view question) {
    return R"("enableWhen":[{"question":")" + std::string(question) + R"(","operator":"exists","answerBoolean":true}])";
  };
  EXPECT_THAT(
      question_findings(R"({"linkId":"1","type":"string"},{"linkId":"2","type":"string",)" + condition("1") + "}"),
      IsEmpty());
  const auto refused = ElementsAre("questionnaire-condition Questionnaire.item[0]");
  EXPECT_THAT(question_findings(R"({"linkId":"2","type":"string",)" + condition("9") + "}"), refused);
  EXPECT_THAT(question_findings(R"({"linkId":"2","type":"string",)" + condition("2") + "}"), refused);
  EXPECT_THAT(question_findings(R"({"linkId":"2","type":"group",)" + condition("3") +
                                R"(,"item":[{"linkId":"3","type":"string"}]})"),
              refused);
}

TEST(QuestionnaireRule, WantsOptionsOfItsType) {
  EXPECT_THAT(
      question_findings(R"({"linkId":"1","type":"integer","answerOption":[{"valueInteger":1},{"valueDate":"2024"}]})"),
      ElementsAre("questionnaire-value-type Questionnaire.item[0].answerOption[1].value.ofType(date)"));
}

std::string profile(std::string_view elements, std::string_view more = "") {
  return R"({"resourceType":"StructureDefinition","url":"http://example.org/p","name":"P","status":"active","kind":"resource",
             "abstract":false,"type":"Patient","baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient",
             "derivation":"constraint",)" +
         std::string(more) + R"("differential":{"element":[)" + std::string(elements) + "]}}";
}

std::vector<std::string> structure_findings(std::string_view elements) {
  return findings(profile(elements), {}, {"structure-"});
}

TEST(StructureDefinitionRule, FindsNothingWrongWithAGoodProfile) {
  EXPECT_THAT(structure_findings(R"({"id":"Patient","path":"Patient"},
      {"id":"Patient.identifier","path":"Patient.identifier","slicing":{"discriminator":[{"type":"value","path":"system"}],
       "rules":"open"},"min":1},
      {"id":"Patient.identifier:nhs","path":"Patient.identifier","sliceName":"nhs"},
      {"id":"Patient.identifier:nhs.system","path":"Patient.identifier.system","fixedUri":"http://example.org/s"},
      {"id":"Patient.deceasedBoolean","path":"Patient.deceasedBoolean","max":"1"},
      {"id":"Patient.contact.name.family","path":"Patient.contact.name.family","min":1})"),
              IsEmpty());
}

TEST(StructureDefinitionRule, KnowsThePathsOfTheBase) {
  EXPECT_THAT(structure_findings(R"({"id":"Patient.a","path":"Patient..unit"})"),
              ElementsAre("structure-path StructureDefinition"));
  EXPECT_THAT(structure_findings(R"({"id":"Patient.a","path":"Patient.deceasedQuantity"})"),
              ElementsAre("structure-path StructureDefinition"));
  EXPECT_THAT(structure_findings(R"({"id":"Person.name","path":"Person.name"})"),
              testing::Contains("structure-path-root StructureDefinition.differential.element[0]"));
}

TEST(StructureDefinitionRule, WantsTheOrderOfTheBase) {
  EXPECT_THAT(structure_findings(R"({"id":"Patient.birthDate","path":"Patient.birthDate"},
                                    {"id":"Patient.identifier","path":"Patient.identifier"})"),
              UnorderedElementsAre("structure-order StructureDefinition.differential.element[0]",
                                   "structure-order StructureDefinition"));
}

TEST(StructureDefinitionRule, WantsTypesProfilesAndBindingsThatFit) {
  EXPECT_THAT(structure_findings(R"({"id":"Patient.birthDate","path":"Patient.birthDate","type":[{"code":"string"}]})"),
              ElementsAre("structure-type StructureDefinition.differential.element[0].type[0]"));
  EXPECT_THAT(
      structure_findings(R"({"id":"Patient.photo","path":"Patient.photo","type":[{"code":"Attachment","profile":[
                                    "http://hl7.org/fhir/StructureDefinition/Period"]}]})"),
      ElementsAre("structure-profile-type StructureDefinition.differential.element[0].type[0].profile[0]"));
  EXPECT_THAT(
      structure_findings(R"({"id":"Patient.birthDate","path":"Patient.birthDate","binding":{"strength":"required",
                                    "valueSet":"http://example.org/v"}})"),
      ElementsAre("structure-binding StructureDefinition.differential.element[0]"));
}

TEST(StructureDefinitionRule, WantsDiscriminatorsThatLeadSomewhere) {
  EXPECT_THAT(
      structure_findings(R"({"id":"Patient.identifier","path":"Patient.identifier","slicing":{"discriminator":[
                                    {"type":"value","path":"nowhere"}],"rules":"open"}})"),
      ElementsAre("structure-discriminator StructureDefinition.differential.element[0].slicing.discriminator[0]"));
}

TEST(StructureDefinitionRule, CompilesInvariants) {
  EXPECT_THAT(structure_findings(R"({"id":"Patient","path":"Patient","constraint":[
                 {"key":"a-1","severity":"error","human":"x","expression":"name.exists("}]})"),
              ElementsAre("structure-constraint-expression "
                          "StructureDefinition.differential.element[0].constraint[0].expression"));
}

TEST(MeasureReportRule, WantsTheGroupsAndPopulationsOfTheMeasure) {
  const std::string measure =
      R"({"resourceType":"Measure","url":"http://example.org/m","status":"active","scoring":{"coding":[
          {"system":"http://terminology.hl7.org/CodeSystem/measure-scoring","code":"cohort"}]},
          "group":[{"population":[{"code":{"coding":[{"system":"http://example.org","code":"a"}]},
           "criteria":{"language":"text/plain","expression":"x"}}]}]})";
  const auto report = [&](std::string_view population, std::string_view more = "") {
    return findings(
        R"({"resourceType":"MeasureReport","status":"complete","type":"summary","measure":"http://example.org/m",
                        "period":{"start":"2024"},"group":[{"population":[{)" +
            std::string(population) + "}]" + std::string(more) + "}]}",
        {measure}, {"measure-"});
  };
  EXPECT_THAT(report(R"("code":{"coding":[{"system":"http://example.org","code":"a"}]},"count":1)"), IsEmpty());
  EXPECT_THAT(report(R"("code":{"coding":[{"system":"http://example.org","code":"b"}]},"count":1)"),
              ElementsAre("measure-report-no-match MeasureReport.group[0].population[0]"));
  EXPECT_THAT(report(R"("code":{"coding":[{"system":"http://example.org","code":"a"}]},"count":1)",
                     R"(,"measureScore":{"value":1})"),
              ElementsAre("measure-report-score MeasureReport.group[0].measureScore"));
}

TEST(CodeSystemRule, KnowsItsPropertiesAndCount) {
  EXPECT_THAT(
      findings(R"({"resourceType":"CodeSystem","url":"http://example.org/c","status":"active","content":"complete",
                           "count":3,"concept":[{"code":"a"},{"code":"b","property":[{"code":"x","valueCode":"a"}]}]})",
               {}, {"code-system-"}),
      UnorderedElementsAre("code-system-count CodeSystem.count",
                           "code-system-property CodeSystem.concept[1].property[0]"));
}

TEST(SearchParameterRule, CompilesTheExpression) {
  EXPECT_THAT(findings(R"({"resourceType":"SearchParameter","url":"http://example.org/s","name":"S","status":"active",
                           "description":"x","code":"s","base":["Patient"],"type":"string","expression":"Patient.name.("})",
                       {}, {"search-parameter-"}),
              ElementsAre("search-parameter-expression SearchParameter.expression"));
}

TEST(QuestionnaireResponseRule, FindsEachOfManyItems) {
  const auto work = [](std::size_t count) {
    std::string questions;
    std::string answers;
    for (std::size_t number = 0; number < count; ++number) {
      const std::string id = "q" + std::to_string(number);
      const std::string comma = number == 0 ? "" : ",";
      questions += comma + R"({"linkId":")" + id +
                   R"(","type":"string","enableWhen":[{"question":"q0","operator":"exists",)" +
                   R"("answerBoolean":true}]})";
      answers += comma + R"({"linkId":")" + id + R"(","answer":[{"valueString":"x"}]})";
    }
    return answer_findings(questions, answers).size();
  };
  EXPECT_EQ(work(5000), 0U);
}

}  // namespace
}  // namespace careway::validation
