#include <algorithm>
#include <utility>

#include "mappers/language/code_checks.h"
#include "mappers/language/map_facts.h"
#include "mappers/language/paths.h"
#include "mappers/language/problem.h"
#include "mappers/language/profile_checks.h"
#include "mappers/language/row_checks.h"

namespace careway::language {

namespace {

using definitions::kNone;
using definitions::TypeKind;

const std::vector<std::string> kRules = {"status-from-period", "composite", "code-map", "display", "copy"};
const std::vector<std::string> kPartnerKinds = {"council", "nhs", "marketplace", "provider"};

class MapWalk {
 public:
  MapWalk(const Map& map, const definitions::Definitions& definitions, std::span<const FaceShape> faces,
          const CodeMaps& code_maps, fhir::Issues& issues)
      : map_(map),
        slots_(definitions, issues),
        fields_(faces, issues),
        issues_(issues),
        check_{slots_, code_maps, faces, issues} {}

  MapFacts run() {
    const FieldBase document = fields_.document();
    if (!map_.issuer.steps.empty()) fields_.resolve(map_.issuer, document);
    if (!map_.event_date.steps.empty()) fields_.resolve(map_.event_date, document);
    check_kind(map_.partner.kind, map_.place);
    std::size_t first_role = facts_.roles.size();
    for (const Role& role : map_.roles) add_role(role);
    resolve_keys(first_role);
    walk_block(map_.block, document);
    resolve_absent();
    return std::move(facts_);
  }

 private:
  void check_kind(const std::string& kind, const Place& place) {
    if (std::ranges::find(kPartnerKinds, kind) != kPartnerKinds.end()) return;
    report_error(issues_, "map-word", place,
                 "No partner kind is called " + quoted(kind) + "." + suggestion(kind, kPartnerKinds));
  }

  void add_role(const Role& role) {
    facts_.has_anchor = facts_.has_anchor || role.anchor;
    if (!slots_.add_role(role)) return broken_roles_.push_back(role.name);
    UsedRole used{&role, slots_.role_type(role.name), chain_, {}};
    facts_.roles.push_back(std::move(used));
    all_roles_.push_back({role.name, facts_.roles.back().type});
  }

  /// Keys are looked up when every role of the block is known.
  void resolve_keys(std::size_t first_role) {
    for (std::size_t i = first_role; i < facts_.roles.size(); ++i) {
      for (const FhirPath& path : facts_.roles[i].role->keys) {
        auto slot = resolve_leaf(path);
        if (!slot) continue;
        if (slot->role != facts_.roles[i].role->name) {
          report_error(issues_, "map-key", path.place,
                       quoted(path.text) + " is no place in the role that it is a key of.");
          continue;
        }
        check_repeats(check_, *slot, false, path.place);
        facts_.roles[i].keys.push_back(std::move(*slot));
      }
      const Role& role = *facts_.roles[i].role;
      if (!role.mark) continue;
      const auto mark = resolve_leaf(*role.mark);
      if (mark && (mark->role != role.name || !role.anchor)) {
        report_error(issues_, "map-key", role.mark->place,
                     quoted(role.mark->text) + " must be a place in the anchor that it is the mark of.");
      }
    }
  }

  std::optional<ResolvedSlot> resolve_leaf(const FhirPath& path) {
    auto slot = slots_.resolve(path);
    if (!slot || slot->is_context) return slot;
    const auto info = slots_.definitions().type(slot->type());
    if (info.kind == TypeKind::primitive) return slot;
    report_error(issues_, "map-type", path.place,
                 quoted(path.text) + " is of type " + std::string(info.name) +
                     ", not a single value. Name the value inside it.");
    return std::nullopt;
  }

  UsedSlot& use_slot(ResolvedSlot slot, SlotUse use, const Place& place, const Row* row = nullptr) {
    return facts_.slots.emplace_back(UsedSlot{std::move(slot), use, chain_, row, place});
  }

  /// Money fills its amount and its currency.
  void use_row_slot(const ResolvedSlot& slot, const Row& row) {
    const bool is_money = slots_.definitions().type(slot.type()).name == "Money";
    if (!is_money) {
      use_slot(slot, SlotUse::row, row.place, &row);
      return;
    }
    for (const std::string_view child : {"value", "currency"}) {
      if (auto inner = slots_.below(slot, child)) use_slot(std::move(*inner), SlotUse::row, row.place, &row);
    }
  }

  void walk_rows(const Block& block, const FieldBase& base) {
    for (const Row& row : block.rows) {
      ++facts_.row_count;
      if (row.get_only) ++facts_.get_only_count;
      std::vector<ResolvedField> fields;
      std::vector<ResolvedSlot> slots;
      for (const PartnerPath& path : row.partner) {
        if (auto field = fields_.resolve(path, base)) fields.push_back(std::move(*field));
      }
      for (const FhirPath& path : row.fhir) {
        if (auto slot = slots_.resolve(path)) slots.push_back(std::move(*slot));
      }
      check_row(check_, row, fields, slots);
      for (const std::string& owner : row.owners) check_kind(owner, row.place);
      if (row.merge == Merge::latest_event && map_.event_date.steps.empty()) {
        report_error(
            issues_, "map-merge", row.place,
            "\"merge: latest-event\" needs \"event-date\" at the top of the map: the leaf that orders events.");
      }
      for (ResolvedField& field : fields) facts_.fields.push_back({std::move(field), chain_, &row, false, row.place});
      for (ResolvedSlot& slot : slots) {
        if (!slot.is_context) use_row_slot(slot, row);
      }
    }
  }

  void walk_constants(const Block& block) {
    for (const Constant& constant : block.constants) {
      auto slot = resolve_leaf(constant.path);
      if (!slot) continue;
      if (slot->is_context) {
        report_error(issues_, "map-type", constant.place, "The context cannot be written. Remove the constant.");
        continue;
      }
      check_repeats(check_, *slot, false, constant.place);
      // "completed|accepted": the first is written, any is accepted.
      for (std::size_t from = 0; from <= constant.value.size();) {
        const std::size_t end = std::min(constant.value.find('|', from), constant.value.size());
        check_literal(check_, std::string_view(constant.value).substr(from, end - from), *slot, constant.place);
        from = end + 1;
      }
      use_slot(std::move(*slot), SlotUse::constant, constant.place).constant = &constant;
    }
  }

  void check_rule(const Derived& derived, const ResolvedSlot& slot) {
    if (std::ranges::find(kRules, derived.rule) == kRules.end()) {
      report_error(issues_, "map-rule-unknown", derived.place,
                   "No rule is called " + quoted(derived.rule) + "." + suggestion(derived.rule, kRules));
      return;
    }
    const bool is_many = derived.rule == "composite";
    const std::size_t count = derived.from.size();
    const std::size_t wanted = derived.rule == "copy" && derived.arguments.contains("when") ? 2 : 1;
    if (count == 0 || (count != wanted && !is_many)) {
      report_error(issues_, "map-arity", derived.place,
                   "The rule " + quoted(derived.rule) + " needs " +
                       (is_many       ? "at least one"
                        : wanted == 2 ? "two"
                                      : "exactly one") +
                       " slot in \"from\".");
    }
    if (derived.rule == "code-map" || derived.rule == "display") {
      const CodeMap* map = find_code_map(check_, derived.arguments, derived.place);
      if (map != nullptr && derived.rule == "code-map") check_codes_fit(check_, *map, slot, derived.place);
    }
    if (const auto separator = derived.arguments.find("separator"); separator != derived.arguments.end()) {
      if (derived.rule != "composite" || (separator->second != ":" && separator->second != "|")) {
        report_error(issues_, "map-word", derived.place,
                     "A composite is joined by \"|\" or, with \"separator\", by \":\".");
      }
    }
    for (const auto& [name, value] : derived.arguments) {
      if (derived.rule == "status-from-period" && (name == "active" || name == "completed")) {
        check_literal(check_, value, slot, derived.place);
      }
    }
  }

  void walk_derived(const Block& block) {
    for (const Derived& derived : block.derived) {
      auto slot = resolve_leaf(derived.path);
      for (const FhirPath& path : derived.from) resolve_leaf(path);
      if (!slot || slot->is_context) continue;
      check_repeats(check_, *slot, false, derived.place);
      check_rule(derived, *slot);
      const SlotUse use = derived.once ? SlotUse::derived_once : SlotUse::derived;
      use_slot(std::move(*slot), use, derived.place).derived = &derived;
    }
  }

  void walk_links(const Block& block) {
    for (const Link& link : block.links) {
      auto slot = slots_.resolve(link.from);
      if (!slot) continue;
      if (slot->is_context || slots_.definitions().type(slot->type()).name != "Reference") {
        report_error(issues_, "map-link", link.place,
                     quoted(link.from.text) + " is no Reference. Link from one, like plan.subject.");
        continue;
      }
      if (slots_.is_broken(link.to_role)) continue;
      if (!slots_.has_role(link.to_role)) {
        report_error(
            issues_, "map-role-unknown", link.place,
            "No role is called " + quoted(link.to_role) + " here." + suggestion(link.to_role, slots_.role_names()));
        continue;
      }
      check_link_target(link, *slot);
      facts_.linked_roles.push_back(slot->role);
      facts_.linked_roles.push_back(link.to_role);
      if (auto reference = slots_.below(*slot, "reference")) {
        use_slot(std::move(*reference), SlotUse::link, link.place).link = &link;
      }
    }
  }

  void check_link_target(const Link& link, const ResolvedSlot& slot) {
    const auto& definitions = slots_.definitions();
    const definitions::Entry entry = definitions.entry(slot.steps.back().entry);
    const std::string type(definitions.type(slots_.role_type(link.to_role)).name);
    std::vector<std::string> targets;
    std::string_view rest = entry.targets;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(' '), rest.size());
      targets.emplace_back(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    const bool is_open = targets.empty() || std::ranges::find(targets, "Resource") != targets.end();
    if (is_open || std::ranges::find(targets, type) != targets.end()) return;
    report_error(
        issues_, "map-link", link.place,
        quoted(link.from.text) + " may refer to " + listed(targets) + ", not to a " + type + ". Link to another role.");
  }

  void walk_each(const Each& each, const FieldBase& base) {
    auto items = fields_.resolve(each.partner, base);
    const std::size_t mark = slots_.mark();
    const std::size_t first_role = facts_.roles.size();
    if (each.role) add_role(*each.role);
    resolve_keys(first_role);
    if (each.element) walk_element(each);
    if (items && each.block) {
      FieldBase inner{items->by_face, items->text + "/"};
      facts_.fields.push_back({std::move(*items), chain_, nullptr, true, each.place});
      walk_block(*each.block, inner);
    }
    slots_.release(mark);
  }

  void walk_element(const Each& each) {
    auto element = slots_.resolve(*each.element);
    if (!element) return slots_.add_broken(each.variable);
    const bool is_list = !element->steps.empty() && slots_.definitions().entry_is_list(element->steps.back().entry);
    if (element->is_context || !is_list) {
      report_error(
          issues_, "map-repeats", each.place,
          quoted(each.element->text) + " cannot stand more than once in FHIR. An \"each\" needs an element that can.");
      return;
    }
    check_repeats(check_, *element, true, each.place);
    slots_.add_variable(each.variable, *element, each.place);
    UsedItem used{&each, chain_, {}};
    for (const FhirPath& path : each.keys) {
      auto slot = resolve_leaf(path);
      if (!slot) continue;
      if (path.root != each.variable) {
        report_error(issues_, "map-key", path.place,
                     quoted(path.text) + " must start with the variable " + quoted(each.variable) + ".");
        continue;
      }
      used.keys.push_back(std::move(*slot));
    }
    facts_.items.push_back(std::move(used));
  }

  void walk_choose(const Choose& choose, const FieldBase& base) {
    auto by = fields_.resolve(choose.by, base);
    const CodeMap* map = nullptr;
    if (choose.converter.name != "code") {
      report_error(issues_, "map-choice", choose.place,
                   "A choice needs a code map: by: [ place, { code: map-name } ].");
    } else {
      map = find_code_map(check_, choose.converter.arguments, choose.converter.place);
    }
    if (map != nullptr) check_alternatives(choose, *map);
    for (const Case& one : choose.cases) {
      chain_.emplace_back(&choose, one.code);
      const std::size_t mark = slots_.mark();
      const std::size_t first_role = facts_.roles.size();
      if (one.role) add_role(*one.role);
      resolve_keys(first_role);
      walk_mark(choose, one, map, by);
      if (one.block) walk_block(*one.block, base);
      slots_.release(mark);
      chain_.pop_back();
    }
    if (by) facts_.fields.push_back({std::move(*by), chain_, nullptr, false, choose.place});
  }

  void walk_mark(const Choose& choose, const Case& one, const CodeMap* map, const std::optional<ResolvedField>& by) {
    const auto path = choose.marks.find(one.code);
    if (path == choose.marks.end()) {
      report_error(issues_, "map-choice", one.place,
                   "The case " + quoted(one.code) + " needs \"mark\": the slot that holds its code.");
      return;
    }
    auto slot = resolve_leaf(path->second);
    if (!slot || slot->is_context) return;
    check_repeats(check_, *slot, false, path->second.place);
    check_literal(check_, one.code, *slot, path->second.place);
    if (map != nullptr && by) check_code_row(check_, *map, *by, *slot, false, path->second.place);
    use_slot(std::move(*slot), SlotUse::mark, path->second.place).mark = one.code;
  }

  void check_alternatives(const Choose& choose, const CodeMap& map) {
    std::vector<std::string> missing;
    for (const std::string_view code : map.codes()) {
      const bool is_case = std::ranges::any_of(choose.cases, [&](const Case& one) { return one.code == code; });
      const bool is_refused = choose.refused.contains(std::string(code));
      if (!is_case && !is_refused) missing.emplace_back(code);
      if (is_case && is_refused) {
        report_error(issues_, "map-choice", choose.place,
                     quoted(code) + " is a case and refused. Keep one of the two.");
      }
    }
    if (!missing.empty()) {
      report_error(issues_, "map-choice-incomplete", choose.place,
                   "The choice says nothing of " + listed(missing) +
                       ". Add a case, or name it under \"refused\" with the reason.");
    }
    std::vector<std::string> known;
    for (const std::string_view code : map.codes()) known.emplace_back(code);
    const auto check_known = [&](const std::string& code, const Place& place) {
      if (map.has_code(code)) return;
      report_error(
          issues_, "map-choice", place,
          "The code map " + quoted(map.name()) + " has no code " + quoted(code) + "." + suggestion(code, known));
    };
    for (const Case& one : choose.cases) check_known(one.code, one.place);
    for (const auto& [code, reason] : choose.refused) check_known(code, choose.place);
  }

  void walk_block(const Block& block, const FieldBase& base) {
    walk_rows(block, base);
    walk_constants(block);
    walk_derived(block);
    walk_links(block);
    for (const Each& each : block.eaches) walk_each(each, base);
    for (const Choose& choose : block.chooses) walk_choose(choose, base);
  }

  /// "must-be-absent" and "filled-elsewhere" stand at the top, but may name the roles of cases and items.
  void resolve_absent() {
    for (const auto& [name, type] : all_roles_) {
      if (slots_.has_role(name)) continue;
      const Role role{name, std::string(slots_.definitions().type(type).name), {}, false, {}, {}};
      slots_.add_role(role);
    }
    for (const std::string& name : broken_roles_) {
      if (!slots_.has_role(name)) slots_.add_broken(name);
    }
    for (const FhirPath& path : map_.must_be_absent) {
      auto slot = slots_.resolve(path);
      if (!slot) continue;
      if (slot->is_context || slot->steps.empty()) {
        report_error(issues_, "map-fhir-path", path.place,
                     "\"must-be-absent\" names elements of a role, like plan.modifierExtension.");
        continue;
      }
      use_slot(std::move(*slot), SlotUse::must_be_absent, path.place);
    }
    for (const FilledElsewhere& one : map_.filled_elsewhere) {
      if (auto slot = slots_.resolve(one.path)) facts_.filled_elsewhere.push_back(std::move(*slot));
    }
  }

  const Map& map_;
  SlotResolver slots_;
  FieldResolver fields_;
  fhir::Issues& issues_;
  CodeCheck check_;
  CaseChain chain_;
  MapFacts facts_;
  std::vector<std::pair<std::string, definitions::TypeIndex>> all_roles_;
  std::vector<std::string> broken_roles_;
};

}  // namespace

bool can_meet(const CaseChain& a, const CaseChain& b) {
  for (const auto& [choose, code] : a) {
    for (const auto& [other_choose, other_code] : b) {
      if (choose == other_choose && code != other_code) return false;
    }
  }
  return true;
}

MapFacts walk_map(const Map& map, const definitions::Definitions& definitions, std::span<const FaceShape> faces,
                  const CodeMaps& code_maps, fhir::Issues& issues) {
  return MapWalk(map, definitions, faces, code_maps, issues).run();
}

void check_map(const Map& map, const definitions::Definitions& definitions, std::span<const FaceShape> faces,
               const CodeMaps& code_maps, fhir::Issues& issues, const ProfileSource* profiles) {
  const MapFacts facts = walk_map(map, definitions, faces, code_maps, issues);
  check_overlaps(facts, issues);
  check_keys(facts, issues);
  check_modifiers(facts, definitions, issues);
  check_required_elements(facts, definitions, issues);
  check_required_fields(map, facts, faces, issues);
  if (profiles != nullptr) check_profiles(facts, definitions, code_maps, *profiles, issues);
}

}  // namespace careway::language
