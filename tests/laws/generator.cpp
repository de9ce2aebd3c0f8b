#include "tests/laws/generator.h"

#include <algorithm>

namespace careway::laws {
namespace {

using engine::kNoIndex;

void shuffle(std::vector<std::size_t>& order, Dice& dice) {
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[dice.below(i)]);
}

/// Places of which an item has one at most: a schema's alternatives, which its shape does not tell.
const std::vector<std::vector<std::string_view>> kAlternatives = {
    {"Percent", "Fraction", "WeekAmount", "Rest"},
    {"percent", "fraction", "weekAmount", "rest"},
    {"Category", "ContinuingCareProduct", "EducationProvision"},
    {"service", "careProduct", "educationProvision"}};

/// Of the alternatives that the schema has here all but one, chosen by chance. Two of four names are no alternatives.
std::vector<std::string_view> left_out(const formats::Field& schema, Dice& dice) {
  std::vector<std::string_view> out;
  for (const auto& names : kAlternatives) {
    std::vector<std::string_view> here;
    for (const std::string_view name : names) {
      if (schema.child(name) != nullptr) here.push_back(name);
    }
    if (here.size() < names.size()) continue;
    here.erase(here.begin() + static_cast<std::ptrdiff_t>(dice.below(here.size())));
    out.insert(out.end(), here.begin(), here.end());
  }
  return out;
}

/// What an item must say although its schema does not demand it by itself: one of two ids, one of four amounts.
bool must_be_said(const formats::Field& schema, const formats::Field& child) {
  const bool names_person = child.name == "Authority" || child.name == "PersonReference" || child.name == "authority" ||
                            child.name == "reference";
  const auto& parts = child.name[0] < 'a' ? kAlternatives[0] : kAlternatives[1];
  const bool is_part = std::ranges::find(parts, child.name) != parts.end();
  const bool says_what = (child.name == "Description" || child.name == "description") &&
                         (schema.child("ContinuingCareProduct") != nullptr || schema.child("careProduct") != nullptr);
  if (says_what) return true;
  return (names_person && (schema.child("NHSPatient") != nullptr || schema.child("nhsPatient") != nullptr)) ||
         (is_part && schema.child(parts[1]) != nullptr && schema.child(parts[3]) != nullptr);
}

std::string cell(std::string_view text, char delimiter, Dice& dice) {
  const bool must_quote =
      text.find_first_of("\"\r\n") != std::string_view::npos || text.find(delimiter) != std::string_view::npos;
  if (!must_quote && !dice.chance(3)) return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    out += c;
    if (c == '"') out += c;
  }
  return out + "\"";
}

/// Children in another order; JSON objects have none, and the engine keeps the sender's.
void shuffle_children(fhir::Document& document, fhir::NodeIndex parent, bool any_order, Dice& dice) {
  std::vector<fhir::NodeIndex> children;
  for (fhir::Element child : document.at(parent)) children.push_back(child.index());
  for (const fhir::NodeIndex child : children) shuffle_children(document, child, any_order, dice);
  if (children.size() < 2 || !dice.chance(30)) return;
  for (std::size_t i = children.size(); i > 1; --i) {
    const std::size_t other = dice.below(i);
    const bool same_name = document.at(children[i - 1]).name() == document.at(children[other]).name();
    if (same_name || any_order) std::swap(children[i - 1], children[other]);
  }
  if (any_order) {  // items of one list stay together
    std::vector<std::string> names;
    for (const fhir::NodeIndex child : children) {
      const std::string name(document.at(child).name());
      if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    }
    std::ranges::stable_sort(children, {}, [&](fhir::NodeIndex child) {
      return std::ranges::find(names, document.at(child).name()) - names.begin();
    });
  }
  document.reorder(parent, children);
}

}  // namespace

SampleFile read_file(const FaceView& face, std::string bytes, const std::string& origin) {
  SampleFile file;
  file.bytes = std::make_unique<std::string>(std::move(bytes));
  fhir::Issues issues;
  const auto reader = face.format->open(*file.bytes, issues);
  if (reader == nullptr || issues.has_errors()) {
    file.fault = issues.empty() ? "not opened" : issues.items()[0].code + " at " + issues.items()[0].path;
    return file;
  }
  file.dialect = reader->dialect();
  for (;;) {
    Sample sample;
    if (!reader->next(sample.document, sample.spelling, issues)) break;
    if (issues.has_errors()) {
      file.fault = issues.items()[0].code + " at " + issues.items()[0].path;
      return file;
    }
    sample.origin = origin + " document " + std::to_string(reader->document_number());
    sample.context = context_for(face);
    file.samples.push_back(std::move(sample));
  }
  return file;
}

SampleFile Generator::make(std::uint64_t seed, Mood mood, std::size_t rows) {
  const std::string origin = "seed " + std::to_string(seed);
  SampleFile file =
      read_file(face_, face_.plan->keeps_order ? tree_bytes(seed, mood) : csv_bytes(seed, mood, rows), origin);
  for (Sample& sample : file.samples) sample.is_plain = mood == Mood::plain;
  return file;
}

std::string Generator::csv_bytes(std::uint64_t seed, Mood mood, std::size_t rows) {
  Dice dice(seed);
  static const std::vector<char> kDelimiters = {',', ';', '\t', '|'};
  const bool is_plain = mood == Mood::plain;
  const char delimiter = is_plain || face_.folder == "abacus" ? ',' : dice.pick(kDelimiters);
  const std::string line_end = !is_plain && dice.chance(50) ? "\r\n" : "\n";
  std::vector<std::string> columns;
  for (const formats::Field& column : face_.format->shape().root.children) columns.push_back(column.name);
  if (!is_plain && dice.chance(50)) {
    columns.emplace_back("Our Own Reference");
    columns.emplace_back("Team/Worker [2]");
  }
  std::vector<std::size_t> order(columns.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  if (!is_plain) shuffle(order, dice);
  std::string out = !is_plain && dice.chance(20) ? "\xEF\xBB\xBF" : "";
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i > 0) out += delimiter;
    out += cell(columns[order[i]], delimiter, dice);
  }
  out += line_end;
  ValueMaker people_maker(face_, dice, Mood::plain);
  std::vector<std::string> people;
  for (std::size_t i = 0; i < rows / 4 + 1; ++i) people.push_back("P" + std::to_string(1000 + dice.below(100'000)));
  std::string last;
  for (std::size_t row = 0; row < rows; ++row) {
    if (!last.empty() && !is_plain && dice.chance(2)) {
      out += last;
      continue;
    }
    fhir::Document document;
    fill_row(document, dice, mood, people);
    last.clear();
    for (std::size_t i = 0; i < order.size(); ++i) {
      if (i > 0) last += delimiter;
      last += cell(document.root().child_value(columns[order[i]]), delimiter, dice);
    }
    last += line_end;
    out += last;
  }
  return out;
}

void Generator::fill_row(fhir::Document& document, Dice& dice, Mood mood, const std::vector<std::string>& people) {
  const engine::Plan& plan = *face_.plan;
  ValueMaker maker(face_, dice, mood);
  const engine::PlanCase* chosen = nullptr;
  if (!plan.root->chooses.empty()) {
    const engine::PlanChoose& choose = plan.root->chooses[0];
    chosen = &choose.cases[dice.below(choose.cases.size())];
    const auto text = choose.code_map->to_partner(chosen->code, choose.release);
    const bool is_broken = mood == Mood::broken && dice.chance(3);
    document.set_value(document.append(0, plan.root->fields[choose.by.field].path), fhir::ValueKind::text,
                       is_broken ? "Something" : text.value_or(""));
  }
  const engine::Context context = context_for(face_);
  for (const formats::Field& column : face_.format->shape().root.children) {
    if (document.root().child(column.name)) continue;
    const std::uint16_t trie = plan.root->find_child(0, column.name);
    const std::uint16_t field = trie == kNoIndex ? kNoIndex : plan.root->trie[trie].field;
    std::size_t place = 0;
    std::vector<const engine::PlanRow*> rows;
    if (field != kNoIndex) rows = rows_of_field(plan, *plan.root, chosen, field, place);
    const engine::PlanRow* row = rows.empty() ? nullptr : rows[0];
    const bool is_required = std::ranges::any_of(rows, [](const auto* one) { return one->required; }) ||
                             (column.min > 0 && mood == Mood::plain) || column.name == "ProviderRef";
    const unsigned percent = is_required      ? (mood == Mood::broken ? 97 : 100)
                             : row == nullptr ? (mood == Mood::plain ? 0 : 4)
                                              : 65;
    if (!dice.chance(percent)) continue;
    std::string text = maker.make(row, place, &column);
    if (row != nullptr && row->slots[0].root_kind == engine::RootKind::context) {
      text = row->slots[0].context == engine::ContextSlot::period_start ? "01/04/2025" : "31/03/2026";
    } else if (std::ranges::find(people, text) == people.end() && column.name == "LA Person Unique Identifier") {
      text = mood == Mood::plain || dice.chance(90) ? dice.pick(people) : text;
    } else if (!is_required && mood != Mood::plain && dice.chance(4)) {
      text = dice.chance(50) ? "NULL" : " ";
    }
    document.set_value(document.append(0, column.name), fhir::ValueKind::text, text);
  }
  if (mood == Mood::plain) return;
  for (const char* extra : {"Our Own Reference", "Team/Worker [2]"}) {
    if (dice.chance(50))
      document.set_value(document.append(0, extra), fhir::ValueKind::text, maker.make(nullptr, 0, nullptr));
  }
}

std::string Generator::tree_bytes(std::uint64_t seed, Mood mood) {
  Dice dice(seed);
  fhir::Document document;
  chosen_ = nullptr;
  if (const auto& chooses = face_.plan->root->chooses; !chooses.empty()) {
    chosen_ = &chooses[0].cases[dice.below(chooses[0].cases.size())];
  }
  fill_item(document, 0, face_.format->shape().root, face_.plan->root.get(), 0, dice, mood);
  const bool is_json = face_.plan->date_form == "yyyy-mm-dd";
  if (mood != Mood::plain) shuffle_children(document, 0, is_json, dice);
  std::string out;
  fhir::Issues issues;
  const auto writer = face_.format->writer("");
  if (writer->write(document, "", out, issues)) writer->finish(out);
  return out;
}

void Generator::fill_item(fhir::Document& document, fhir::NodeIndex parent, const formats::Field& schema,
                          const engine::PlanBlock* block, std::uint16_t trie, Dice& dice, Mood mood) {
  const std::vector<std::string_view> others = left_out(schema, dice);
  for (const formats::Field& child : schema.children) {
    if (std::ranges::find(others, child.name) != others.end()) continue;
    std::uint16_t at = block == nullptr || trie == kNoIndex ? kNoIndex : block->find_child(trie, child.name);
    const engine::PlanBlock* inner = block;
    const engine::PlanEach* each = nullptr;
    if (at != kNoIndex && block->trie[at].each != kNoIndex) {
      each = &block->eaches[block->trie[at].each];
      inner = each->block.get();
      at = 0;
    }
    const bool is_needed = child.min > 0 || must_be_said(schema, child);
    std::size_t count = is_needed || dice.chance(mood == Mood::plain ? 85 : 60) ? 1 : 0;
    if (child.max > 1) count = std::max(child.min, dice.below(4));
    std::vector<std::string> keys;
    for (std::size_t i = 0; i < count; ++i) {
      const fhir::NodeIndex node = document.append(parent, child.name);
      document.set_list_item(node, child.max > 1);
      document.set_attribute(node, child.name.starts_with('@'));
      fill_child(document, node, child, inner, at, dice, mood);
      if (each == nullptr) continue;
      // Items whose keys meet would be refused: the later one is left out.
      std::string key;
      for (const MappedLeaf& leaf : mapped_leaves(face_, document.root())) {
        bool is_key = false;
        for (const engine::PlanRow* row : leaf.rows) is_key |= row->is_key;
        bool is_inside = false;
        for (fhir::NodeIndex up = leaf.node; up != 0; up = document.at(up).parent().index()) is_inside |= up == node;
        if (is_key && is_inside && key.empty()) key = std::string(document.at(leaf.node).value());
      }
      if (!key.empty() && std::ranges::find(keys, key) != keys.end()) {
        document.remove(node);
      } else {
        keys.push_back(key);
      }
    }
  }
}

void Generator::fill_child(fhir::Document& document, fhir::NodeIndex node, const formats::Field& schema,
                           const engine::PlanBlock* block, std::uint16_t trie, Dice& dice, Mood mood) {
  const bool has_own_value = schema.type != formats::FieldType::object;
  if (has_own_value) {
    std::size_t place = 0;
    std::vector<const engine::PlanRow*> rows;
    const std::uint16_t field = block == nullptr || trie == kNoIndex ? kNoIndex : block->trie[trie].field;
    if (field != kNoIndex) rows = rows_of_field(*face_.plan, *block, chosen_, field, place);
    ValueMaker maker(face_, dice, mood);
    const bool is_json = face_.plan->date_form == "yyyy-mm-dd";
    const bool is_number = schema.type == formats::FieldType::integer || schema.type == formats::FieldType::decimal;
    const fhir::ValueKind kind = !is_json                                     ? fhir::ValueKind::text
                                 : is_number                                  ? fhir::ValueKind::number
                                 : schema.type == formats::FieldType::boolean ? fhir::ValueKind::boolean
                                                                              : fhir::ValueKind::text;
    std::string text = maker.make(rows.empty() ? nullptr : rows[0], place, &schema);
    if (schema.name == "authority" || schema.name == "Authority") text = "E09000033";
    if (schema.name == "fraction" || schema.name == "Fraction") text = dice.chance(50) ? "1/3" : "2/7";
    if (schema.name == "percent" || schema.name == "Percent") text = dice.chance(50) ? "40" : "12.50";
    static const std::vector<std::string_view> kExact = {"Weeks", "weeks", "ExactPrice", "ExactUnitsPerWeek"};
    if (std::ranges::find(kExact, schema.name) != kExact.end()) text = dice.chance(50) ? "26.5" : "365/7";
    if (chosen_ != nullptr && block == face_.plan->root.get() && field == block->chooses[0].by.field) {
      text = block->chooses[0].code_map->to_partner(chosen_->code, block->chooses[0].release).value_or("");
    }
    document.set_value(node, kind, document.intern(text));
  }
  fill_item(document, node, schema, block, trie, dice, mood);
  if (!has_own_value && !document.at(node).first_child() && face_.plan->date_form == "yyyy-mm-dd") {
    document.set_value(node, fhir::ValueKind::empty_object, "{}");
  }
}

std::string Generator::other_value(const MappedLeaf& leaf, std::string_view text, Dice& dice) {
  ValueMaker maker(face_, dice, Mood::plain);
  for (int tries = 0; tries < 20; ++tries) {
    std::string other = maker.make(leaf.rows.empty() ? nullptr : leaf.rows[0], leaf.field_in_row, leaf.schema);
    if (other != text) return other;
  }
  return {};
}

}  // namespace careway::laws
