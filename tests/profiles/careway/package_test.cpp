#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "mappers/language/code_map.h"
#include "mappers/language/names.h"
#include "mappers/language/yaml_tree.h"
#include "profiles/fhir/json.h"
#include "tests/profiles/careway/careway_files.h"

// What our conformance resources say of each other and of names.yaml. Whether each is good FHIR is in
// examples_test.cpp.

namespace careway::profiles {
namespace {

using ::testing::UnorderedElementsAreArray;

const std::vector<Resource>& all() {
  static const std::vector<Resource> kResources = careway_resources();
  return kResources;
}

const language::Names& names() {
  static const language::Names kNames = [] {
    fhir::Issues issues;
    return language::Names::read(text_of(careway_folder() / "names.yaml"), "names.yaml", issues).value();
  }();
  return kNames;
}

/// URLs of a kind that names.yaml knows under our base ("/Id/").
std::set<std::string> named(std::string_view part) {
  std::set<std::string> urls;
  const std::string start = names().base() + std::string(part);
  for (const std::string& alias : names().aliases()) {
    const std::string_view url = *names().find(alias);
    if (url.starts_with(start)) urls.emplace(url);
  }
  return urls;
}

/// The URL that names.yaml has for what HL7 names and R4 lacks; our definition of it is called as the alias.
bool is_named_by_another(const Resource& resource) {
  const auto named = names().find(resource.text("id"));
  return named && !named->starts_with(names().base()) && *named == resource.text("url");
}

std::set<std::string> urls_of(std::string_view type) {
  std::set<std::string> urls;
  for (const Resource& resource : all()) {
    if (resource.root().value() == type && !is_named_by_another(resource)) urls.insert(resource.text("url"));
  }
  return urls;
}

/// Calls for every node below.
template <typename Visit>
void visit_all(fhir::Element element, const Visit& visit) {
  visit(element);
  for (const fhir::Element child : element) visit_all(child, visit);
}

TEST(CarewayPackage, EveryResourceIsCalledAsItsFileAndStandsUnderTheBase) {
  ASSERT_GT(all().size(), 140U);
  std::set<std::string> urls;
  for (const Resource& resource : all()) {
    EXPECT_EQ(resource.text("id") + ".json", resource.file) << resource.folder;
    EXPECT_EQ(resource.text("status"), "active") << resource.file;
    if (resource.root().value() == "NamingSystem") continue;  // R4 gives it no URL
    const std::string url = resource.text("url");
    if (!is_named_by_another(resource)) {
      EXPECT_EQ(url, names().base() + "/" + std::string(resource.root().value()) + "/" + resource.text("id"));
    }
    EXPECT_TRUE(urls.insert(url).second) << url;
    EXPECT_EQ(resource.text("version"), "1") << url;
  }
}

TEST(CarewayPackage, TheBaseIsTheOneOfNamesEverywhere) {
  const std::string base = names().base();
  for (const Resource& resource : all()) {
    visit_all(resource.root(), [&](fhir::Element element) {
      const std::string_view value = element.value();
      if (value.find("careway.example") == std::string_view::npos) return;
      EXPECT_NE(value.find(base), std::string_view::npos) << resource.file << ": " << value;
    });
  }
  EXPECT_TRUE(std::string_view(language::kPreferredForWritingUrl).starts_with(base));
  EXPECT_TRUE(std::string_view(language::kUnmappedPolicyUrl).starts_with(base));
}

TEST(CarewayPackage, NamesAndResourcesAgree) {
  EXPECT_THAT(urls_of("StructureDefinition"), UnorderedElementsAreArray(named("/StructureDefinition/")));
  EXPECT_THAT(urls_of("CodeSystem"), UnorderedElementsAreArray(named("/CodeSystem/")));
  std::set<std::string> identifiers;
  for (const Resource& resource : all()) {
    if (resource.root().value() == "NamingSystem") {
      identifiers.emplace(resource.root().child("uniqueId").child_value("value"));
    }
  }
  EXPECT_THAT(identifiers, UnorderedElementsAreArray(named("/Id/")));
}

TEST(CarewayPackage, WhatOfOursIsNamedExists) {
  const std::string base = names().base();
  std::set<std::string> known;
  for (const Resource& resource : all()) known.insert(resource.text("url"));
  for (const std::string& url : named("/Id/")) known.insert(url);
  for (const Resource& resource : all()) {
    visit_all(resource.root(), [&](fhir::Element element) {
      const std::string_view value = element.value();
      // Expressions name URLs within a text; those are tried by the examples.
      if (!value.starts_with(base + "/") || value.find(' ') != std::string_view::npos) return;
      EXPECT_TRUE(known.contains(std::string(value))) << resource.file << ": " << value;
    });
  }
}

TEST(CarewayPackage, EveryCodeStandsOnceAndIsCounted) {
  for (const Resource& resource : all()) {
    if (resource.root().value() != "CodeSystem") continue;
    std::set<std::string> codes;
    for (const fhir::Element concept_node : resource.root()) {
      if (concept_node.name() != "concept") continue;
      EXPECT_TRUE(codes.emplace(concept_node.child_value("code")).second) << resource.file;
      EXPECT_NE(concept_node.child_value("display"), "") << resource.file;
    }
    EXPECT_EQ(resource.text("count"), std::to_string(codes.size())) << resource.file;
  }
}

TEST(CarewayPackage, ParentsHaveAStandIn) {
  fhir::Issues issues;
  const auto parents = language::read_yaml(text_of(careway_folder() / "parents.json"), "parents.json", issues);
  ASSERT_TRUE(parents.has_value());
  std::set<std::string> stand_ins;
  std::set<std::string> parents_used;
  for (const auto& [key, value] : parents->members) {
    stand_ins.insert(key.text);
    EXPECT_TRUE(value.text.starts_with("http://hl7.org/fhir/StructureDefinition/")) << key.text;
  }
  for (const Resource& resource : all()) {
    const std::string parent = resource.text("baseDefinition");
    if (parent.empty() || parent.starts_with("http://hl7.org/fhir/")) continue;
    if (parent.starts_with(names().base())) continue;
    EXPECT_TRUE(stand_ins.contains(parent)) << resource.file << ": " << parent;
    parents_used.insert(parent);
  }
  EXPECT_EQ(parents_used, stand_ins);
}

TEST(CarewayPackage, ExamplesAreReadAndNamePeopleWhoDoNotExist) {
  for (const char* folder : {"examples/valid", "examples/invalid"}) {
    const auto files = files_of(careway_folder() / folder, ".json");
    EXPECT_GE(files.size(), 12U) << folder;
    for (const auto& file : files) {
      fhir::Issues issues;
      const auto document = fhir::read_json(text_of(file), r4(), issues);
      ASSERT_TRUE(document.has_value()) << file << issues.items().at(0).text;
      visit_all(document->root(), [&](fhir::Element element) {
        if (element.child_value("system") != "https://fhir.nhs.uk/Id/nhs-number") return;
        EXPECT_TRUE(element.child_value("value").starts_with("999")) << file;
      });
    }
  }
}

}  // namespace
}  // namespace careway::profiles
