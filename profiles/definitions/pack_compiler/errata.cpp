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
    if (places.empty() || !says_something || text_of(erratum, "reason").empty()) {
      throw CompileError(file.string() + ": the erratum " + erratum.dump() +
                         " needs structure and constraint, a reason, and one of expression, severity, removed");
    }
    for (const auto& [key, structure] : places) errata_[{url_of(structure), key}] = {erratum, false};
  }
}

void Errata::apply(const std::string& structure, json& element) {
  const auto constraints = element.find("constraint");
  if (constraints == element.end()) return;
  json kept = json::array();
  for (auto& constraint : *constraints) {
    const auto source = text_of(constraint, "source");
    const auto found = errata_.find({source.empty() ? structure : source, text_of(constraint, "key")});
    if (found != errata_.end()) {
      found->second.used = true;
      const auto& erratum = found->second.text;
      if (flag_of(erratum, "removed")) continue;
      for (const char* part : {"expression", "severity"}) {
        if (erratum.contains(part)) constraint[part] = erratum[part];
      }
    }
    kept.push_back(std::move(constraint));
  }
  *constraints = std::move(kept);
  if (constraints->empty()) element.erase("constraint");
}

void Errata::expect_all_used() const {
  for (const auto& [place, erratum] : errata_) {
    if (!erratum.used) throw CompileError("the erratum of " + place.first + " " + place.second + " fits no constraint");
  }
}

}  // namespace careway::pack_compiler
