#include <algorithm>
#include <string>
#include <utility>

#include "mappers/language/paths.h"
#include "mappers/language/problem.h"
#include "mappers/language/reading.h"

namespace careway::language {

namespace {

const std::vector<std::string> kRoleWords = {"type", "profile", "keys", "anchor", "mark"};
const std::vector<std::string> kNamedRoleWords = {"name", "type", "profile", "keys", "anchor", "mark"};
const std::vector<std::string> kConstantWords = {"slot", "value"};
const std::vector<std::string> kDerivedWords = {"slot", "rule", "from", "once", "with"};
const std::vector<std::string> kAbsentWords = {"report", "keep", "end", "refuse"};
const std::vector<std::string> kChooseWords = {"by", "cases", "refused"};

std::vector<std::string> with_block_words(std::vector<std::string> words) {
  words.insert(words.end(), kBlockWords.begin(), kBlockWords.end());
  return words;
}

void read_constant(Reading& reading, const YamlNode& node, Block& block) {
  const YamlNode* slot = nullptr;
  const YamlNode* value = nullptr;
  if (node.is_list() && node.items.size() == 2) {
    slot = &node.items[0];
    value = &node.items[1];
  } else if (node.is_mapping() && check_mapping(reading, node, "A constant", kConstantWords)) {
    slot = node.member("slot");
    value = node.member("value");
  }
  if (slot == nullptr || value == nullptr) {
    reading.error("map-wrong-kind", node.place, "A constant is [slot, value].");
    return;
  }
  auto path = read_fhir_path(reading, *slot);
  const auto text = read_text(reading, *value, "The value of a constant");
  if (!path || !text || !reading.count_row(node.place)) return;
  const bool is_quoted = text->size() > 2 && text->front() == '\'' && text->back() == '\'';
  std::string written = is_quoted ? text->substr(1, text->size() - 2) : reading.names.resolve(*text);
  block.constants.push_back({std::move(*path), std::move(written), node.place});
}

void read_derived(Reading& reading, const YamlNode& node, Block& block) {
  if (!check_mapping(reading, node, "A derived slot", kDerivedWords)) return;
  Derived derived;
  derived.place = node.place;
  const YamlNode* slot = node.member("slot");
  const YamlNode* rule = node.member("rule");
  if (slot == nullptr || rule == nullptr) {
    reading.error("map-missing-key", node.place, "A derived slot needs \"slot\" and \"rule\".");
    return;
  }
  auto path = read_fhir_path(reading, *slot);
  // A rule is written like a converter: a word, or a word with its argument.
  auto use = read_converter(reading, *rule);
  if (const YamlNode* from = node.member("from")) derived.from = read_fhir_paths(reading, *from);
  if (const YamlNode* once = node.member("once")) derived.once = read_flag(reading, *once, "\"once\"");
  if (!path || !use || !reading.count_row(node.place)) return;
  derived.path = std::move(*path);
  derived.rule = std::move(use->name);
  derived.arguments = std::move(use->arguments);
  if (derived.rule == "code-map" || derived.rule == "display") {
    // `{ code-map: name }` and `{ code: name }` store the name alike.
    if (auto main = derived.arguments.extract("value"); !main.empty()) {
      main.key() = "map";
      derived.arguments.insert(std::move(main));
    }
  }
  if (const YamlNode* with = node.member("with")) {
    if (!with->is_mapping()) reading.error("map-wrong-kind", with->place, "\"with\" is a mapping of texts.");
    for (const auto& [name, value] : with->members) {
      if (auto text = read_text(reading, value, "An argument")) derived.arguments.insert_or_assign(name.text, *text);
    }
  }
  block.derived.push_back(std::move(derived));
}

void read_links(Reading& reading, const YamlNode& node, bool unless_linked, Block& block) {
  if (!node.is_mapping()) {
    reading.error("map-wrong-kind", node.place, "\"links\" is a mapping of \"reference slot: role\".");
    return;
  }
  for (const auto& [key, value] : node.members) {
    auto path = read_fhir_path(reading, key);
    auto role = read_text(reading, value, "The target of a link");
    if (path && role && reading.count_row(key.place))
      block.links.push_back({std::move(*path), std::move(*role), unless_linked, key.place});
  }
}

/// "phone person.telecom[system=phone]": a variable and the repeating element that it stands for.
void read_element(Reading& reading, const YamlNode& node, Each& each) {
  const auto text = read_text(reading, node, "\"element\"");
  if (!text) return;
  const std::size_t blank = text->find(' ');
  const std::size_t path_start = blank == std::string::npos ? blank : text->find_first_not_of(' ', blank);
  if (path_start == std::string::npos) {
    reading.error("map-wrong-kind", node.place,
                  "\"element\" is a variable and a FHIR path: phone person.telecom[system=phone].");
    return;
  }
  each.variable = text->substr(0, blank);
  each.element = parse_fhir_path(text->substr(path_start), node.place, reading.names, reading.issues);
}

void read_absent(Reading& reading, const YamlNode& node, Each& each) {
  const auto word = read_text(reading, node, "\"absent\"");
  if (!word) return;
  const auto found = std::ranges::find(kAbsentWords, *word);
  if (found == kAbsentWords.end()) {
    reading.error("map-word", node.place,
                  "\"absent\" cannot be " + quoted(*word) + "." + suggestion(*word, kAbsentWords));
    return;
  }
  each.absent = static_cast<Absent>(found - kAbsentWords.begin());
}

void read_each(Reading& reading, const YamlNode& node, Block& block) {
  static const std::vector<std::string> kEachWords =
      with_block_words({"partner", "role", "element", "keys", "keys-together", "absent"});
  if (!check_mapping(reading, node, "\"each\"", kEachWords)) return;
  Each each;
  each.place = node.place;
  const YamlNode* partner = node.member("partner");
  const YamlNode* role = node.member("role");
  const YamlNode* element = node.member("element");
  if (partner == nullptr)
    reading.error("map-missing-key", node.place, "\"each\" needs \"partner\": the repeated item.");
  if ((role == nullptr) == (element == nullptr)) {
    reading.error("map-missing-key", node.place, "\"each\" needs either \"role\" or \"element\".");
  }
  std::optional<PartnerPath> path;
  if (partner != nullptr) path = read_partner_path(reading, *partner);
  if (role != nullptr) each.role = read_role(reading, *role, nullptr);
  if (element != nullptr) read_element(reading, *element, each);
  if (const YamlNode* keys = node.member("keys")) {
    each.keys = read_fhir_paths(reading, *keys);
    if (role != nullptr) {
      reading.error("map-unknown-key", keys->place,
                    "The keys of a role stand within the role: role: { …, keys: […] }.");
    }
  }
  if (const YamlNode* together = node.member("keys-together")) {
    each.keys_together = read_flag(reading, *together, "\"keys-together\"");
    if (role != nullptr) {
      reading.error("map-unknown-key", together->place,
                    "The keys of a role are alternatives. \"keys-together\" is for the items of an \"element\".");
    }
  }
  if (const YamlNode* absent = node.member("absent")) read_absent(reading, *absent, each);
  each.block = std::make_unique<Block>();
  read_block(reading, node, *each.block);
  if (!path || (!each.role && !each.element) || !reading.count_row(node.place)) return;
  each.partner = std::move(*path);
  block.eaches.push_back(std::move(each));
}

void read_case(Reading& reading, const YamlNode& code, const YamlNode& node, Choose& choose) {
  static const std::vector<std::string> kCaseWords = with_block_words({"role", "mark"});
  if (!check_mapping(reading, node, "A case", kCaseWords)) return;
  Case one;
  one.code = code.text;
  one.place = code.place;
  if (const YamlNode* role = node.member("role")) one.role = read_role(reading, *role, nullptr);
  if (const YamlNode* mark = node.member("mark")) {
    if (auto path = read_fhir_path(reading, *mark)) choose.marks.emplace(code.text, std::move(*path));
  }
  one.block = std::make_unique<Block>();
  read_block(reading, node, *one.block);
  if (reading.count_row(code.place)) choose.cases.push_back(std::move(one));
}

void read_choose_by(Reading& reading, const YamlNode& by, Choose& choose) {
  const bool is_list = by.is_list() && !by.items.empty() && by.items.size() <= 2;
  if (!is_list && !by.is_scalar()) {
    reading.error("map-wrong-kind", by.place, "\"by\" is a partner path, or [partner path, converter].");
    return;
  }
  if (auto path = read_partner_path(reading, is_list ? by.items[0] : by)) choose.by = std::move(*path);
  if (is_list && by.items.size() == 2) {
    if (auto converter = read_converter(reading, by.items[1])) choose.converter = std::move(*converter);
  }
}

void read_choose(Reading& reading, const YamlNode& node, Block& block) {
  if (!check_mapping(reading, node, "\"choose\"", kChooseWords)) return;
  Choose choose;
  choose.place = node.place;
  choose.converter.place = node.place;
  const YamlNode* by = node.member("by");
  const YamlNode* cases = node.member("cases");
  if (by == nullptr || cases == nullptr || !cases->is_mapping() || cases->members.empty()) {
    reading.error("map-missing-key", node.place, "\"choose\" needs \"by\" and \"cases\" (a mapping of code to group).");
    return;
  }
  read_choose_by(reading, *by, choose);
  for (const auto& [code, value] : cases->members) read_case(reading, code, value, choose);
  if (const YamlNode* refused = node.member("refused")) {
    if (!refused->is_mapping())
      reading.error("map-wrong-kind", refused->place, "\"refused\" is a mapping of code to reason.");
    for (const auto& [code, reason] : refused->members) {
      choose.refused.emplace(code.text, read_text(reading, reason, "A reason").value_or(""));
    }
  }
  if (reading.count_row(node.place)) block.chooses.push_back(std::move(choose));
}

/// Puts the named blocks in. A block may use others, never itself.
void read_use(Reading& reading, const YamlNode& node, Block& block) {
  std::vector<std::string> seen;
  for (const std::string& name : read_texts(reading, node, "The name of a block")) {
    if (std::ranges::find(seen, name) != seen.end()) {
      reading.error("map-block-twice", node.place,
                    "The block " + quoted(name) + " is put in twice here. Keep one of the two.");
      continue;
    }
    seen.push_back(name);
    const YamlNode* named = reading.blocks == nullptr ? nullptr : reading.blocks->member(name);
    if (named == nullptr) {
      std::vector<std::string> known;
      if (reading.blocks != nullptr) {
        for (const auto& [key, value] : reading.blocks->members) known.push_back(key.text);
      }
      reading.error("map-block-unknown", node.place,
                    "No block is called " + quoted(name) + "." + suggestion(name, known));
      continue;
    }
    if (std::ranges::find(reading.blocks_open, name) != reading.blocks_open.end()) {
      reading.error("map-block-cycle", node.place,
                    "The block " + quoted(name) + " is put into itself. Remove one \"use\".");
      continue;
    }
    if (++reading.blocks_used > Reading::kBlocksUsedMax) {
      if (!reading.is_over_limit)
        reading.error("map-limit", node.place, "Blocks are put in too often. Simplify the map.");
      reading.is_over_limit = true;
      return;
    }
    reading.blocks_open.push_back(name);
    read_block(reading, *named, block);
    reading.blocks_open.pop_back();
  }
}

using ItemReader = void (*)(Reading&, const YamlNode&, Block&);

void read_list(Reading& reading, const YamlNode& node, std::string_view what, Block& block, ItemReader read_item) {
  if (!node.is_list()) {
    reading.error("map-wrong-kind", node.place, "\"" + std::string(what) + "\" must be a list.");
    return;
  }
  for (const YamlNode& item : node.items) read_item(reading, item, block);
}

/// A profile by its short name or its URL.
std::string read_profile(Reading& reading, const YamlNode& role) {
  const YamlNode* node = role.member("profile");
  if (node == nullptr) return {};
  const auto text = read_text(reading, *node, "\"profile\"");
  if (!text) return {};
  std::string url = reading.names.resolve(*text);
  if (url.find(':') != std::string::npos) return url;
  reading.error("map-alias-unknown", node->place,
                "No name stands for the profile " + quoted(*text) + "." + suggestion(*text, reading.names.aliases()) +
                    " Add it to the project's names, or write the URL.");
  return {};
}

}  // namespace

std::optional<Role> read_role(Reading& reading, const YamlNode& node, const YamlNode* name) {
  const auto& words = name != nullptr ? kRoleWords : kNamedRoleWords;
  if (!check_mapping(reading, node, "A role", words)) return std::nullopt;
  Role role;
  role.place = name != nullptr ? name->place : node.place;
  role.name = name != nullptr ? name->text : read_member(reading, node, "name", true).value_or("");
  role.type = read_member(reading, node, "type", true).value_or("");
  role.profile = read_profile(reading, node);
  if (const YamlNode* keys = node.member("keys")) role.keys = read_fhir_paths(reading, *keys);
  if (const YamlNode* mark = node.member("mark")) role.mark = read_fhir_path(reading, *mark);
  if (const YamlNode* anchor = node.member("anchor")) role.anchor = read_flag(reading, *anchor, "\"anchor\"");
  if (role.name.empty() || role.type.empty()) return std::nullopt;
  return role;
}

void read_block(Reading& reading, const YamlNode& node, Block& block) {
  if (reading.is_over_limit) return;
  for (const auto& [key, value] : node.members) {
    if (key.text == "use") {
      read_use(reading, value, block);
    } else if (key.text == "rows") {
      read_list(reading, value, key.text, block,
                [](Reading& r, const YamlNode& item, Block& b) { read_row(r, item, b.rows); });
    } else if (key.text == "tables") {
      read_list(reading, value, key.text, block,
                [](Reading& r, const YamlNode& item, Block& b) { read_table(r, item, b.rows); });
    } else if (key.text == "constants") {
      read_list(reading, value, key.text, block, read_constant);
    } else if (key.text == "derived") {
      read_list(reading, value, key.text, block, read_derived);
    } else if (key.text == "links") {
      read_links(reading, value, false, block);
    } else if (key.text == "links-unless-linked") {
      read_links(reading, value, true, block);
    } else if (key.text == "each") {
      read_list(reading, value, key.text, block, read_each);
    } else if (key.text == "choose") {
      read_list(reading, value, key.text, block, read_choose);
    }
  }
}

}  // namespace careway::language
