#include "profiles/definitions/pack_compiler/errata.h"

#include <string_view>

#include "profiles/definitions/pack_compiler/json_file.h"

namespace careway::pack_compiler {

using nlohmann::json;

namespace {

constexpr std::string_view kTypePrefix = "http://hl7.org/fhir/StructureDefinition/";

std::string url_of(const std::string& structure) {
  return structure.find(':') == std::string::npos ? std::string(kTypePrefix) + structure : structure;
}

}  // namespace

Errata::Errata(const std::filesystem::path& file) {
  const auto read = read_json_file(file);
  for (const auto& erratum : array_of(read, "errata")) {
    const bool says_something =
        !text_of(erratum, "expression").empty() || !text_of(erratum, "severity").empty() || flag_of(erratum, "removed");
    std::map<std::string, std::string> places;  // constraint key to structure
    if (erratum.contains("constraint")) places[text_of(erratum, "constraint")] = text_of(erratum, "structure");
    if (erratum.contains("constraints")) {
      for (const auto& [key, structure] : erratum["constraints"].items()) places[key] = structure.get<std::string>();
    }
    const bool is_about_contexts = !array_of(erratum, "contexts").empty() && !text_of(erratum, "structure").empty();
    if ((places.empty() || !says_something) && !is_about_contexts) {
      throw CompileError(file.string() + ": the erratum " + erratum.dump() +
                         " needs structure and constraint with one of expression, severity, removed; or contexts");
    }
    if (text_of(erratum, "reason").empty()) {
      throw CompileError(file.string() + ": the erratum " + erratum.dump() + " needs a reason");
    }
    if (is_about_contexts) contexts_[url_of(text_of(erratum, "structure"))] = {erratum, false};
    for (const auto& [key, structure] : places) errata_[{url_of(structure), key}] = {erratum, false};
  }
}

Errata::Erratum* Errata::find(const std::vector<std::string>& line, const json& constraint) {
  const auto key = text_of(constraint, "key");
  const auto source = text_of(constraint, "source");
  for (const auto& structure : source.empty() ? line : std::vector<std::string>{source}) {
    if (const auto found = errata_.find({structure, key}); found != errata_.end()) return &found->second;
  }
  return nullptr;
}

void Errata::apply(const std::vector<std::string>& line, json& element) {
  const auto constraints = element.find("constraint");
  if (constraints == element.end()) return;
  json kept = json::array();
  for (auto& constraint : *constraints) {
    if (auto* erratum = find(line, constraint)) {
      erratum->used = true;
      if (flag_of(erratum->text, "removed")) continue;
      for (const char* part : {"expression", "severity"}) {
        if (erratum->text.contains(part)) constraint[part] = erratum->text[part];
      }
    }
    kept.push_back(std::move(constraint));
  }
  *constraints = std::move(kept);
  if (constraints->empty()) element.erase("constraint");
}

void Errata::apply_contexts(json& structure) {
  const auto found = contexts_.find(text_of(structure, "url"));
  if (found == contexts_.end()) return;
  found->second.used = true;
  for (const auto& expression : found->second.text["contexts"]) {
    structure["context"].push_back({{"type", "element"}, {"expression", expression}});
  }
}

void Errata::expect_all_used() const {
  for (const auto& [url, erratum] : contexts_) {
    if (!erratum.used) throw CompileError("the erratum of the contexts of " + url + " fits no extension");
  }
  for (const auto& [place, erratum] : errata_) {
    if (!erratum.used) throw CompileError("the erratum of " + place.first + " " + place.second + " fits no constraint");
  }
}

}  // namespace careway::pack_compiler
