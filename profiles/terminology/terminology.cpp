#include "profiles/terminology/terminology.h"

#include <algorithm>

#include "profiles/terminology/grammars.h"
#include "profiles/terminology/systems.h"
#include "profiles/terminology/value_set_compiler.h"

namespace careway::terminology {
namespace {

// Letters in one case, runs of blanks as one, none at the ends.
std::string comparable(std::string_view text) {
  std::string out;
  bool is_after_blank = true;
  for (const char letter : text) {
    const bool is_blank = letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r';
    if (!is_blank) {
      out += folded(letter);
    } else if (!is_after_blank) {
      out += ' ';
    }
    is_after_blank = is_blank;
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

}  // namespace

struct Terminology::State {
  State(packages::StructureLibrary& library, const TerminologyLimits& limits)
      : systems(library), value_sets(library, systems, limits) {}
  Systems systems;
  ValueSets value_sets;
};

Terminology::Terminology(packages::StructureLibrary& library, TerminologyLimits limits)
    : state_(std::make_unique<State>(library, limits)) {}

Terminology::~Terminology() = default;

Answer Terminology::value_set_has(std::string_view value_set, std::string_view system, std::string_view code) {
  return state_->value_sets.find(value_set).has(system, code, state_->systems);
}

Answer Terminology::code_system_has(std::string_view system, std::string_view code) {
  const auto lookup = state_->systems.find(system);
  if (lookup.system == nullptr) {
    const Grammar* grammar = find_grammar(system.substr(0, system.find('|')));
    if (grammar == nullptr) return {Membership::unknown, lookup.reason};
    const Membership membership = grammar->judge(code);
    return {membership, membership == Membership::unknown ? lookup.reason : std::string_view()};
  }
  if (const auto index = lookup.system->find(code)) {
    const Concept& found = lookup.system->concepts()[*index];
    return {Membership::in, found.is_abstract   ? std::string_view("code-abstract")
                            : found.is_inactive ? std::string_view("code-inactive")
                                                : std::string_view()};
  }
  if (!lookup.reason.empty()) return {Membership::unknown, lookup.reason};
  return {Membership::out, {}};
}

Answer Terminology::display_matches(std::string_view system, std::string_view code, std::string_view text) {
  const auto lookup = state_->systems.find(system);
  if (lookup.system == nullptr) return {Membership::unknown, lookup.reason};
  const auto index = lookup.system->find(code);
  if (!index) return {Membership::unknown, "code-not-known"};
  const std::string_view display = lookup.system->concepts()[*index].display;
  if (display.empty()) return {Membership::unknown, "display-not-known"};
  const std::string wanted = comparable(text);
  if (comparable(display) == wanted) return {Membership::in, {}};
  const auto& designations = lookup.system->designations();
  auto at = std::ranges::lower_bound(designations, *index, {}, &CodeSystem::Designation::concept_index);
  for (; at != designations.end() && at->concept_index == *index; ++at) {
    if (comparable(at->text) == wanted) return {Membership::in, {}};
  }
  // A part of a system may lack designations that the whole has.
  if (!lookup.reason.empty()) return {Membership::unknown, lookup.reason};
  return {Membership::out, {}};
}

std::string_view Terminology::display(std::string_view system, std::string_view code) {
  const auto lookup = state_->systems.find(system);
  if (lookup.system == nullptr) return {};
  const auto index = lookup.system->find(code);
  return index ? lookup.system->concepts()[*index].display : std::string_view();
}

bool Terminology::knows_code_system(std::string_view system) {
  const auto lookup = state_->systems.find(system);
  if (lookup.system != nullptr) return lookup.reason.empty();
  const Grammar* grammar = find_grammar(system.substr(0, system.find('|')));
  return grammar != nullptr && grammar->decides;
}

bool Terminology::knows_value_set(std::string_view value_set) {
  return state_->value_sets.knows(value_set);
}

std::vector<Terminology::Code> Terminology::expand(std::string_view value_set, bool& complete) {
  const ValueSet& found = state_->value_sets.find(value_set);
  complete = found.is_listed();
  std::vector<Code> codes;
  for (const Member& member : found.members.members()) {
    const std::string_view system = state_->systems.url(member.system);
    if (!found.excludes.empty() && found.has(system, member.code, state_->systems).membership != Membership::in)
      continue;
    const std::string_view shown = member.display.empty() ? display(system, member.code) : member.display;
    codes.push_back({std::string(system), std::string(member.code), std::string(shown)});
  }
  return codes;
}

std::vector<Terminology::Gap> Terminology::gaps(std::string_view value_set) {
  return state_->value_sets.find(value_set).gaps;
}

std::size_t Terminology::memory_bytes() const {
  return sizeof(State) + state_->systems.memory_bytes() + state_->value_sets.memory_bytes();
}

}  // namespace careway::terminology
