#include "tests/profiles/validation/suite_case.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <nlohmann/json.hpp>

#include "tests/profiles/validation/suite_files.h"

namespace careway::validation {
namespace {

using nlohmann::json;

std::vector<std::string> texts(const json& object, const char* key) {
  std::vector<std::string> list;
  if (!object.contains(key)) return list;
  if (object[key].is_string()) return {object[key].get<std::string>()};
  for (const json& item : object[key]) list.push_back(item.get<std::string>());
  return list;
}

Outcome outcome(const std::string& folder, const json& object) {
  Outcome outcome;
  const std::string file = folder + "/outcomes/" + object.value("java", "");
  json parsed = json::parse(read_suite_file(file), nullptr, false);
  EXPECT_FALSE(parsed.is_discarded()) << file;
  if (parsed.contains("outcome")) parsed = parsed["outcome"];
  if (!parsed.contains("issue")) return outcome;
  for (const json& issue : parsed["issue"]) {
    std::string text;
    if (issue.contains("details")) text = issue["details"].value("text", "");
    const auto places = texts(issue, "expression");
    outcome.add(issue.value("severity", ""), issue.value("code", ""), places.empty() ? "" : places.front(), text);
  }
  return outcome;
}

SuiteCase read_case(const std::string& folder, const json& object) {
  SuiteCase suite_case;
  suite_case.name = object.value("name", "");
  suite_case.file = object.value("file", "");
  suite_case.supporting = texts(object, "supporting");
  for (std::string& file : texts(object, "profiles")) suite_case.supporting.push_back(std::move(file));
  if (object.contains("best-practice")) suite_case.best_practice = object.value("best-practice", "");
  suite_case.examples_allowed = object.value("examples", true);
  suite_case.security_checks = object.value("security-checks", false);
  suite_case.comments_allowed = object.value("allow-comments", false);
  suite_case.canonicals_are_looked_up = object.contains("fetcher");
  suite_case.contained_ignored = object.value("validateContains", "") == "IGNORE";
  suite_case.relative_references_need_base = object.value("r5-bundle-relative-reference-policy", "") == "always";
  suite_case.aggregation_outside_bundles = object.value("enforceAggregationOutsideBundles", true);
  if (object.contains("validateReference")) suite_case.reference_policy = object.value("validateReference", "");
  suite_case.allowed_extension_domains = texts(object, "allowed-extension-domain");
  if (object.contains("bundle-param")) {
    suite_case.bundle_rule = {object["bundle-param"].value("rule", ""), object["bundle-param"].value("profile", "")};
  }
  if (!object.contains("logical")) {
    SuiteRun base;
    base.name = "base";
    base.assume_valid_rest_references = object.value("assumeValidRestReferences", false);
    base.expected = outcome(folder, object);
    suite_case.runs.push_back(std::move(base));
  }
  for (const char* kind : {"profile", "logical"}) {
    if (!object.contains(kind)) continue;
    const json& part = object[kind];
    SuiteRun run;
    run.name = kind;
    run.profile_file = part.value("source", "");
    run.supporting = texts(part, "supporting");
    run.logical_type = part.value("format", "");
    run.assume_valid_rest_references = part.value("assumeValidRestReferences", false);
    run.expected = outcome(folder, part);
    suite_case.runs.push_back(std::move(run));
  }
  return suite_case;
}

// Java sometimes numbers elements that do not repeat ("binding[0].strength[0]").
std::string without_idle_numbers(const std::string& place) {
  const auto& definitions = suite_definitions();
  std::string out;
  auto type = definitions::kNone;
  for (std::size_t at = 0; at < place.size();) {
    const std::size_t dot = std::min(place.find('.', at), place.size());
    const std::string_view step = std::string_view(place).substr(at, dot - at);
    const std::string_view name = step.substr(0, step.find('['));
    const bool is_first = at == 0;
    const auto entry = is_first || type == definitions::kNone ? definitions::kNone : definitions.find_entry(type, name);
    const bool is_idle = entry != definitions::kNone && !definitions.entry_is_list(entry) && step.ends_with("[0]");
    if (!is_first) out += '.';
    out += is_idle ? name : step;
    type = is_first ? definitions.find_type(name) : entry == definitions::kNone ? entry : definitions.entry_type(entry);
    at = dot + 1;
  }
  return out;
}

}  // namespace

void Outcome::add(const std::string& severity, const std::string& issue_type, const std::string& place,
                  const std::string& text) {
  const std::string plain = plain_place(place);
  if (severity == "error" || severity == "fatal") error_places.insert(plain);
  kinds.emplace(severity, issue_type);
  told.push_back(severity.substr(0, 5) + " " + issue_type + " " + plain + " # " + text.substr(0, 220));
}

std::string plain_place(std::string place) {
  static const RE2 kComment(R"(/\*.*?\*/)");
  static const RE2 kUrl(R"(\[url='[^']*'\])");
  static const RE2 kChoice(R"(\.ofType\((\w)(\w*)\))");
  static const RE2 kStep(R"(/f:)");
  RE2::GlobalReplace(&place, kComment, "");
  RE2::GlobalReplace(&place, kUrl, "");
  std::string first;
  std::string others;
  while (RE2::PartialMatch(place, kChoice, &first, &others)) {
    if (first[0] >= 'a' && first[0] <= 'z') first[0] = static_cast<char>(first[0] - 'a' + 'A');
    RE2::Replace(&place, kChoice, first + others);
  }
  if (place == "(xml)") place.clear();
  if (place.starts_with("/f:")) {
    place.erase(0, 3);
    RE2::GlobalReplace(&place, kStep, ".");
  }
  return without_idle_numbers(place);
}

std::vector<SuiteCase> suite_cases(const std::string& folder) {
  std::vector<SuiteCase> cases;
  const json manifest = json::parse(read_suite_file(folder + "/manifest.json"), nullptr, false);
  EXPECT_FALSE(manifest.is_discarded());
  if (manifest.is_discarded()) return cases;
  for (const json& object : manifest["test-cases"]) cases.push_back(read_case(folder, object));
  return cases;
}

}  // namespace careway::validation
