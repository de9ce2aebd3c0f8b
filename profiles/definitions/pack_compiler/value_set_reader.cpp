#include "profiles/definitions/pack_compiler/value_set_reader.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "profiles/definitions/pack_compiler/json_file.h"

namespace careway::pack_compiler {
namespace {

using nlohmann::json;
using Codes = std::vector<CodeModel>;

std::string without_version(const std::string& canonical) {
  return canonical.substr(0, canonical.find('|'));
}

void collect_concepts(const json& parent, const std::string& system, Codes& codes) {
  for (const auto& item : array_of(parent, "concept")) {
    codes.push_back({system, text_of(item, "code")});
    collect_concepts(item, system, codes);
  }
}

/// Keeps the first of equal codes, in order.
Codes without_repeats(const Codes& codes) {
  Codes kept;
  std::set<CodeModel> seen;
  for (const auto& code : codes) {
    if (seen.insert(code).second) kept.push_back(code);
  }
  return kept;
}

/// Expands value sets by name, each once.
class Expander {
 public:
  explicit Expander(const json& resources) {
    for (const auto& resource : resources) {
      const auto kind = text_of(resource, "resourceType");
      const auto url = text_of(resource, "url");
      if (kind == "CodeSystem" && text_of(resource, "content") == "complete") {
        systems_[url + "|" + text_of(resource, "version")] = &resource;
        systems_.emplace(url, &resource);
      } else if (kind == "ValueSet") {
        if (value_sets_.emplace(url, &resource).second) order_.push_back(url);
      }
    }
  }

  [[nodiscard]] const std::vector<std::string>& urls() const { return order_; }

  /// The codes of a value set; nothing when they cannot be known.
  std::optional<Codes> expand(const std::string& canonical) {
    const auto url = without_version(canonical);
    if (const auto done = expansions_.find(url); done != expansions_.end()) return done->second;
    const auto found = value_sets_.find(url);
    if (found == value_sets_.end()) return std::nullopt;
    expansions_[url] = std::nullopt;  // so that a value set that includes itself ends here
    auto codes = compose(*found->second);
    expansions_[url] = codes;
    return codes;
  }

 private:
  std::optional<Codes> compose(const json& value_set) {
    const auto composition = value_set.find("compose");
    if (composition == value_set.end()) return std::nullopt;
    Codes codes;
    for (const auto& part : array_of(*composition, "include")) {
      const auto included = part_codes(part);
      if (!included) return std::nullopt;
      codes.insert(codes.end(), included->begin(), included->end());
    }
    std::set<CodeModel> excluded;
    for (const auto& part : array_of(*composition, "exclude")) {
      const auto out = part_codes(part);
      if (!out) return std::nullopt;
      excluded.insert(out->begin(), out->end());
    }
    std::erase_if(codes, [&](const CodeModel& code) { return excluded.contains(code); });
    return without_repeats(codes);
  }

  /// One include or exclude: the codes that meet all its conditions.
  std::optional<Codes> part_codes(const json& part) {
    if (part.contains("filter")) return std::nullopt;
    std::optional<Codes> codes;
    if (part.contains("system")) {
      codes = system_codes(part);
      if (!codes) return std::nullopt;
    }
    for (const auto& reference : array_of(part, "valueSet")) {
      const auto referenced = expand(reference.get<std::string>());
      if (!referenced) return std::nullopt;
      if (!codes) {
        codes = referenced;
        continue;
      }
      const std::set<CodeModel> allowed(referenced->begin(), referenced->end());
      std::erase_if(*codes, [&](const CodeModel& code) { return !allowed.contains(code); });
    }
    return codes;
  }

  std::optional<Codes> system_codes(const json& part) {
    const auto system = text_of(part, "system");
    Codes codes;
    if (part.contains("concept")) {
      for (const auto& item : array_of(part, "concept")) codes.push_back({system, text_of(item, "code")});
      return codes;
    }
    const auto version = text_of(part, "version");
    const auto found = systems_.find(version.empty() ? system : system + "|" + version);
    if (found == systems_.end()) return std::nullopt;
    collect_concepts(*found->second, system, codes);
    return codes;
  }

  std::map<std::string, const json*> systems_;  // by URL, and by URL and version
  std::map<std::string, const json*> value_sets_;
  std::vector<std::string> order_;
  std::map<std::string, std::optional<Codes>> expansions_;
};

}  // namespace

void read_value_sets(const json& resources, PackModel& model) {
  Expander expander(resources);
  for (const auto& url : expander.urls()) {
    if (auto codes = expander.expand(url)) model.value_sets.push_back({url, std::move(*codes)});
  }
}

}  // namespace careway::pack_compiler
