#include "mappers/language/reading.h"

#include <algorithm>

#include "mappers/language/paths.h"
#include "mappers/language/problem.h"

namespace careway::language {

void Reading::error(std::string_view code, const Place& place, std::string_view text) {
  report_error(issues, code, place, text);
}

bool Reading::count_row(const Place& place) {
  if (++row_count <= kRowsMax) return true;
  if (!is_over_limit) error("map-limit", place, "The map has too many rows after blocks are put in. Split it.");
  is_over_limit = true;
  return false;
}

bool check_mapping(Reading& reading, const YamlNode& node, std::string_view what, std::span<const std::string> known) {
  if (!node.is_mapping()) {
    reading.error("map-wrong-kind", node.place, std::string(what) + " must be a mapping of \"key: value\".");
    return false;
  }
  for (const auto& [key, value] : node.members) {
    if (std::ranges::find(known, key.text) != known.end()) continue;
    reading.error("map-unknown-key", key.place,
                  std::string(what) + " has no key " + quoted(key.text) + "." + suggestion(key.text, known));
  }
  return true;
}

std::optional<std::string> read_text(Reading& reading, const YamlNode& node, std::string_view what) {
  if (node.is_scalar()) return node.text;
  reading.error("map-wrong-kind", node.place, std::string(what) + " must be a text. Put quotes around it.");
  return std::nullopt;
}

std::optional<std::string> read_member(Reading& reading, const YamlNode& mapping, std::string_view key, bool required) {
  const YamlNode* node = mapping.member(key);
  if (node != nullptr) return read_text(reading, *node, "\"" + std::string(key) + "\"");
  if (required)
    reading.error("map-missing-key", mapping.place, "\"" + std::string(key) + "\" is missing here. Add it.");
  return std::nullopt;
}

bool read_flag(Reading& reading, const YamlNode& node, std::string_view what) {
  if (node.is_scalar() && node.text == "true") return true;
  if (node.is_scalar() && node.text == "false") return false;
  reading.error("map-wrong-kind", node.place, std::string(what) + " must be true or false.");
  return false;
}

std::vector<std::string> read_texts(Reading& reading, const YamlNode& node, std::string_view what) {
  std::vector<std::string> texts;
  if (!node.is_list()) {
    if (auto text = read_text(reading, node, what)) texts.push_back(std::move(*text));
    return texts;
  }
  for (const YamlNode& item : node.items) {
    if (auto text = read_text(reading, item, what)) texts.push_back(std::move(*text));
  }
  return texts;
}

std::optional<FhirPath> read_fhir_path(Reading& reading, const YamlNode& node) {
  const auto text = read_text(reading, node, "A FHIR path");
  if (!text) return std::nullopt;
  return parse_fhir_path(*text, node.place, reading.names, reading.issues);
}

std::optional<PartnerPath> read_partner_path(Reading& reading, const YamlNode& node) {
  const auto text = read_text(reading, node, "A partner path");
  if (!text) return std::nullopt;
  return parse_partner_path(*text, node.place, reading.format, reading.issues);
}

std::vector<FhirPath> read_fhir_paths(Reading& reading, const YamlNode& node) {
  std::vector<FhirPath> paths;
  const auto add = [&](const YamlNode& item) {
    if (auto path = read_fhir_path(reading, item)) paths.push_back(std::move(*path));
  };
  if (!node.is_list()) {
    add(node);
  } else {
    std::ranges::for_each(node.items, add);
  }
  return paths;
}

std::vector<PartnerPath> read_partner_paths(Reading& reading, const YamlNode& node) {
  std::vector<PartnerPath> paths;
  const auto add = [&](const YamlNode& item) {
    if (auto path = read_partner_path(reading, item)) paths.push_back(std::move(*path));
  };
  if (!node.is_list()) {
    add(node);
  } else {
    std::ranges::for_each(node.items, add);
  }
  return paths;
}

}  // namespace careway::language
