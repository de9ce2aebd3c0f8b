#include "mappers/language/map_facts.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "mappers/language/code_checks.h"
#include "mappers/language/converter_signatures.h"
#include "mappers/language/problem.h"

namespace careway::language {

bool writes(const UsedSlot& used) {
  return used.use != SlotUse::must_be_absent && (used.row == nullptr || !used.row->get_only);
}

std::vector<const UsedSlot*> slots_of(const MapFacts& facts, const std::string& role, const CaseChain& chain) {
  std::vector<const UsedSlot*> out;
  for (const UsedSlot& used : facts.slots) {
    if (used.slot.role == role && !used.slot.steps.empty() && can_meet(used.chain, chain)) out.push_back(&used);
  }
  return out;
}

namespace {

using definitions::Definitions;
using definitions::Entry;
using definitions::TypeInfo;
using definitions::TypeKind;

std::string first_place(const Place& place) {
  return "line " + std::to_string(place.line) + " of " + place.file;
}

void check_slot_pair(const UsedSlot& first, const UsedSlot& second, fhir::Issues& issues) {
  if (!may_meet(first.slot, second.slot) || !can_meet(first.chain, second.chain)) return;
  if (first.use == SlotUse::must_be_absent || second.use == SlotUse::must_be_absent) {
    const UsedSlot& absent = first.use == SlotUse::must_be_absent ? first : second;
    const UsedSlot& other = first.use == SlotUse::must_be_absent ? second : first;
    if (other.use == SlotUse::must_be_absent) return;
    report_error(issues, "map-absent-written", absent.place,
                 slot_text(absent.slot) + " must be absent, but " + first_place(other.place) +
                     " writes it. Keep one of the two.");
    return;
  }
  // A slot worked out once gives way to what a row says.
  const bool gives_way = (first.use == SlotUse::derived_once) != (second.use == SlotUse::derived_once);
  if (gives_way || !writes(first) || !writes(second)) return;
  report_error(issues, "map-slot-twice", second.place,
               slot_text(second.slot) + " is written by " + first_place(first.place) +
                   " too. Keep one of the two, or tell them apart with predicates.");
}

/// Rows that join several places may share one: it is the same issuer in each.
bool may_share(const UsedField& used) {
  if (used.row == nullptr) return false;
  const ConverterSignature* signature = find_converter(used.row->converter.name);
  return signature != nullptr && signature->partner == Arity::many;
}

void check_field_pair(const UsedField& first, const UsedField& second, fhir::Issues& issues) {
  if (first.field.text != second.field.text || !can_meet(first.chain, second.chain)) return;
  if (may_share(first) || may_share(second)) return;
  // The items of an each and a row on the items' own parts never have the same text.
  report_error(issues, "map-field-twice", second.place,
               quoted(second.field.text) + " is read by " + first_place(first.place) +
                   " too; on the way home both would write it. Keep one of the two.");
}

bool is_identifier_like(const ResolvedSlot& slot) {
  if (slot.steps.empty()) return false;
  if (slot.steps.back().name == "id" || slot.steps.back().name == "linkId") return true;
  return std::ranges::any_of(
      slot.steps, [](const SlotStep& step) { return step.name == "identifier" || step.name.ends_with("Identifier"); });
}

bool is_filled(const MapFacts& facts, const ResolvedSlot& key, const CaseChain& chain) {
  return std::ranges::any_of(facts.slots, [&](const UsedSlot& used) {
    return used.use != SlotUse::must_be_absent && may_meet(used.slot, key) && can_meet(used.chain, chain);
  });
}

void check_key_list(const MapFacts& facts, const std::vector<ResolvedSlot>& keys, const CaseChain& chain,
                    const std::vector<FhirPath>& written, fhir::Issues& issues) {
  if (keys.size() != written.size()) return;  // reported with its path
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (!is_filled(facts, keys[i], chain)) {
      report_error(issues, "map-key", written[i].place,
                   "Nothing fills the key " + quoted(written[i].text) +
                       ". Add a row or a derived slot for it, or remove the key.");
    } else if (!is_identifier_like(keys[i])) {
      report_warning(issues, "map-key-edited", written[i].place,
                     "The key " + quoted(written[i].text) +
                         " is a value that users can edit; an edit looks like a removal and "
                         "an addition. Use an identifier, if the partner has one.");
    }
  }
}

}  // namespace

void check_overlaps(const MapFacts& facts, fhir::Issues& issues) {
  // Only slots of the same role with the same names can meet.
  std::map<std::string, std::vector<const UsedSlot*>> slots;
  for (const UsedSlot& used : facts.slots) {
    std::string names = used.slot.role;
    for (const SlotStep& step : used.slot.steps) names += "." + step.name;
    auto& same = slots[names];
    for (const UsedSlot* other : same) check_slot_pair(*other, used, issues);
    same.push_back(&used);
  }
  std::map<std::string, std::vector<const UsedField*>> fields;
  for (const UsedField& used : facts.fields) {
    auto& same = fields[used.field.text];
    for (const UsedField* other : same) {
      if (!used.is_item && !other->is_item) check_field_pair(*other, used, issues);
    }
    same.push_back(&used);
  }
}

void check_keys(const MapFacts& facts, fhir::Issues& issues) {
  for (const UsedRole& used : facts.roles) {
    const bool is_linked = std::ranges::find(facts.linked_roles, used.role->name) != facts.linked_roles.end();
    if (used.role->keys.empty() && (used.role->anchor || !is_linked)) {
      report_error(issues, "map-key", used.role->place,
                   "The role " + quoted(used.role->name) +
                       " has no key, so it cannot be found again. Add \"keys\" with an identifier.");
    }
    check_key_list(facts, used.keys, used.chain, used.role->keys, issues);
  }
  for (const UsedItem& used : facts.items) {
    if (used.each->keys.empty()) {
      report_error(issues, "map-key", used.each->place,
                   "Items are matched by key, never by position. Add \"keys\" to this \"each\".");
    }
    check_key_list(facts, used.keys, used.chain, used.each->keys, issues);
  }
  if (!facts.has_anchor && !facts.roles.empty()) {
    report_error(issues, "map-anchor", facts.roles.front().role->place,
                 "No role is the anchor: what one document is about. Add \"anchor: true\" to one.");
  }
}

void check_modifiers(const MapFacts& facts, const Definitions& definitions, fhir::Issues& issues) {
  for (const UsedRole& role : facts.roles) {
    const auto slots = slots_of(facts, role.role->name, role.chain);
    std::set<std::string_view> names;
    std::set<std::string_view> elements;
    for (const UsedSlot* used : slots) {
      names.insert(used->slot.steps.front().name);
      elements.insert(definitions.entry(used->slot.steps.front().entry).element);
    }
    for (const ResolvedSlot& slot : facts.filled_elsewhere) {  // another file of the same partner says it
      if (slot.role != role.role->name || slot.steps.empty()) continue;
      names.insert(slot.steps.front().name);
    }
    std::vector<std::string> unhandled;
    std::vector<std::string> other_types;
    const TypeInfo info = definitions.type(role.type);
    for (std::uint32_t i = 0; i < info.entry_count; ++i) {
      const Entry entry = definitions.entry(info.first_entry + i);
      if (!entry.is_modifier || names.contains(entry.name)) continue;
      auto& list = elements.contains(entry.element) ? other_types : unhandled;
      list.push_back(role.role->name + "." + std::string(entry.name));
    }
    if (!unhandled.empty()) {
      report_error(issues, "map-modifier", role.role->place,
                   "Elements that change the meaning of a " + std::string(info.name) + " are not handled: " +
                       listed(unhandled) + ". Map each, give it a constant, or name it under \"must-be-absent\".");
    }
    if (!other_types.empty()) {
      report_warning(issues, "map-modifier-choice", role.role->place,
                     "The map handles one type of a choice that changes the meaning of a " + std::string(info.name) +
                         ", but not " + listed(other_types) + ". Name these under \"must-be-absent\" too.");
    }
  }
}

namespace {

/// Names that stand below a place in FHIR: what the used paths say of it.
struct NameTree {
  std::map<std::string, NameTree> below;        // by name and predicates
  std::set<std::string, std::less<>> elements;  // element names ("value[x]") that something fills
  definitions::TypeIndex type = definitions::kNone;
  Place place;
  bool is_whole = false;  // a converter or a link writes all that it needs below
};

void add_to_tree(NameTree& tree, const Definitions& definitions, const UsedSlot& used) {
  NameTree* at = &tree;
  for (const SlotStep& step : used.slot.steps) {
    at->elements.emplace(definitions.entry(step.entry).element);
    std::string key = step.name;
    for (const Predicate& predicate : step.predicates) key += "[" + predicate.child + "=" + predicate.value + "]";
    const auto [place, is_new] = at->below.try_emplace(key);
    at = &place->second;
    if (is_new) {
      at->type = step.type;
      at->place = used.place;
    }
    for (const Predicate& predicate : step.predicates) {
      const auto entry = definitions.find_entry(step.type, predicate.child.substr(0, predicate.child.find('.')));
      if (entry != definitions::kNone) at->elements.emplace(definitions.entry(entry).element);
    }
  }
  at->is_whole = true;
}

void check_tree(const NameTree& tree, const Definitions& definitions, const std::string& path, fhir::Issues& issues) {
  const TypeInfo info = definitions.type(tree.type);
  std::vector<std::string> missing;
  const bool has_parts = info.kind != TypeKind::primitive && !tree.is_whole;
  for (std::uint32_t i = 0; has_parts && i < info.entry_count; ++i) {
    const Entry entry = definitions.entry(info.first_entry + i);
    if (entry.min == 0 || tree.elements.contains(entry.element)) continue;
    std::string name(entry.element);
    if (std::ranges::find(missing, name) == missing.end()) missing.push_back(std::move(name));
  }
  if (!missing.empty()) {
    report_error(issues, "map-required-element", tree.place,
                 "FHIR R4 requires " + listed(missing) + " in " + path +
                     ", and nothing fills it. Add a row, a constant, a derived slot or a link.");
  }
  for (const auto& [name, below] : tree.below) check_tree(below, definitions, path + "." + name, issues);
}

}  // namespace

void check_required_elements(const MapFacts& facts, const Definitions& definitions, fhir::Issues& issues) {
  for (const UsedRole& role : facts.roles) {
    NameTree tree;
    tree.type = role.type;
    tree.place = role.role->place;
    for (const UsedSlot* used : slots_of(facts, role.role->name, role.chain)) {
      if (writes(*used)) add_to_tree(tree, definitions, *used);
    }
    check_tree(tree, definitions, role.role->name, issues);
  }
}

void check_required_fields(const Map& map, const MapFacts& facts, std::span<const FaceShape> faces,
                           fhir::Issues& issues) {
  std::set<std::string> touched;
  for (const UsedField& used : facts.fields) touched.insert(used.field.text);
  const std::function<void(const FaceShape&, const formats::Field&, const std::string&)> visit =
      [&](const FaceShape& face, const formats::Field& field, const std::string& path) {
        for (const formats::Field& child : field.children) {
          if (child.min == 0) continue;
          const std::string text = path.empty() ? child.name : path + "/" + child.name;
          if (child.type == formats::FieldType::object) {
            // The parts of an item matter only where the map makes the items.
            if (child.max <= 1 || touched.contains(text)) visit(face, child, text);
          } else if (!touched.contains(text)) {
            report_warning(
                issues, "map-required-field", map.place,
                "The partner's schema requires " + quoted(text) + " (face " + face.face +
                    "), and no row maps it: a record that this partner never sent cannot be written to it. Add a row.");
          }
        }
      };
  for (const FaceShape& face : faces) visit(face, face.shape->root, "");
}

}  // namespace careway::language
