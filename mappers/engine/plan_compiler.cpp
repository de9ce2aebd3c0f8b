#include <algorithm>
#include <array>
#include <utility>

#include "mappers/engine/frame.h"
#include "mappers/engine/plan.h"
#include "mappers/engine/trie.h"

namespace careway::engine {
namespace {

using definitions::Definitions;
using definitions::EntryIndex;
using definitions::TypeIndex;
using language::Place;

std::string at(const Place& place) {
  return place.file + ":" + std::to_string(place.line);
}

fhir::ValueKind value_kind_of(definitions::JsonKind kind) {
  switch (kind) {
    case definitions::JsonKind::number:
      return fhir::ValueKind::number;
    case definitions::JsonKind::boolean:
      return fhir::ValueKind::boolean;
    case definitions::JsonKind::xhtml:
      return fhir::ValueKind::xhtml;
    default:
      return fhir::ValueKind::text;
  }
}

std::optional<ConverterKind> converter_kind(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, ConverterKind>, 14> kKinds = {{
      {"text", ConverterKind::text},
      {"date", ConverterKind::date},
      {"date-time", ConverterKind::date_time},
      {"decimal", ConverterKind::decimal},
      {"integer", ConverterKind::integer},
      {"boolean", ConverterKind::boolean},
      {"code", ConverterKind::code},
      {"nhs-number", ConverterKind::nhs_number},
      {"money", ConverterKind::money},
      {"joined", ConverterKind::joined},
      {"issued", ConverterKind::issued},
      {"words", ConverterKind::words},
      {"lines", ConverterKind::lines},
      {"issued-lines", ConverterKind::issued_lines},
  }};
  for (const auto& [known, kind] : kKinds) {
    if (known == name) return kind;
  }
  return std::nullopt;
}

std::vector<std::string> alternatives(std::string_view text) {
  std::vector<std::string> out;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t end = std::min(text.find('|', from), text.size());
    out.emplace_back(text.substr(from, end - from));
    from = end + 1;
  }
  return out;
}

/// Compiles one map for one face. The blocks of a choice share fields and trie with the block that holds the choice.
class Compiler {
 public:
  Compiler(const language::Map& map, const formats::Shape& shape, const Definitions& definitions,
           const language::CodeMaps& code_maps, fhir::Issues& issues)
      : map_(map),
        shape_(shape),
        definitions_(definitions),
        code_maps_(code_maps),
        issues_(issues),
        plan_(std::make_unique<Plan>()) {}

  std::unique_ptr<const Plan> run(std::string_view face) {
    const std::size_t errors_before = issues_.error_count();
    plan_->face = std::string(face);
    plan_->map_name = map_.name;
    plan_->partner_kind = map_.partner.kind;
    plan_->definitions = &definitions_;
    plan_->date_form = map_.partner.date_form;
    plan_->date_forms = map_.partner.date_forms;
    if (plan_->date_forms.empty()) plan_->date_forms.push_back(plan_->date_form);
    plan_->null_markers = map_.partner.null_markers;
    plan_->keeps_order = map_.partner.format != language::FormatKind::csv;
    for (const language::Face& candidate : map_.faces) {
      if (candidate.name == face) release_ = candidate.release;
    }
    const TypeIndex reference = definitions_.find_type("Reference");
    plan_->reference_entry = definitions_.find_entry(reference, "reference");
    for (const language::Role& role : map_.roles) {
      add_role(role, false, false);
      add_profile(role);
    }
    collect_roles(map_.block);
    for (const language::Role* role : role_sources_) add_role_keys(*role);
    plan_->root = std::make_unique<PlanBlock>();
    TrieBuilder trie(*plan_->root, shape_.root, has_kinds());
    root_trie_ = &trie;
    if (!map_.issuer.steps.empty()) plan_->issuer_field = trie.field(map_.issuer);
    if (!map_.event_date.steps.empty()) plan_->event_date_field = trie.field(map_.event_date);
    compile_block(map_.block, *plan_->root, trie);
    trie.finish();
    for (const language::FhirPath& path : map_.must_be_absent) {
      if (auto slot = compile_path(path, false)) plan_->must_be_absent.push_back(std::move(*slot));
    }
    find_weak_keys();
    if (issues_.error_count() > errors_before) return nullptr;
    return std::move(plan_);
  }

 private:
  [[nodiscard]] bool has_kinds() const { return map_.partner.format == language::FormatKind::json; }
  void fail(const Place& place, std::string_view text) { issues_.error("map-compile", at(place), text); }

  void add_role(const language::Role& role, bool in_each, bool in_case) {
    PlanRole& added = plan_->roles.emplace_back();
    added.name = role.name;
    added.type = role.type;
    added.anchor = role.anchor;
    added.in_each = in_each;
    added.in_case = in_case;
    role_sources_.push_back(&role);
  }

  /// Cases may name different profiles for one role.
  void add_profile(const language::Role& role) {
    auto& profiles = plan_->roles[plan_->find_role(role.name)].profiles;
    if (role.profile.empty() || std::ranges::find(profiles, role.profile) != profiles.end()) return;
    profiles.push_back(role.profile);
  }

  /// Roles of cases and items get their numbers before any path is read; cases may share a role's name and type.
  void collect_roles(const language::Block& block) {
    for (const language::Each& each : block.eaches) {
      if (each.role && plan_->find_role(each.role->name) == kNoIndex) add_role(*each.role, true, false);
      if (each.role) add_profile(*each.role);
      if (!each.variable.empty()) {
        plan_->variables.push_back(each.variable);
        variable_types_.push_back(definitions::kNone);
      }
      if (each.block) collect_roles(*each.block);
    }
    for (const language::Choose& choose : block.chooses) {
      for (const language::Case& one : choose.cases) {
        if (one.role && plan_->find_role(one.role->name) == kNoIndex) add_role(*one.role, false, true);
        if (one.role) add_profile(*one.role);
        if (one.block) collect_roles(*one.block);
      }
    }
  }

  void add_role_keys(const language::Role& role) {
    PlanRole& target = plan_->roles[plan_->find_role(role.name)];
    for (const language::FhirPath& key : role.keys) {
      if (auto slot = compile_path(key, true)) target.keys.push_back(std::move(*slot));
    }
    if (role.mark) target.mark = compile_path(*role.mark, true);
  }

  void find_weak_keys() {
    for (PlanRole& role : plan_->roles) {
      role.key_is_weak.clear();
      for (const Slot& key : role.keys) role.key_systems.push_back(key_system(key));
      for (const Slot& key : role.keys)
        role.key_is_weak.push_back(std::ranges::find(composites_, key.text) != composites_.end());
    }
  }

  std::optional<TypeIndex> root_type(const language::FhirPath& path, Slot& slot) {
    if (path.root == "context") {
      slot.root_kind = RootKind::context;
      const std::string_view name = path.steps.empty() ? std::string_view{} : std::string_view(path.steps[0].name);
      slot.context = name == "period-start" ? ContextSlot::period_start
                     : name == "period-end" ? ContextSlot::period_end
                     : name == "issuer"     ? ContextSlot::issuer
                                            : ContextSlot::none;
      if (slot.context == ContextSlot::none) fail(path.place, "The context has period-start, period-end and issuer.");
      return std::nullopt;
    }
    const std::uint16_t role = plan_->find_role(path.root);
    if (role != kNoIndex) {
      slot.root = role;
      return definitions_.find_type(plan_->roles[role].type);
    }
    for (std::size_t i = 0; i < plan_->variables.size(); ++i) {
      if (plan_->variables[i] != path.root) continue;
      slot.root_kind = RootKind::variable;
      slot.root = static_cast<std::uint16_t>(i);
      return variable_types_[i];
    }
    fail(path.place, "'" + path.root + "' is neither a role nor an each-variable of this map.");
    return std::nullopt;
  }

  bool resolve_step(TypeIndex& type, std::string_view name, const Place& place, PlanStep& step) {
    step.entry = type == definitions::kNone ? definitions::kNone : definitions_.find_entry(type, name);
    if (step.entry == definitions::kNone) {
      fail(place, "'" + std::string(name) + "' does not exist there in FHIR R4.");
      return false;
    }
    step.name = std::string(name);
    step.ordinal = definitions_.entry_ordinal(step.entry);
    step.is_list = definitions_.entry_is_list(step.entry);
    type = definitions_.entry_type(step.entry);
    return true;
  }

  bool resolve_predicate(TypeIndex type, const language::Predicate& source, const Place& place,
                         PlanPredicate& predicate) {
    std::string_view rest = source.child;
    while (!rest.empty()) {
      const std::size_t point = std::min(rest.find('.'), rest.size());
      if (!resolve_step(type, rest.substr(0, point), place, predicate.steps.emplace_back())) return false;
      rest.remove_prefix(std::min(point + 1, rest.size()));
    }
    predicate.value = source.value;
    predicate.kind = value_kind_of(definitions_.type_json_kind(type));
    return true;
  }

  /// `wants_leaf`: the path must end at a primitive.
  std::optional<Slot> compile_path(const language::FhirPath& path, bool wants_leaf) {
    Slot slot;
    slot.text = path.text;
    slot.definitions = &definitions_;
    auto type = root_type(path, slot);
    if (slot.root_kind == RootKind::context) return slot;
    if (!type) return std::nullopt;
    for (const language::FhirStep& source : path.steps) {
      PlanFhirStep& step = slot.steps.emplace_back();
      if (!resolve_step(*type, source.name, path.place, step)) return std::nullopt;
      for (const language::Predicate& predicate : source.predicates) {
        if (!resolve_predicate(*type, predicate, path.place, step.predicates.emplace_back())) return std::nullopt;
      }
      if (step.is_list) slot.repeating_step = slot.steps.size() - 1;
    }
    const definitions::TypeInfo info = definitions_.type(*type);
    slot.type_name = std::string(info.name);
    slot.value_kind = value_kind_of(info.json_kind);
    last_type_ = *type;
    if (wants_leaf && info.kind != definitions::TypeKind::primitive) {
      fail(path.place,
           "'" + path.text + "' is a " + slot.type_name + ", not a single value. Name the value inside it.");
      return std::nullopt;
    }
    return slot;
  }

  std::optional<Slot> below(const Slot& parent, std::string_view child, const Place& place) {
    Slot slot = parent;
    TypeIndex type = definitions_.find_type(parent.type_name);
    PlanFhirStep& step = slot.steps.emplace_back();
    if (!resolve_step(type, child, place, step)) return std::nullopt;
    slot.type_name = std::string(definitions_.type(type).name);
    slot.value_kind = value_kind_of(definitions_.type_json_kind(type));
    slot.text += "." + std::string(child);
    return slot;
  }

  void compile_slots(const language::Row& row, PlanRow& target) {
    for (const language::FhirPath& path : row.fhir) {
      const bool is_money = target.converter == ConverterKind::money;
      auto slot = compile_path(path, !is_money);
      if (!slot) continue;
      if (!is_money) {
        target.slots.push_back(std::move(*slot));
        continue;
      }
      for (const std::string_view child : {"value", "currency"}) {
        if (auto inner = below(*slot, child, path.place)) target.slots.push_back(std::move(*inner));
      }
    }
  }

  const language::CodeMap* code_map(const language::ConverterUse& use) {
    const auto name = use.arguments.find("map");
    const language::CodeMap* found = name == use.arguments.end() ? nullptr : code_maps_.find(name->second);
    if (found == nullptr) fail(use.place, "There is no code map of that name in the code-maps folder.");
    return found;
  }

  FieldRef field_of(const language::PartnerPath& path, TrieBuilder& trie) {
    if (!path.steps.empty() && path.steps[0] == "^") {
      language::PartnerPath from_root = path;
      from_root.steps.erase(from_root.steps.begin());
      return {root_trie_->field(from_root), true};
    }
    return {trie.field(path), false};
  }

  bool is_key_slot(const Slot& slot) const {
    const auto same = [&](const Slot& key) { return key.text == slot.text && key.root == slot.root; };
    if (slot.root_kind == RootKind::role) return std::ranges::any_of(plan_->roles[slot.root].keys, same);
    return std::ranges::any_of(each_keys_, same);
  }

  void compile_row(const language::Row& row, PlanBlock& block, TrieBuilder& trie) {
    PlanRow target;
    const auto kind = converter_kind(row.converter.name);
    if (!kind) return fail(row.place, "There is no converter '" + row.converter.name + "'.");
    target.converter = *kind;
    target.arguments = row.converter.arguments;
    target.release = release_;
    if (*kind == ConverterKind::code) target.code_map = code_map(row.converter);
    for (const language::PartnerPath& path : row.partner) target.fields.push_back(field_of(path, trie));
    compile_slots(row, target);
    if (target.slots.empty()) return;
    target.get_only = row.get_only;
    target.required = row.required;
    target.is_key = is_key_slot(target.slots[0]);
    target.merge = row.merge;
    target.owners = row.owners;
    target.place = at(row.place);
    target.index = static_cast<std::uint16_t>(plan_->row_places.size());
    plan_->row_places.push_back(target.place);
    block.rows.push_back(std::move(target));
  }

  void compile_derived(const language::Derived& source, PlanBlock& block) {
    PlanDerived target;
    auto slot = compile_path(source.path, true);
    if (!slot) return;
    target.slot = std::move(*slot);
    constexpr std::array<std::pair<std::string_view, DerivedRule>, 5> kRules = {
        {{"status-from-period", DerivedRule::status_from_period},
         {"composite", DerivedRule::composite},
         {"code-map", DerivedRule::code_map},
         {"display", DerivedRule::display},
         {"copy", DerivedRule::copy}}};
    const auto rule = std::ranges::find(kRules, source.rule, &std::pair<std::string_view, DerivedRule>::first);
    if (rule == kRules.end()) return fail(source.place, "There is no rule '" + source.rule + "'.");
    target.rule = rule->second;
    if (target.rule == DerivedRule::composite) composites_.push_back(source.path.text);
    for (const language::FhirPath& path : source.from) {
      if (auto from = compile_path(path, true)) target.from.push_back(std::move(*from));
    }
    if (target.rule == DerivedRule::code_map || target.rule == DerivedRule::display) {
      language::ConverterUse use{"code", source.arguments, source.place};
      target.code_map = code_map(use);
    }
    const auto argument = [&](const char* name, std::string& into) {
      if (const auto found = source.arguments.find(name); found != source.arguments.end()) into = found->second;
    };
    argument("active", target.active);
    argument("completed", target.completed);
    argument("when", target.when);
    if (const auto found = source.arguments.find("separator"); found != source.arguments.end()) {
      target.separator = found->second == ":" ? ':' : '|';
    }
    argument("as", target.as);
    target.release = release_;
    argument("release", target.release);
    target.once = source.once;
    target.place = at(source.place);
    block.derived.push_back(std::move(target));
  }

  void compile_link(const language::Link& source, PlanBlock& block) {
    auto element = compile_path(source.from, false);
    if (!element) return;
    if (element->type_name != "Reference") return fail(source.place, "'" + source.from.text + "' is no Reference.");
    PlanLink target;
    target.repeats = !element->steps.empty() && element->steps.back().is_list;
    if (auto slot = below(*element, "reference", source.place)) target.slot = std::move(*slot);
    target.slot.repeating_step = element->steps.size() - 1;
    target.to_role = plan_->find_role(source.to_role);
    if (target.to_role == kNoIndex) return fail(source.place, "There is no role '" + source.to_role + "'.");
    target.unless_linked = source.unless_linked;
    target.place = at(source.place);
    block.links.push_back(std::move(target));
  }

  void compile_each(const language::Each& source, PlanBlock& block, TrieBuilder& trie) {
    PlanEach target;
    target.absent = source.absent;
    target.keys_together = source.keys_together;
    target.place = at(source.place);
    if (source.absent == language::Absent::end) {
      return fail(source.place, "absent: end is not part of this release. Use report, keep or refuse.");
    }
    if (source.role) {
      target.role = plan_->find_role(source.role->name);
      target.keys = plan_->roles[target.role].keys;
    } else if (source.element) {
      auto element = compile_path(*source.element, false);
      if (!element) return;
      const auto variable = std::ranges::find(plan_->variables, source.variable) - plan_->variables.begin();
      target.variable = static_cast<std::uint16_t>(variable);
      variable_types_[static_cast<std::size_t>(variable)] = last_type_;
      target.element = std::move(*element);
      for (const language::FhirPath& key : source.keys) {
        if (auto slot = compile_path(key, true)) target.keys.push_back(std::move(*slot));
      }
      each_keys_.insert(each_keys_.end(), target.keys.begin(), target.keys.end());
    }
    const auto index = static_cast<std::uint16_t>(block.eaches.size());
    target.trie_node = trie.items(source.partner, index);
    const formats::Field* field = trie.schema_of(target.trie_node);
    target.block = std::make_unique<PlanBlock>();
    TrieBuilder inner(*target.block, field != nullptr ? *field : empty_, has_kinds());
    if (source.block) compile_block(*source.block, *target.block, inner);
    inner.finish();
    block.eaches.push_back(std::move(target));
  }

  void compile_choose(const language::Choose& source, PlanBlock& block, TrieBuilder& trie) {
    PlanChoose target;
    target.by = field_of(source.by, trie);
    target.code_map = code_map(source.converter);
    target.release = release_;
    target.place = at(source.place);
    for (const auto& [code, reason] : source.refused) target.refused.emplace(code, reason);
    for (const language::Case& one : source.cases) {
      PlanCase& into = target.cases.emplace_back();
      into.code = one.code;
      if (one.role) into.role = plan_->find_role(one.role->name);
      const auto mark = source.marks.find(one.code);
      if (mark == source.marks.end()) {
        fail(one.place, "The case has no mark: name the slot that holds its code.");
      } else if (auto slot = compile_path(mark->second, true)) {
        into.mark = std::move(*slot);
      }
      into.block = std::make_unique<PlanBlock>();
      if (one.block) compile_block(*one.block, *into.block, trie);
    }
    block.chooses.push_back(std::move(target));
  }

  void compile_block(const language::Block& source, PlanBlock& block, TrieBuilder& trie) {
    for (const language::Row& row : source.rows) compile_row(row, block, trie);
    for (const language::Constant& constant : source.constants) {
      if (auto slot = compile_path(constant.path, true)) {
        block.constants.push_back({std::move(*slot), alternatives(constant.value), at(constant.place)});
      }
    }
    for (const language::Derived& derived : source.derived) compile_derived(derived, block);
    for (const language::Link& link : source.links) compile_link(link, block);
    for (const language::Each& each : source.eaches) compile_each(each, block, trie);
    for (const language::Choose& choose : source.chooses) compile_choose(choose, block, trie);
  }

  const language::Map& map_;
  const formats::Shape& shape_;
  const Definitions& definitions_;
  const language::CodeMaps& code_maps_;
  fhir::Issues& issues_;
  std::unique_ptr<Plan> plan_;
  std::string release_;
  std::vector<const language::Role*> role_sources_;
  std::vector<TypeIndex> variable_types_;
  std::vector<Slot> each_keys_;
  std::vector<std::string> composites_;
  TypeIndex last_type_ = definitions::kNone;
  TrieBuilder* root_trie_ = nullptr;
  formats::Field empty_;
};

}  // namespace

std::uint16_t Plan::find_role(std::string_view name) const {
  for (std::size_t i = 0; i < roles.size(); ++i) {
    if (roles[i].name == name) return static_cast<std::uint16_t>(i);
  }
  return kNoIndex;
}

std::unique_ptr<const Plan> compile_plan(const language::Map& map, std::string_view face, const formats::Shape& shape,
                                         const Definitions& definitions, const language::CodeMaps& code_maps,
                                         fhir::Issues& issues) {
  return Compiler(map, shape, definitions, code_maps, issues).run(face);
}

}  // namespace careway::engine
