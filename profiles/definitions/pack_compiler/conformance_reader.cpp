#include "profiles/definitions/pack_compiler/conformance_reader.h"

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <string_view>
#include <tuple>

#include "profiles/definitions/pack_compiler/conformance_strip.h"
#include "profiles/definitions/pack_compiler/data_elements.h"
#include "profiles/definitions/pack_compiler/errata.h"
#include "profiles/definitions/pack_compiler/json_file.h"

namespace careway::pack_compiler {
namespace {

using nlohmann::json;

constexpr std::string_view kFhirVersion = "4.0.1";
/// Large, and never part of a value that a profile fixes.
constexpr std::array<std::string_view, 7> kSkippedNames = {"div",   "mapping", "comment",         "requirements",
                                                           "alias", "xpath",   "isModifierReason"};

/// ele-1 as every element of a snapshot carries it: the data elements do not.
json constraint_of_every_element() {
  return {{{"key", "ele-1"},
           {"severity", "error"},
           {"human", "All FHIR elements must have a @value or children"},
           {"expression", "hasValue() or (children().count() > id.count())"},
           {"source", "http://hl7.org/fhir/StructureDefinition/Element"}}};
}

/// The data elements decide which elements a type has and what they may be; constraints and the element's origin stand
/// only in the snapshot of the package.
json restored(const json& elements, const DataElements& data_elements) {
  std::map<std::string, const json*> published;
  for (const auto& element : elements) published.emplace(text_of(element, "path"), &element);
  json result = json::array();
  for (auto& element : data_elements.restore(elements)) {
    const auto found = published.find(text_of(element, "path"));
    if (found == published.end()) {
      element["constraint"] = constraint_of_every_element();
    } else {
      for (const char* part : {"constraint", "base"}) {
        if (found->second->contains(part)) element[part] = (*found->second)[part];
      }
    }
    result.push_back(std::move(element));
  }
  return result;
}

bool is_of_this_version(const json& resource) {
  const auto version = text_of(resource, "fhirVersion");
  return version.empty() || version == kFhirVersion;
}

void restore_base_type(json& structure, const DataElements& data_elements) {
  if (text_of(structure, "derivation") == "constraint" || text_of(structure, "kind") == "logical") return;
  if (structure.contains("snapshot")) {
    auto& elements = structure["snapshot"]["element"];
    elements = restored(elements, data_elements);
  }
}

using Parents = std::map<std::string, std::string>;  // URL of a structure and of its parent

/// A structure and those that it is based on, nearest first.
std::vector<std::string> line_of(const std::string& url, const Parents& parents) {
  std::vector<std::string> line;
  for (auto next = url; !next.empty() && std::find(line.begin(), line.end(), next) == line.end();) {
    line.push_back(next);
    const auto parent = parents.find(next);
    next = parent == parents.end() ? std::string() : parent->second;
  }
  return line;
}

void correct(json& structure, const Parents& parents, Errata& errata) {
  errata.apply_contexts(structure);
  const auto line = line_of(text_of(structure, "url"), parents);
  for (const char* part : {"snapshot", "differential"}) {
    const auto found = structure.find(part);
    if (found == structure.end() || !found->contains("element")) continue;
    for (auto& element : (*found)["element"]) errata.apply(line, element);
  }
}

ConformanceResource written(const json& resource) {
  ConformanceResource result;
  result.type = text_of(resource, "resourceType");
  result.url = text_of(resource, "url");
  result.version = text_of(resource, "version");
  result.id = text_of(resource, "id");
  // The reader is fastest when it meets the type first.
  result.body = R"({"resourceType":")" + result.type + R"(",)" + stripped(resource).dump().substr(1);
  return result;
}

}  // namespace

std::vector<ConformanceResource> read_conformance(const std::filesystem::path& folder,
                                                  const std::filesystem::path& errata_file) {
  const auto data_element_resources = read_bundle(folder / "dataelements.json", kSkippedNames);
  const DataElements data_elements(data_element_resources);
  Errata errata(errata_file);
  std::vector<ConformanceResource> resources;
  Parents parents;
  for (const char* file : {"profiles-types", "profiles-resources", "profiles-others", "extension-definitions",
                           "valuesets", "v3-codesystems", "v2-tables"}) {
    auto bundle = read_bundle(folder / (std::string(file) + ".json"), kSkippedNames);
    for (const auto& resource : bundle) parents.emplace(text_of(resource, "url"), text_of(resource, "baseDefinition"));
    for (auto& resource : bundle) {
      const auto type = text_of(resource, "resourceType");
      if (type != "StructureDefinition" && type != "ValueSet" && type != "CodeSystem") continue;
      if (!is_of_this_version(resource)) continue;
      if (type == "StructureDefinition") {
        restore_base_type(resource, data_elements);
        correct(resource, parents, errata);
      }
      resources.push_back(written(resource));
    }
  }
  errata.expect_all_used();
  std::stable_sort(resources.begin(), resources.end(), [](const auto& a, const auto& b) {
    return std::tie(a.url, a.type, a.version) < std::tie(b.url, b.type, b.version);
  });
  return resources;
}

}  // namespace careway::pack_compiler
