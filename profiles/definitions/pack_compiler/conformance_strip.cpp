#include "profiles/definitions/pack_compiler/conformance_strip.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>

#include "profiles/definitions/pack_compiler/json_file.h"

namespace careway::pack_compiler {
namespace {

using nlohmann::json;
using Names = std::span<const std::string_view>;

constexpr std::string_view kExtensionPrefix = "http://hl7.org/fhir/StructureDefinition/";
/// Extensions that say something to a check: which type a FHIRPath type stands for, how a primitive is spelt, the
/// widest value set, best practice, the score of a code, units.
constexpr std::array<std::string_view, 8> kKeptExtensions = {
    "structuredefinition-fhir-type",  "regex",
    "elementdefinition-maxValueSet",  "elementdefinition-minValueSet",
    "elementdefinition-bestpractice", "codesystem-ordinalValue",
    "valueset-ordinalValue",          "elementdefinition-allowedUnits",
};

json kept_extensions(const json& extensions) {
  json kept = json::array();
  for (const auto& extension : extensions) {
    const auto url = text_of(extension, "url");
    if (!url.starts_with(kExtensionPrefix)) continue;
    const auto name = std::string_view(url).substr(kExtensionPrefix.size());
    if (std::find(kKeptExtensions.begin(), kKeptExtensions.end(), name) != kKeptExtensions.end())
      kept.push_back(extension);
  }
  return kept;
}

/// The properties of those names, and the extensions that count.
json picked(const json& object, Names names) {
  json kept = json::object();
  for (const auto name : names) {
    const auto found = object.find(std::string(name));
    if (found != object.end()) kept[std::string(name)] = *found;
  }
  const auto extensions = object.find("extension");
  if (extensions != object.end()) {
    auto left = kept_extensions(*extensions);
    if (!left.empty()) kept["extension"] = std::move(left);
  }
  return kept;
}

/// Replaces each item of the list under `name` by what `strip` makes of it.
template <typename Strip>
void strip_items(json& object, const char* name, Strip strip) {
  const auto found = object.find(name);
  if (found == object.end()) return;
  for (auto& item : *found) item = strip(item);
}

json strip_constraint(const json& constraint) {
  static constexpr std::array<std::string_view, 5> kNames = {"key", "severity", "human", "expression", "source"};
  return picked(constraint, kNames);
}

json strip_type(const json& type) {
  static constexpr std::array<std::string_view, 5> kNames = {"code", "profile", "targetProfile", "aggregation",
                                                             "versioning"};
  return picked(type, kNames);
}

bool is_value(const std::string& name) {
  return name.starts_with("fixed") || name.starts_with("_fixed") || name.starts_with("pattern") ||
         name.starts_with("_pattern") || name.starts_with("minValue") || name.starts_with("maxValue");
}

json strip_element(const json& element) {
  static constexpr std::array<std::string_view, 17> kNames = {
      "id",         "path",      "representation", "sliceName", "sliceIsConstraining", "slicing",   "short",
      "min",        "max",       "base",           "type",      "contentReference",    "maxLength", "constraint",
      "isModifier", "isSummary", "binding"};
  auto kept = picked(element, kNames);
  if (flag_of(element, "mustSupport")) kept["mustSupport"] = true;
  for (const char* flag : {"isModifier", "isSummary"}) {
    if (kept.contains(flag) && !flag_of(kept, flag)) kept.erase(flag);
  }
  for (const auto& [name, value] : element.items()) {
    if (is_value(name)) kept[name] = value;
  }
  strip_items(kept, "constraint", strip_constraint);
  strip_items(kept, "type", strip_type);
  if (kept.contains("binding")) {
    static constexpr std::array<std::string_view, 2> kBinding = {"strength", "valueSet"};
    kept["binding"] = picked(element["binding"], kBinding);
  }
  if (kept.contains("slicing")) kept["slicing"].erase("description");
  return kept;
}

json strip_structure(const json& structure) {
  static constexpr std::array<std::string_view, 14> kNames = {
      "id",   "url",      "version", "name",           "status",           "fhirVersion", "kind",
      "type", "abstract", "context", "baseDefinition", "contextInvariant", "derivation",  "title"};
  auto kept = picked(structure, kNames);
  // A published snapshot says all that the differential says.
  const char* list = structure.contains("snapshot") ? "snapshot" : "differential";
  json elements = json::array();
  if (structure.contains(list)) {
    for (const auto& element : array_of(structure[list], "element")) elements.push_back(strip_element(element));
  }
  kept[list]["element"] = std::move(elements);
  return kept;
}

json strip_designation(const json& designation) {
  static constexpr std::array<std::string_view, 2> kNames = {"language", "value"};
  return picked(designation, kNames);
}

json strip_concept(const json& entry) {
  static constexpr std::array<std::string_view, 5> kNames = {"code", "display", "designation", "property", "concept"};
  auto kept = picked(entry, kNames);
  strip_items(kept, "designation", strip_designation);
  strip_items(kept, "concept", strip_concept);
  return kept;
}

json strip_code_system(const json& system) {
  static constexpr std::array<std::string_view, 16> kNames = {"id",
                                                              "url",
                                                              "version",
                                                              "name",
                                                              "title",
                                                              "status",
                                                              "content",
                                                              "caseSensitive",
                                                              "valueSet",
                                                              "hierarchyMeaning",
                                                              "compositional",
                                                              "count",
                                                              "supplements",
                                                              "filter",
                                                              "property",
                                                              "concept"};
  static constexpr std::array<std::string_view, 3> kFilter = {"code", "operator", "value"};
  static constexpr std::array<std::string_view, 3> kProperty = {"code", "uri", "type"};
  auto kept = picked(system, kNames);
  strip_items(kept, "filter", [](const json& filter) { return picked(filter, kFilter); });
  strip_items(kept, "property", [](const json& property) { return picked(property, kProperty); });
  strip_items(kept, "concept", strip_concept);
  return kept;
}

json strip_part(const json& part) {
  static constexpr std::array<std::string_view, 5> kNames = {"system", "version", "concept", "filter", "valueSet"};
  auto kept = picked(part, kNames);
  strip_items(kept, "concept", strip_concept);
  return kept;
}

json strip_value_set(const json& value_set) {
  static constexpr std::array<std::string_view, 7> kNames = {"id",    "url",    "version",  "name",
                                                             "title", "status", "immutable"};
  static constexpr std::array<std::string_view, 3> kCompose = {"inactive", "include", "exclude"};
  auto kept = picked(value_set, kNames);
  if (value_set.contains("compose")) {
    auto compose = picked(value_set["compose"], kCompose);
    strip_items(compose, "include", strip_part);
    strip_items(compose, "exclude", strip_part);
    kept["compose"] = std::move(compose);
  } else if (value_set.contains("expansion")) {
    kept["expansion"] = value_set["expansion"];
  }
  return kept;
}

}  // namespace

json stripped(const json& resource) {
  const auto type = text_of(resource, "resourceType");
  if (type == "StructureDefinition") return strip_structure(resource);
  if (type == "ValueSet") return strip_value_set(resource);
  return strip_code_system(resource);
}

}  // namespace careway::pack_compiler
