#include "mappers/language/map_reader.h"

#include <algorithm>
#include <string>
#include <utility>

#include "mappers/language/problem.h"
#include "mappers/language/reading.h"
#include "mappers/language/yaml_tree.h"

namespace careway::language {

namespace {

const std::vector<std::string> kFaceWords = {"name", "release", "default"};
const std::vector<std::string> kPartnerWords = {"kind", "format", "schema", "root", "dates", "absent"};
const std::vector<std::string> kDateWords = {"write", "read"};
const std::vector<std::string> kFormatWords = {"csv", "xml", "json"};

std::vector<std::string> map_words() {
  std::vector<std::string> words = {"map",        "version", "title", "faces",          "partner", "issuer",
                                    "event-date", "names",   "roles", "must-be-absent", "blocks",  "filled-elsewhere"};
  words.insert(words.end(), kBlockWords.begin(), kBlockWords.end());
  return words;
}

void read_partner_dates(Reading& reading, const YamlNode& node, PartnerSide& side) {
  if (!check_mapping(reading, node, "\"dates\"", kDateWords)) return;
  side.date_form = read_member(reading, node, "write", true).value_or(side.date_form);
  if (const YamlNode* read = node.member("read")) side.date_forms = read_texts(reading, *read, "A date form");
}

void read_partner(Reading& reading, const YamlNode& root, PartnerSide& side) {
  const YamlNode* node = root.member("partner");
  if (node == nullptr) {
    reading.error("map-missing-key", root.place, "\"partner\" is missing here. Add kind, format and schema.");
    return;
  }
  if (!check_mapping(reading, *node, "\"partner\"", kPartnerWords)) return;
  const std::string format = read_member(reading, *node, "format", true).value_or("");
  const auto found = std::ranges::find(kFormatWords, format);
  if (found != kFormatWords.end()) {
    side.format = static_cast<FormatKind>(found - kFormatWords.begin());
  } else if (!format.empty()) {
    reading.error("map-word", node->member("format")->place,
                  "No format is called " + quoted(format) + "." + suggestion(format, kFormatWords));
  }
  side.schema = read_member(reading, *node, "schema", true).value_or("");
  side.root =
      read_member(reading, *node, "root", side.format == FormatKind::xml && found != kFormatWords.end()).value_or("");
  side.kind = read_member(reading, *node, "kind", true).value_or("");
  if (const YamlNode* dates = node->member("dates")) read_partner_dates(reading, *dates, side);
  if (side.date_forms.empty()) side.date_forms.push_back(side.date_form);
  if (const YamlNode* absent = node->member("absent")) side.null_markers = read_texts(reading, *absent, "\"absent\"");
}

void read_faces(Reading& reading, const YamlNode& root, Map& map) {
  const YamlNode* node = root.member("faces");
  if (node == nullptr || !node->is_list() || node->items.empty()) {
    reading.error("map-missing-key", root.place, "\"faces\" is missing here: a list of { name: … }.");
    return;
  }
  for (const YamlNode& item : node->items) {
    if (!check_mapping(reading, item, "A face", kFaceWords)) continue;
    Face face;
    face.name = read_member(reading, item, "name", true).value_or("");
    face.release = read_member(reading, item, "release", false).value_or("");
    if (const YamlNode* is_default = item.member("default"))
      face.is_default = read_flag(reading, *is_default, "\"default\"");
    if (std::ranges::any_of(map.faces, [&](const Face& other) { return other.name == face.name; })) {
      reading.error("map-face", item.place, "The face " + quoted(face.name) + " stands here twice. Rename one.");
    }
    map.faces.push_back(std::move(face));
  }
  const auto defaults = std::ranges::count_if(map.faces, &Face::is_default);
  if (map.faces.size() == 1) map.faces.front().is_default = true;
  if (map.faces.size() > 1 && defaults != 1) {
    reading.error("map-face", node->place, "One face of several must be the default, and only one: default: true.");
  }
}

void read_roles(Reading& reading, const YamlNode& root, Map& map) {
  const YamlNode* node = root.member("roles");
  if (node == nullptr) return;
  if (!node->is_mapping()) {
    reading.error("map-wrong-kind", node->place, "\"roles\" is a mapping of \"name: { type, keys, anchor }\".");
    return;
  }
  for (const auto& [name, value] : node->members) {
    if (auto role = read_role(reading, value, &name)) map.roles.push_back(std::move(*role));
  }
}

void read_filled_elsewhere(Reading& reading, const YamlNode& root, Map& map) {
  const YamlNode* node = root.member("filled-elsewhere");
  if (node == nullptr) return;
  if (!node->is_mapping()) {
    reading.error("map-wrong-kind", node->place, "\"filled-elsewhere\" is a mapping of \"place: reason\".");
    return;
  }
  for (const auto& [key, value] : node->members) {
    auto path = read_fhir_path(reading, key);
    const auto reason = read_text(reading, value, "The reason");
    if (path && reason) map.filled_elsewhere.push_back({std::move(*path), *reason, key.place});
  }
}

void read_names(Reading& reading, const YamlNode& root) {
  const YamlNode* node = root.member("names");
  if (node == nullptr) return;
  if (!node->is_mapping()) {
    reading.error("map-wrong-kind", node->place, "\"names\" is a mapping of \"alias: url\".");
    return;
  }
  reading.names.add_all(*node, true, reading.issues);
}

/// Checks the keys of every named block once, used or not.
void read_blocks(Reading& reading, const YamlNode& root) {
  const YamlNode* node = root.member("blocks");
  if (node == nullptr) return;
  if (!node->is_mapping()) {
    reading.error("map-wrong-kind", node->place, "\"blocks\" is a mapping of \"name: group\".");
    return;
  }
  reading.blocks = node;
  for (const auto& [name, value] : node->members)
    check_mapping(reading, value, "The block " + quoted(name.text), kBlockWords);
}

void read_head(Reading& reading, const YamlNode& root, Map& map) {
  map.place = root.place;
  map.name = read_member(reading, root, "map", true).value_or("");
  map.version = read_member(reading, root, "version", true).value_or("");
  map.title = read_member(reading, root, "title", false).value_or("");
  read_names(reading, root);
  read_faces(reading, root, map);
  read_partner(reading, root, map.partner);
  reading.format = map.partner.format;
  if (const YamlNode* issuer = root.member("issuer")) {
    if (auto path = read_partner_path(reading, *issuer)) map.issuer = std::move(*path);
  }
  if (const YamlNode* date = root.member("event-date")) {
    if (auto path = read_partner_path(reading, *date)) map.event_date = std::move(*path);
  }
}

}  // namespace

std::optional<Map> read_map(std::string_view yaml, std::string_view file_name, const Names& names,
                            const TableSource& tables, fhir::Issues& issues) {
  static const std::vector<std::string> kMapWords = map_words();
  const std::size_t errors_before = issues.error_count();
  const std::optional<YamlNode> root = read_yaml(yaml, file_name, issues);
  if (!root) return std::nullopt;
  Reading reading{.file_name = file_name, .names = names, .tables = tables, .issues = issues};
  if (!check_mapping(reading, *root, "A map", kMapWords)) return std::nullopt;
  Map map;
  read_head(reading, *root, map);
  read_blocks(reading, *root);
  read_roles(reading, *root, map);
  if (const YamlNode* absent = root->member("must-be-absent")) map.must_be_absent = read_fhir_paths(reading, *absent);
  read_filled_elsewhere(reading, *root, map);
  read_block(reading, *root, map.block);
  if (issues.error_count() != errors_before) return std::nullopt;
  return map;
}

}  // namespace careway::language
