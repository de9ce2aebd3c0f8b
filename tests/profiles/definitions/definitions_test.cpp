#include "profiles/definitions/definitions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/profiles/definitions/packs.h"

namespace careway::definitions {
namespace {

using testing::ElementsAre;

class SmallDefinitions : public testing::Test {
 protected:
  Definitions view_ = open_pack(small_pack());
};

TEST_F(SmallDefinitions, KnowsItsVersionAndTypes) {
  EXPECT_EQ(view_.fhir_version(), "4.0.1");
  EXPECT_EQ(view_.type_count(), 16U);
  EXPECT_EQ(view_.find_type("Visitor"), kNone);
  EXPECT_EQ(view_.find_type(""), kNone);
  const auto visit = view_.type(view_.find_type("Visit"));
  EXPECT_EQ(visit.kind, TypeKind::resource);
  EXPECT_EQ(visit.json_kind, JsonKind::none);
  EXPECT_FALSE(visit.is_abstract);
  EXPECT_EQ(view_.type(visit.base).name, "Resource");
  const auto element = view_.type(view_.find_type("Element"));
  EXPECT_EQ(element.kind, TypeKind::complex);
  EXPECT_TRUE(element.is_abstract);
  EXPECT_EQ(element.base, kNone);
  EXPECT_EQ(view_.type(view_.find_type("Visit.step")).kind, TypeKind::backbone);
  EXPECT_EQ(view_.type(view_.type(view_.find_type("Visit.step")).base).name, "BackboneElement");
}

TEST_F(SmallDefinitions, OnlyConcreteResourcesAreResources) {
  EXPECT_TRUE(view_.is_resource("Visit"));
  EXPECT_FALSE(view_.is_resource("Resource"));
  EXPECT_FALSE(view_.is_resource("Coding"));
  EXPECT_FALSE(view_.is_resource("Visit.step"));
  EXPECT_FALSE(view_.is_resource("visit"));
}

TEST_F(SmallDefinitions, PrimitivesSayHowTheyStandInJson) {
  const auto kind = [&](std::string_view name) { return view_.type_json_kind(view_.find_type(name)); };
  EXPECT_EQ(kind("boolean"), JsonKind::boolean);
  EXPECT_EQ(kind("decimal"), JsonKind::number);
  EXPECT_EQ(kind("dateTime"), JsonKind::text);
  EXPECT_EQ(kind("xhtml"), JsonKind::xhtml);
  EXPECT_EQ(kind("Coding"), JsonKind::none);
  EXPECT_EQ(view_.type_kind(view_.find_type("code")), TypeKind::primitive);
  EXPECT_THAT(element_names(view_, "code"), ElementsAre("id", "extension"));
  EXPECT_THAT(element_names(view_, "xhtml"), ElementsAre("id"));
}

TEST_F(SmallDefinitions, UndoesThePublishersChanges) {
  EXPECT_THAT(element_names(view_, "Visit"),
              ElementsAre("id", "language", "contained", "status", "lost", "answer[x]", "step", "text"));
  EXPECT_EQ(view_.find_type("Visit.vendorPart"), kNone);
  EXPECT_EQ(type_of(view_, "Visit.step", "cost"), "decimal");
  EXPECT_EQ(entry_of(view_, "Coding", "code").max, 1);
}

TEST_F(SmallDefinitions, EntriesSayWhatTheyAre) {
  const auto status = entry_of(view_, "Visit", "status");
  EXPECT_EQ(status.name, "status");
  EXPECT_EQ(status.element, "status");
  EXPECT_EQ(view_.type(status.parent).name, "Visit");
  EXPECT_EQ(status.ordinal, 3);
  EXPECT_EQ(status.min, 1);
  EXPECT_EQ(status.max, 1);
  EXPECT_FALSE(status.is_list);
  EXPECT_TRUE(status.is_modifier);
  EXPECT_FALSE(status.is_choice);
  EXPECT_EQ(status.binding, BindingStrength::required);
  EXPECT_EQ(status.value_set, "http://example.org/ValueSet/visit-status|1.0");
  EXPECT_EQ(status.targets, "");
  const auto step = entry_of(view_, "Visit", "step");
  EXPECT_EQ(step.min, 1);
  EXPECT_EQ(step.max, kUnbounded);
  EXPECT_TRUE(step.is_list);
  EXPECT_EQ(step.binding, BindingStrength::none);
  EXPECT_TRUE(entry_of(view_, "Coding", "code").is_summary);
  EXPECT_FALSE(entry_of(view_, "Visit", "step").is_summary);
}

TEST_F(SmallDefinitions, ChoiceHasOneEntryPerType) {
  const auto type = view_.find_type("Visit");
  EXPECT_EQ(view_.find_entry(type, "answer"), kNone);
  EXPECT_EQ(view_.find_entry(type, "answer[x]"), kNone);
  EXPECT_EQ(view_.find_entry(type, "answerString"), kNone);
  for (const auto* name : {"answerBoolean", "answerDateTime", "answerReference", "answerCoding"}) {
    const auto entry = entry_of(view_, "Visit", name);
    EXPECT_EQ(entry.element, "answer[x]");
    EXPECT_EQ(entry.ordinal, 5);
    EXPECT_TRUE(entry.is_choice);
  }
  EXPECT_EQ(type_of(view_, "Visit", "answerDateTime"), "dateTime");
  EXPECT_EQ(entry_of(view_, "Visit", "answerReference").targets, "Visit Resource");
  EXPECT_EQ(entry_of(view_, "Visit", "answerReference").binding, BindingStrength::none);
  EXPECT_EQ(entry_of(view_, "Visit", "answerCoding").binding, BindingStrength::extensible);
}

TEST_F(SmallDefinitions, ContentReferenceLeadsToTheNamedElement) {
  EXPECT_EQ(type_of(view_, "Visit", "step"), "Visit.step");
  EXPECT_EQ(type_of(view_, "Visit.step", "step"), "Visit.step");
}

TEST_F(SmallDefinitions, KnowsXmlAttributesAndTheTypesOfIds) {
  EXPECT_TRUE(entry_of(view_, "Extension", "url").is_xml_attribute);
  EXPECT_TRUE(entry_of(view_, "Visit.step", "id").is_xml_attribute);
  EXPECT_FALSE(entry_of(view_, "Visit", "id").is_xml_attribute);
  EXPECT_EQ(type_of(view_, "Visit", "id"), "id");
  EXPECT_EQ(type_of(view_, "Visit.step", "id"), "string");
  EXPECT_EQ(type_of(view_, "Extension", "url"), "uri");
}

TEST_F(SmallDefinitions, ShortAnswersAgreeWithTheEntry) {
  for (EntryIndex index = 0; index < view_.entry_count(); ++index) {
    const auto entry = view_.entry(index);
    EXPECT_EQ(view_.find_entry(entry.parent, entry.name), index);
    EXPECT_EQ(view_.entry_name(index), entry.name);
    EXPECT_EQ(view_.entry_type(index), entry.type);
    EXPECT_EQ(view_.entry_ordinal(index), entry.ordinal);
    EXPECT_EQ(view_.entry_is_list(index), entry.is_list);
    EXPECT_EQ(view_.entry_is_xml_attribute(index), entry.is_xml_attribute);
  }
}

TEST_F(SmallDefinitions, ExpandsValueSets) {
  const auto codes = [&](const std::string& name) { return codes_of(view_, "http://example.org/ValueSet/" + name); };
  EXPECT_THAT(codes("visit-status|1.0"), ElementsAre("planned", "done", "dropped"));
  EXPECT_THAT(codes("colours"), ElementsAre("red", "scarlet", "crimson", "blue"));
  EXPECT_THAT(codes("warm"), ElementsAre("red", "scarlet", "crimson"));
  EXPECT_THAT(codes("listed"), ElementsAre("x", "y"));
  EXPECT_THAT(codes("both"), ElementsAre("red", "scarlet", "crimson", "x", "y"));
  EXPECT_THAT(codes("overlap"), ElementsAre("red"));
  EXPECT_THAT(codes("tables"), ElementsAre("1", "2"));
  for (const auto* name :
       {"filtered", "incomplete", "absent", "other-version", "circle", "unknown-exclude", "", "nosuch"}) {
    EXPECT_THAT(codes(name), ElementsAre("(unknown)")) << name;
  }
}

TEST_F(SmallDefinitions, AnswersWhetherAValueSetHasACode) {
  const std::string_view warm = "http://example.org/ValueSet/warm|1.0";
  const std::string_view colours = "http://example.org/CodeSystem/colours";
  EXPECT_TRUE(view_.value_set_has(warm, colours, "red"));
  EXPECT_TRUE(view_.value_set_has(warm, colours, "crimson"));
  EXPECT_FALSE(view_.value_set_has(warm, colours, "blue"));
  EXPECT_FALSE(view_.value_set_has(warm, "http://elsewhere.example", "red"));
  EXPECT_FALSE(view_.value_set_has(warm, colours, "Red"));
  EXPECT_FALSE(view_.value_set_has("http://example.org/ValueSet/nosuch", colours, "red"));
}

TEST_F(SmallDefinitions, FindsSearchParametersOfTheTypeAndItsBases) {
  const auto visit = view_.find_type("Visit");
  EXPECT_EQ(view_.search_parameter_count(), 3U);
  const auto answer = view_.find_search_parameter(visit, "answer");
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->kind, "reference");
  EXPECT_EQ(answer->targets, "Visit Resource");
  EXPECT_EQ(answer->expression, "(Visit.answer as Reference)");
  EXPECT_EQ(answer->url, "http://example.org/sp/answer");
  const auto id = view_.find_search_parameter(visit, "_id");
  ASSERT_TRUE(id.has_value());
  EXPECT_EQ(id->type, view_.find_type("Resource"));
  EXPECT_FALSE(view_.find_search_parameter(visit, "_query").has_value());
  EXPECT_FALSE(view_.find_search_parameter(view_.find_type("Resource"), "answer").has_value());
}

}  // namespace
}  // namespace careway::definitions
