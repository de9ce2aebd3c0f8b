#include "mappers/language/names.h"

#include "mappers/language/problem.h"
#include "mappers/language/yaml_tree.h"

namespace careway::language {

namespace {

/// "https://…" and "urn:…" are whole; anything else continues the base.
bool has_scheme(std::string_view url) {
  return url.find("://") != std::string_view::npos || url.starts_with("urn:");
}

bool is_alias(std::string_view word) {
  if (word.empty()) return false;
  for (const char c : word) {
    const bool is_good =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    if (!is_good) return false;
  }
  return true;
}

}  // namespace

std::optional<Names> Names::read(std::string_view yaml, std::string_view file_name, fhir::Issues& issues) {
  const std::optional<YamlNode> tree = read_yaml(yaml, file_name, issues);
  if (!tree) return std::nullopt;
  if (!tree->is_mapping()) {
    report_error(issues, "map-names", tree->place, "A names file is a mapping of sections, each of \"alias: url\".");
    return std::nullopt;
  }
  Names names;
  if (const YamlNode* base = tree->member("base")) {
    if (!base->is_scalar() || !has_scheme(base->text)) {
      report_error(issues, "map-names", base->place, "\"base\" must be a URL.");
      return std::nullopt;
    }
    names.base_ = base->text;
    while (names.base_.ends_with('/')) names.base_.pop_back();
  }
  bool is_good = true;
  YamlNode flat;  // aliases that stand outside any section
  flat.kind = YamlKind::mapping;
  for (const auto& [key, value] : tree->members) {
    if (key.text == "base") continue;
    if (value.is_mapping()) {
      is_good = names.add_all(value, false, issues) && is_good;
    } else {
      flat.members.push_back({key, value});
    }
  }
  is_good = names.add_all(flat, false, issues) && is_good;
  if (!is_good) return std::nullopt;
  return names;
}

std::optional<std::string_view> Names::find(std::string_view alias) const {
  const auto found = urls_.find(alias);
  if (found == urls_.end()) return std::nullopt;
  return found->second;
}

std::string Names::resolve(std::string_view text) const {
  return std::string(find(text).value_or(text));
}

void Names::set(std::string_view alias, std::string_view url) {
  urls_.insert_or_assign(std::string(alias), std::string(url));
}

bool Names::add_all(const YamlNode& mapping, bool is_override, fhir::Issues& issues) {
  bool is_good = true;
  for (const auto& [key, value] : mapping.members) {
    if (!is_alias(key.text)) {
      report_error(issues, "map-names", key.place,
                   "The name " + quoted(key.text) + " is no alias. Use letters, digits, \"-\" and \"_\".");
      is_good = false;
      continue;
    }
    const bool is_word = value.is_scalar() && !value.text.empty() && value.text.find(' ') == std::string::npos;
    const bool is_url = is_word && (has_scheme(value.text) || !base_.empty());
    if (!is_url) {
      report_error(issues, "map-names", key.place,
                   "The name " + quoted(key.text) + " must stand for a URL (with its scheme, or below \"base\").");
      is_good = false;
      continue;
    }
    if (!is_override && urls_.contains(key.text)) {
      report_error(issues, "map-duplicate-key", key.place,
                   "The name " + quoted(key.text) + " is given twice. Keep one of the two.");
      is_good = false;
      continue;
    }
    set(key.text, has_scheme(value.text) ? value.text : base_ + "/" + value.text);
  }
  return is_good;
}

std::vector<std::string> Names::aliases() const {
  std::vector<std::string> out;
  out.reserve(urls_.size());
  for (const auto& [alias, url] : urls_) out.push_back(alias);
  return out;
}

}  // namespace careway::language
