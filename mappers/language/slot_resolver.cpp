#include "mappers/language/slot_resolver.h"

#include <algorithm>
#include <utility>

#include "mappers/language/problem.h"

namespace careway::language {

namespace {

using definitions::Entry;
using definitions::EntryIndex;
using definitions::kNone;
using definitions::TypeIndex;
using definitions::TypeInfo;

const std::vector<std::string> kContextWords = {"period-start", "period-end", "issuer"};

std::vector<std::string> entry_names(const definitions::Definitions& definitions, TypeIndex type) {
  std::vector<std::string> names;
  const TypeInfo info = definitions.type(type);
  for (std::uint32_t i = 0; i < info.entry_count; ++i) names.emplace_back(definitions.entry_name(info.first_entry + i));
  return names;
}

/// Names of the choice "value[x]" when a path says "value".
std::string choice_names(const definitions::Definitions& definitions, TypeIndex type, std::string_view name) {
  std::string list;
  std::size_t count = 0;
  const TypeInfo info = definitions.type(type);
  for (std::uint32_t i = 0; i < info.entry_count; ++i) {
    const Entry entry = definitions.entry(info.first_entry + i);
    if (!entry.is_choice || entry.element.substr(0, entry.element.size() - 3) != name) continue;
    if (++count <= 6) list += (count == 1 ? "" : ", ") + std::string(entry.name);
  }
  if (count == 0) return {};
  return " It is a choice: name one type, " + list + (count > 6 ? ", …" : "") + ".";
}

bool is_uri_type(std::string_view name) {
  return name == "uri" || name == "url" || name == "canonical" || name == "oid" || name == "uuid";
}

}  // namespace

const SlotResolver::Known* SlotResolver::find(std::string_view name) const {
  for (auto known = known_.rbegin(); known != known_.rend(); ++known) {
    if (known->name == name) return &*known;
  }
  return nullptr;
}

bool SlotResolver::has_role(std::string_view name) const {
  const Known* known = find(name);
  return known != nullptr && known->is_role;
}

bool SlotResolver::is_broken(std::string_view name) const {
  const Known* known = find(name);
  return known != nullptr && known->is_broken;
}

void SlotResolver::add_broken(const std::string& name) {
  known_.push_back({name, false, true, {}});
}

std::optional<ResolvedSlot> SlotResolver::below(const ResolvedSlot& slot, std::string_view child) const {
  const EntryIndex entry = definitions_.find_entry(slot.type(), child);
  if (entry == kNone) return std::nullopt;
  ResolvedSlot out = slot;
  out.steps.push_back({std::string(child), entry, definitions_.entry_type(entry), {}});
  return out;
}

TypeIndex SlotResolver::role_type(std::string_view name) const {
  const Known* known = find(name);
  return known != nullptr && known->is_role ? known->slot.role_type : kNone;
}

std::vector<std::string> SlotResolver::role_names() const {
  std::vector<std::string> names;
  for (const Known& known : known_) names.push_back(known.name);
  return names;
}

bool SlotResolver::add_role(const Role& role) {
  if (is_broken(role.name)) return false;
  if (find(role.name) != nullptr || role.name == "context") {
    report_error(issues_, "map-role-twice", role.place,
                 "The name " + quoted(role.name) + " is taken here. Give this role another name.");
    return false;
  }
  const TypeIndex type = definitions_.find_type(role.type);
  if (type == kNone || definitions_.type_kind(type) != definitions::TypeKind::resource) {
    std::vector<std::string> known;
    for (TypeIndex i = 0; i < definitions_.type_count(); ++i) {
      if (definitions_.type_kind(i) == definitions::TypeKind::resource) known.emplace_back(definitions_.type(i).name);
    }
    report_error(issues_, "map-type-unknown", role.place,
                 "FHIR R4 has no resource " + quoted(role.type) + "." + suggestion(role.type, known));
    add_broken(role.name);
    return false;
  }
  Known known{role.name, true, false, {}};
  known.slot.role = role.name;
  known.slot.role_type = type;
  known_.push_back(std::move(known));
  return true;
}

void SlotResolver::add_variable(const std::string& name, const ResolvedSlot& element, const Place& place) {
  if (find(name) != nullptr || name == "context") {
    report_error(issues_, "map-role-twice", place,
                 "The name " + quoted(name) + " is taken here. Use another variable.");
  }
  Known known{name, false, false, element};
  known.slot.item_steps = element.steps.size();
  known_.push_back(std::move(known));
}

std::optional<ResolvedSlot> SlotResolver::resolve_context(const FhirPath& path) {
  const bool is_known = path.steps.size() == 1 && path.steps[0].predicates.empty() &&
                        std::ranges::find(kContextWords, path.steps[0].name) != kContextWords.end();
  if (!is_known) {
    report_error(issues_, "map-context-unknown", path.place,
                 "The context has no " + quoted(path.text) + "." +
                     suggestion(path.steps.empty() ? std::string_view{} : path.steps[0].name, kContextWords));
    return std::nullopt;
  }
  ResolvedSlot slot;
  slot.role = "context." + path.steps[0].name;
  slot.is_context = true;
  return slot;
}

std::optional<ResolvedSlot> SlotResolver::resolve(const FhirPath& path) {
  if (path.root == "context") return resolve_context(path);
  const Known* known = find(path.root);
  if (known == nullptr) {
    report_error(issues_, "map-role-unknown", path.place,
                 "No role or variable is called " + quoted(path.root) + " here." + suggestion(path.root, role_names()));
    return std::nullopt;
  }
  if (known->is_broken) return std::nullopt;
  ResolvedSlot slot = known->slot;
  for (const FhirStep& step : path.steps) {
    if (!add_step(slot, step, path)) return std::nullopt;
  }
  return slot;
}

EntryIndex SlotResolver::find_entry(TypeIndex type, std::string_view name, const FhirPath& path) {
  const EntryIndex entry = definitions_.find_entry(type, name);
  if (entry != kNone) return entry;
  const std::string type_name(definitions_.type(type).name);
  std::string mend = choice_names(definitions_, type, name);
  if (mend.empty()) mend = suggestion(name, entry_names(definitions_, type));
  report_error(issues_, "map-fhir-path-unknown", path.place,
               quoted(path.text) + ": FHIR R4 has no " + quoted(name) + " in " + type_name + "." + mend);
  return kNone;
}

bool SlotResolver::add_step(ResolvedSlot& slot, const FhirStep& step, const FhirPath& path) {
  const EntryIndex entry = find_entry(slot.type(), step.name, path);
  if (entry == kNone) return false;
  SlotStep resolved{step.name, entry, definitions_.entry_type(entry), step.predicates};
  for (const Predicate& predicate : step.predicates) {
    if (!check_predicate(resolved.type, predicate, path)) return false;
  }
  slot.steps.push_back(std::move(resolved));
  return true;
}

bool SlotResolver::check_predicate(TypeIndex type, const Predicate& predicate, const FhirPath& path) {
  std::string_view rest = predicate.child;
  Entry entry{};
  while (!rest.empty()) {
    const std::size_t point = std::min(rest.find('.'), rest.size());
    const EntryIndex index = find_entry(type, rest.substr(0, point), path);
    if (index == kNone) return false;
    entry = definitions_.entry(index);
    type = entry.type;
    rest.remove_prefix(std::min(point + 1, rest.size()));
  }
  const TypeInfo info = definitions_.type(type);
  if (info.kind != definitions::TypeKind::primitive) {
    report_error(issues_, "map-fhir-path-unknown", path.place,
                 quoted(path.text) + ": the predicate on " + quoted(predicate.child) +
                     " needs a single value, but that is a " + std::string(info.name) + ". Name the value inside it.");
    return false;
  }
  // A part of a complex extension is named by a plain word, Reference.type by a resource type, everything else by a
  // URL.
  const bool is_plain = predicate.child == "url" || definitions_.is_resource(predicate.value);
  if (is_uri_type(info.name) && !is_plain && predicate.value.find(':') == std::string::npos) {
    report_error(issues_, "map-alias-unknown", path.place,
                 quoted(path.text) + ": no name stands for " + quoted(predicate.value) +
                     ". Add it under \"names\" or to the project's names, or write the URL.");
    return false;
  }
  if (!is_in_binding(entry, predicate.value)) {
    report_error(issues_, "map-binding", path.place,
                 quoted(path.text) + ": FHIR R4 does not allow " + quoted(predicate.value) + " in " +
                     quoted(predicate.child) + ". Use a code of " + std::string(entry.value_set) + ".");
    return false;
  }
  return true;
}

bool SlotResolver::is_in_binding(const Entry& entry, std::string_view code) const {
  if (entry.binding != definitions::BindingStrength::required || entry.value_set.empty()) return true;
  const auto codes = definitions_.value_set_codes(entry.value_set);
  if (!codes) return true;
  return std::ranges::any_of(*codes, [&](const definitions::Definitions::Code& known) { return known.code == code; });
}

std::string slot_text(const ResolvedSlot& slot) {
  std::string text = slot.role;
  for (const SlotStep& step : slot.steps) {
    text += "." + step.name;
    for (const Predicate& predicate : step.predicates) text += "[" + predicate.child + "=" + predicate.value + "]";
  }
  return text;
}

bool may_meet(const ResolvedSlot& a, const ResolvedSlot& b) {
  if (a.role != b.role || a.steps.size() != b.steps.size()) return false;
  for (std::size_t i = 0; i < a.steps.size(); ++i) {
    if (a.steps[i].name != b.steps[i].name) return false;
    for (const Predicate& one : a.steps[i].predicates) {
      for (const Predicate& other : b.steps[i].predicates) {
        if (one.child == other.child && one.value != other.value) return false;
      }
    }
  }
  return true;
}

}  // namespace careway::language
