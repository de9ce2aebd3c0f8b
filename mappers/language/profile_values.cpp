#include <algorithm>
#include <functional>

#include "mappers/language/code_checks.h"
#include "mappers/language/problem.h"
#include "mappers/language/profile_checks.h"

namespace careway::language {

namespace {

using definitions::BindingStrength;
using terminology::Membership;

/// What the map writes into a slot.
struct Written {
  std::vector<std::string> literals;  ///< constants, the mark of a case, the words of a rule
  const CodeMap* code_map = nullptr;  ///< a row or a rule by a code map
  bool is_free = false;               ///< whatever the partner says
};

const CodeMap* code_map_of(const ProfileCheck& check, const std::map<std::string, std::string>& arguments) {
  for (const auto& [name, value] : arguments) {
    if (const CodeMap* map = check.code_maps.find(value)) return map;
  }
  return nullptr;
}

Written written_by(const ProfileCheck& check, const UsedSlot& used) {
  Written out;
  if (used.constant != nullptr) {
    const std::string& value = used.constant->value;
    for (std::size_t from = 0; from <= value.size();) {
      const std::size_t end = std::min(value.find('|', from), value.size());
      out.literals.push_back(value.substr(from, end - from));
      from = end + 1;
    }
  } else if (used.use == SlotUse::mark) {
    out.literals.push_back(used.mark);
  } else if (used.derived != nullptr) {
    if (used.derived->rule == "code-map") out.code_map = code_map_of(check, used.derived->arguments);
    if (used.derived->rule != "status-from-period") return out;
    for (const auto& [name, value] : used.derived->arguments) out.literals.push_back(value);
  } else if (used.row != nullptr) {
    if (used.row->converter.name == "boolean") {
      // A word that is left empty cannot be said.
      const auto& words = used.row->converter.arguments;
      for (const auto& [can, cannot] : {std::pair("true", "false"), std::pair("false", "true")}) {
        const auto word = words.find(cannot);
        if (word == words.end() || !word->second.empty()) continue;
        out.literals.emplace_back(can);
        return out;
      }
    }
    if (used.row->converter.name == "code") out.code_map = code_map_of(check, used.row->converter.arguments);
    const std::string_view name = used.slot.steps.back().name;
    // Money writes its own currency.
    const bool is_currency = used.row->converter.name == "money" && name == "currency";
    out.is_free = out.code_map == nullptr && !is_currency && !used.row->get_only;
  }
  return out;
}

/// The item of a fixed or pattern value that a step means: one that the step's predicates do not contradict.
bool may_be(fhir::Element item, const SlotStep& step) {
  return std::ranges::all_of(step.predicates, [&](const Predicate& predicate) {
    const fhir::Element child = item.child(predicate.child);
    return !child.exists() || child.value() == predicate.value;
  });
}

/// The value that a fixed or pattern value at one step asks of the slot's end.
std::optional<std::string> asked_by(fhir::Element value, const ResolvedSlot& slot, std::size_t step) {
  if (!value.exists() || !may_be(value, slot.steps[step])) return std::nullopt;
  for (std::size_t i = step + 1; i < slot.steps.size(); ++i) {
    fhir::Element next;
    for (const fhir::Element child : value) {
      if (child.name() == slot.steps[i].name && !next.exists() && may_be(child, slot.steps[i])) next = child;
    }
    if (!next.exists()) return std::nullopt;
    value = next;
  }
  if (!value.has_value()) return std::nullopt;
  return std::string(value.value());
}

void check_asked(const ProfileCheck& check, const UsedSlot& used, const Written& written, const std::string& asked) {
  const auto tell = [&](std::string_view code, const std::string& what) {
    check.error(code, used.place, slot_text(used.slot) + ": " + check.name() + " wants " + quoted(asked) + what);
  };
  for (const std::string& literal : written.literals) {
    if (literal != asked) tell("map-profile-constant", ", but the map writes " + quoted(literal) + ". Correct one.");
  }
  if (written.is_free) tell("map-profile-constant", " and nothing else. Use a constant instead of a row.");
  if (written.code_map == nullptr) return;
  std::vector<std::string> others;
  for (const std::string_view code : written.code_map->codes()) {
    if (code != asked) others.emplace_back(code);
  }
  if (!others.empty()) tell("map-profile-code", ", but the code map also writes " + listed(others) + ".");
}

/// The system of the code that the slot ends in: the predicate of its coding, or that of the code map.
std::string system_of(const UsedSlot& used, const Written& written) {
  const auto& steps = used.slot.steps;
  if (steps.size() > 1) {
    if (auto system = predicate_value(used.slot, steps.size() - 2, "system")) return *system;
  }
  return written.code_map != nullptr && steps.size() > 1 ? written.code_map->target_system() : std::string();
}

/// True when the concept that ends in this slot has another coding that the map fills.
bool has_other_coding(const ProfileCheck& check, const UsedSlot& used) {
  const std::size_t concept_steps = used.slot.steps.size() - 2;
  return std::ranges::any_of(slots_of(check.facts, used.slot.role, used.chain), [&](const UsedSlot* other) {
    if (other->slot.steps.size() != used.slot.steps.size() || other->slot.steps.back().name != "code") return false;
    for (std::size_t i = 0; i < concept_steps; ++i) {
      if (other->slot.steps[i].name != used.slot.steps[i].name) return false;
    }
    return !may_meet(other->slot, used.slot);
  });
}

/// The code map that works out the coding's system from its code, for codes of several systems in one place; else null.
const CodeMap* system_map_of(const ProfileCheck& check, const UsedSlot& used) {
  const auto coding = [](const std::string& text) { return text.substr(0, text.rfind('.')); };
  for (const UsedSlot* other : slots_of(check.facts, used.slot.role, used.chain)) {
    if (other->derived == nullptr || other->derived->rule != "code-map") continue;
    if (other->slot.steps.back().name != "system") continue;
    if (coding(slot_text(other->slot)) != coding(slot_text(used.slot))) continue;
    return code_map_of(check, other->derived->arguments);
  }
  return nullptr;
}

/// How far above the code the binding stands: 0 on itself, 1 on its coding, 2 on the concept.
void check_binding(const ProfileCheck& check, const UsedSlot& used, const Written& written,
                   const packages::Binding& binding, std::size_t above) {
  const std::string system = above == 0 ? std::string() : system_of(used, written);
  const CodeMap* systems = above == 0 ? nullptr : system_map_of(check, used);
  std::vector<std::string> outside;
  std::size_t inside = 0;
  const auto look = [&](std::string_view code) {
    const auto own = systems == nullptr ? std::nullopt : systems->to_record(code, {});
    const std::string of(own ? std::string_view(own->code) : std::string_view(system));
    const Membership membership = check.terminology.value_set_has(binding.value_set, of, code).membership;
    if (membership == Membership::out) outside.emplace_back(code);
    if (membership == Membership::in) ++inside;
  };
  for (const std::string& literal : written.literals) look(literal);
  if (written.code_map != nullptr) {
    for (const std::string_view code : written.code_map->codes()) look(code);
  }
  // One coding of a concept is enough.
  if (above == 2 && inside == 0 && has_other_coding(check, used)) return;
  const std::string set(without_version(binding.value_set));
  if (!outside.empty()) {
    check.error("map-profile-code", used.place,
                slot_text(used.slot) + ": " + check.name() + " requires a code of " + set + ", and " + listed(outside) +
                    (outside.size() == 1 ? " is none." : " are none.") + " Correct the code map or the profile.");
  }
  const bool is_kept = written.code_map != nullptr && written.code_map->unmapped() == UnmappedPolicy::keep;
  if (is_kept && inside > 0 && used.row != nullptr) {
    check.error("map-profile-code", used.place,
                slot_text(used.slot) + ": the code map " + quoted(written.code_map->name()) +
                    " keeps texts that it does not know, but " + check.name() + " requires a code of " + set +
                    ". Let it refuse or hold them, or bind less strictly.");
  }
}

/// The same rule of FHIR R4 is checked without profiles.
bool is_of_r4(const ProfileCheck& check, const SlotStep& step, const packages::Binding& binding) {
  const definitions::Entry entry = check.definitions.entry(step.entry);
  return entry.binding == BindingStrength::required &&
         without_version(entry.value_set) == without_version(binding.value_set);
}

/// A predicate is written too.
void check_predicates(const ProfileCheck& check, const UsedSlot& used, const std::vector<ProfileStep>& steps) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    for (const Predicate& predicate : used.slot.steps[i].predicates) {
      for (const ProfileView& view : steps[i].views) {
        const auto asked = check.places.fixed_at(view, predicate.child);
        if (!asked || *asked == predicate.value || !view.element().slice_name.empty()) continue;
        check.error("map-profile-constant", used.place,
                    slot_text(used.slot) + ": " + check.name() + " wants " + quoted(*asked) + " in " +
                        quoted(predicate.child) + ". Correct the predicate.");
      }
    }
  }
}

}  // namespace

void check_profile_values(const ProfileCheck& check, const UsedSlot& used, const std::vector<ProfileStep>& steps) {
  check_predicates(check, used, steps);
  if (used.slot.steps.empty() || steps.size() != used.slot.steps.size()) return;
  const Written written = written_by(check, used);
  if (written.literals.empty() && written.code_map == nullptr && !written.is_free) return;
  const std::size_t last = steps.size() - 1;
  const bool is_code = used.slot.steps[last].name == "code";
  for (std::size_t i = 0; i < steps.size(); ++i) {
    for (const ProfileView& view : steps[i].views) {
      for (const fhir::Element value : {view.element().fixed, view.element().pattern}) {
        if (const auto asked = asked_by(value, used.slot, i)) check_asked(check, used, written, *asked);
      }
      const auto& binding = view.element().binding;
      const std::size_t above = last - i;
      if (!binding || binding->strength != BindingStrength::required || above > (is_code ? 2U : 0U)) continue;
      if (binding->value_set.empty() || is_of_r4(check, used.slot.steps[i], *binding)) continue;
      check_binding(check, used, written, *binding, above);
    }
  }
}

}  // namespace careway::language
