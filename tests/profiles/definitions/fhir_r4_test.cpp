#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/profiles/definitions/packs.h"

namespace careway::definitions {
namespace {

using testing::ElementsAre;
using testing::IsSupersetOf;

/// Facts of FHIR R4 (4.0.1) that readers and writers depend on.
class FhirR4 : public testing::Test {
 protected:
  Definitions view_ = open_pack(fhir_r4_pack());
};

TEST_F(FhirR4, HasTheResourcesOfR4) {
  EXPECT_EQ(view_.fhir_version(), "4.0.1");
  std::size_t resources = 0;
  for (TypeIndex type = 0; type < view_.type_count(); ++type) {
    if (view_.is_resource(view_.type(type).name)) ++resources;
  }
  EXPECT_EQ(resources, 146U);
  for (const auto* name :
       {"Patient", "Bundle", "Binary", "Parameters", "ServiceRequest", "ClaimResponse", "TestScript"}) {
    EXPECT_TRUE(view_.is_resource(name)) << name;
  }
  for (const auto* name : {"Resource", "DomainResource", "SubscriptionStatus", "Bot", "MetadataResource", "Period"}) {
    EXPECT_FALSE(view_.is_resource(name)) << name;
  }
}

TEST_F(FhirR4, TellsPrimitivesApart) {
  std::set<std::string_view> numbers;
  std::set<std::string_view> booleans;
  std::size_t primitives = 0;
  for (TypeIndex index = 0; index < view_.type_count(); ++index) {
    const auto type = view_.type(index);
    EXPECT_EQ(type.kind == TypeKind::primitive, type.json_kind != JsonKind::none) << type.name;
    if (type.kind == TypeKind::primitive) ++primitives;
    if (type.json_kind == JsonKind::number) numbers.insert(type.name);
    if (type.json_kind == JsonKind::boolean) booleans.insert(type.name);
  }
  EXPECT_EQ(primitives, 20U);
  EXPECT_THAT(numbers, ElementsAre("decimal", "integer", "positiveInt", "unsignedInt"));
  EXPECT_THAT(booleans, ElementsAre("boolean"));
}

TEST_F(FhirR4, PutsInheritedElementsFirst) {
  EXPECT_THAT(element_names(view_, "Patient"),
              ElementsAre("id", "meta", "implicitRules", "language", "text", "contained", "extension",
                          "modifierExtension", "identifier", "active", "name", "telecom", "gender", "birthDate",
                          "deceased[x]", "address", "maritalStatus", "multipleBirth[x]", "photo", "contact",
                          "communication", "generalPractitioner", "managingOrganization", "link"));
  EXPECT_THAT(element_names(view_, "Patient.contact"),
              ElementsAre("id", "extension", "modifierExtension", "relationship", "name", "telecom", "address",
                          "gender", "organization", "period"));
  EXPECT_THAT(element_names(view_, "Timing.repeat"),
              ElementsAre("id", "extension", "bounds[x]", "count", "countMax", "duration", "durationMax",
                          "durationUnit", "frequency", "frequencyMax", "period", "periodMax", "periodUnit", "dayOfWeek",
                          "timeOfDay", "when", "offset"));
  EXPECT_THAT(element_names(view_, "Quantity"),
              ElementsAre("id", "extension", "value", "comparator", "unit", "system", "code"));
  EXPECT_THAT(element_names(view_, "Age"),
              ElementsAre("id", "extension", "value", "comparator", "unit", "system", "code"));
}

TEST_F(FhirR4, HasNothingThatThePublisherAdded) {
  EXPECT_THAT(element_names(view_, "Meta"),
              ElementsAre("id", "extension", "versionId", "lastUpdated", "source", "profile", "security", "tag"));
  EXPECT_THAT(element_names(view_, "Binary"),
              ElementsAre("id", "meta", "implicitRules", "language", "contentType", "securityContext", "data"));
  EXPECT_THAT(element_names(view_, "EvidenceVariable.characteristic"),
              ElementsAre("id", "extension", "modifierExtension", "description", "definition[x]", "usageContext",
                          "exclude", "participantEffective[x]", "timeFromStart", "groupMeasure"));
  EXPECT_EQ(type_of(view_, "Bundle.entry.response", "outcome"), "Resource");
  EXPECT_EQ(entry_of(view_, "AuditEvent.agent", "who").targets,
            "PractitionerRole Practitioner Organization Device Patient RelatedPerson");
}

TEST_F(FhirR4, KeepsElementsThatTheListOfDataElementsOmits) {
  EXPECT_THAT(
      element_names(view_, "MedicinalProductIngredient.specifiedSubstance.strength"),
      ElementsAre("id", "extension", "modifierExtension", "presentation", "presentationLowLimit", "concentration",
                  "concentrationLowLimit", "measurementPoint", "country", "referenceStrength"));
  EXPECT_NE(view_.find_type("MedicationKnowledge.administrationGuidelines.patientCharacteristics"), kNone);
}

TEST_F(FhirR4, ExpandsChoices) {
  const auto type = view_.find_type("Observation");
  std::vector<std::string> variants;
  for (EntryIndex i = view_.type(type).first_entry; i < view_.type(type).first_entry + view_.type(type).entry_count;
       ++i) {
    if (view_.entry(i).element == "value[x]") variants.emplace_back(view_.entry_name(i));
  }
  EXPECT_THAT(variants,
              ElementsAre("valueQuantity", "valueCodeableConcept", "valueString", "valueBoolean", "valueInteger",
                          "valueRange", "valueRatio", "valueSampledData", "valueTime", "valueDateTime", "valuePeriod"));
  EXPECT_NE(view_.find_entry(view_.find_type("Extension"), "valueBase64Binary"), kNone);
  EXPECT_EQ(view_.find_entry(type, "value"), kNone);
}

TEST_F(FhirR4, FollowsContentReferences) {
  EXPECT_EQ(type_of(view_, "Questionnaire.item", "item"), "Questionnaire.item");
  EXPECT_EQ(type_of(view_, "QuestionnaireResponse.item.answer", "item"), "QuestionnaireResponse.item");
  EXPECT_EQ(type_of(view_, "Bundle.entry", "link"), "Bundle.link");
  EXPECT_EQ(type_of(view_, "Observation.component", "referenceRange"), "Observation.referenceRange");
  EXPECT_EQ(type_of(view_, "Parameters.parameter", "part"), "Parameters.parameter");
  EXPECT_EQ(view_.find_type("Questionnaire.item.item"), kNone);
}

TEST_F(FhirR4, HoldsResourcesInResources) {
  EXPECT_EQ(type_of(view_, "Bundle.entry", "resource"), "Resource");
  EXPECT_EQ(type_of(view_, "Patient", "contained"), "Resource");
  EXPECT_EQ(type_of(view_, "Parameters.parameter", "resource"), "Resource");
}

TEST_F(FhirR4, KnowsWhatIsAnAttributeInXml) {
  for (EntryIndex index = 0; index < view_.entry_count(); ++index) {
    const auto entry = view_.entry(index);
    const auto parent = view_.type(entry.parent);
    const bool is_element_id = entry.name == "id" && parent.kind != TypeKind::resource;
    const bool is_extension_url = entry.name == "url" && parent.name == "Extension";
    EXPECT_EQ(entry.is_xml_attribute, is_element_id || is_extension_url) << parent.name << '.' << entry.name;
  }
}

TEST_F(FhirR4, FindsEveryEntryByItsName) {
  for (EntryIndex index = 0; index < view_.entry_count(); ++index) {
    const auto entry = view_.entry(index);
    ASSERT_EQ(view_.find_entry(entry.parent, entry.name), index) << view_.type(entry.parent).name << '.' << entry.name;
  }
}

TEST_F(FhirR4, KnowsListsAndTargets) {
  EXPECT_TRUE(entry_of(view_, "Patient", "name").is_list);
  EXPECT_TRUE(entry_of(view_, "HumanName", "given").is_list);
  EXPECT_FALSE(entry_of(view_, "HumanName", "family").is_list);
  EXPECT_EQ(entry_of(view_, "Patient", "generalPractitioner").targets, "Organization Practitioner PractitionerRole");
  EXPECT_EQ(entry_of(view_, "Narrative", "div").min, 1);
  EXPECT_EQ(type_of(view_, "Narrative", "div"), "xhtml");
  EXPECT_TRUE(entry_of(view_, "Patient", "active").is_modifier);
  EXPECT_TRUE(entry_of(view_, "Patient", "active").is_summary);
}

TEST_F(FhirR4, KnowsTheCodesOfRequiredBindings) {
  const auto gender = entry_of(view_, "Patient", "gender");
  EXPECT_EQ(gender.binding, BindingStrength::required);
  EXPECT_EQ(gender.value_set, "http://hl7.org/fhir/ValueSet/administrative-gender|4.0.1");
  EXPECT_THAT(codes_of(view_, gender.value_set), ElementsAre("male", "female", "other", "unknown"));
  EXPECT_TRUE(view_.value_set_has(gender.value_set, "http://hl7.org/fhir/administrative-gender", "other"));
  EXPECT_FALSE(view_.value_set_has(gender.value_set, "http://hl7.org/fhir/administrative-gender", "M"));
  EXPECT_THAT(codes_of(view_, entry_of(view_, "ServiceRequest", "status").value_set),
              ElementsAre("draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown"));
  EXPECT_THAT(codes_of(view_, entry_of(view_, "Quantity", "comparator").value_set), ElementsAre("<", "<=", ">=", ">"));
  EXPECT_THAT(codes_of(view_, "http://hl7.org/fhir/ValueSet/resource-types"),
              IsSupersetOf({"Patient", "Claim", "Task"}));
}

TEST_F(FhirR4, KnowsNearlyAllRequiredValueSets) {
  // What is left needs a code system that is too large to publish with FHIR: MIME types, currencies, UCUM, LOINC.
  std::set<std::string_view> unknown;
  for (EntryIndex index = 0; index < view_.entry_count(); ++index) {
    const auto entry = view_.entry(index);
    if (entry.binding == BindingStrength::required && !view_.value_set_codes(entry.value_set))
      unknown.insert(entry.value_set);
  }
  EXPECT_THAT(
      unknown,
      ElementsAre("http://hl7.org/fhir/ValueSet/currencies|4.0.1", "http://hl7.org/fhir/ValueSet/mimetypes|4.0.1",
                  "http://hl7.org/fhir/ValueSet/ucum-units|4.0.1", "http://loinc.org/vs/LL379-9|4.0.1"));
}

TEST_F(FhirR4, FindsSearchParameters) {
  const auto patient = view_.find_type("Patient");
  ASSERT_TRUE(view_.find_search_parameter(patient, "birthdate").has_value());
  EXPECT_EQ(view_.find_search_parameter(patient, "birthdate")->kind, "date");
  ASSERT_TRUE(view_.find_search_parameter(patient, "_lastUpdated").has_value());
  EXPECT_EQ(view_.find_search_parameter(patient, "_lastUpdated")->expression, "Resource.meta.lastUpdated");
  EXPECT_FALSE(view_.find_search_parameter(patient, "nosuch").has_value());
}

}  // namespace
}  // namespace careway::definitions
