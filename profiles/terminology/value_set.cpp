#include "profiles/terminology/value_set.h"

namespace careway::terminology {
namespace {

Answer judge(const OpenPart& part, std::string_view system, std::string_view code, Systems& systems) {
  if (part.system != OpenPart::kAnySystem && !system.empty() && systems.url(part.system) != system) {
    return {Membership::out, {}};
  }
  if (part.has_only) {
    if (part.only.find(system, code, systems) == nullptr) return {Membership::out, {}};
    return {Membership::unknown, part.reason};
  }
  Answer answer{part.reason.empty() ? Membership::in : Membership::unknown, part.reason};
  if (part.grammar != nullptr) {
    answer.membership = part.grammar->judge(code);
    if (answer.membership == Membership::out) return {Membership::out, {}};
    if (answer.membership == Membership::in) answer.reason = {};
    for (const Filter& filter : part.filters) {
      const auto has_passed = passes(filter, code, part.grammar);
      if (!has_passed) {
        answer = {Membership::unknown, "filter-not-known"};
      } else if (!*has_passed) {
        return {Membership::out, {}};
      }
    }
  }
  if (part.imports.empty()) return answer;
  const Answer imported = has_in_all(part.imports, system, code, systems);
  if (imported.membership == Membership::out || part.imports_alone) return imported;
  return answer.membership == Membership::in ? imported : answer;
}

// In when one part says so, out when all do.
Answer judge_any(const std::vector<OpenPart>& parts, std::string_view system, std::string_view code, Systems& systems) {
  Answer best{Membership::out, {}};
  for (const OpenPart& part : parts) {
    const Answer answer = judge(part, system, code, systems);
    if (answer.membership == Membership::in) return answer;
    if (answer.membership == Membership::unknown && best.membership == Membership::out) best = answer;
  }
  return best;
}

}  // namespace

void MemberSet::add(const Member& member) {
  if (has_exactly(member)) return;
  table_.add(member.code, static_cast<std::uint32_t>(members_.size()));
  members_.push_back(member);
}

bool MemberSet::has_exactly(const Member& member) const {
  return table_.find(member.code, [&](std::uint32_t number) {
    return members_[number].system == member.system && members_[number].code == member.code;
  });
}

const Member* MemberSet::find(std::string_view system, std::string_view code, Systems& systems) const {
  const Member* found = nullptr;
  table_.find(code, [&](std::uint32_t number) {
    const Member& member = members_[number];
    if (!system.empty() && systems.url(member.system) != system) return false;
    if (member.code == code) {
      found = &member;
      return true;
    }
    // Rare: only the case differs. Now it matters what the system says.
    if (found == nullptr && same_but_for_case(member.code, code) && !systems.is_case_sensitive(member.system)) {
      found = &member;
    }
    return false;
  });
  return found;
}

Answer ValueSet::has(std::string_view system, std::string_view code, Systems& systems) const {
  Answer answer{Membership::out, {}};
  if (const Member* member = members.find(system, code, systems)) {
    answer = {Membership::in, member->is_abstract   ? std::string_view("code-abstract")
                              : member->is_inactive ? std::string_view("code-inactive")
                                                    : std::string_view()};
  } else if (!includes.empty() && excluded.find(system, code, systems) == nullptr) {
    answer = judge_any(includes, system, code, systems);
  }
  if (excludes.empty() || answer.membership == Membership::out) return answer;
  const Answer against = judge_any(excludes, system, code, systems);
  if (against.membership == Membership::in) return {Membership::out, {}};
  return against.membership == Membership::unknown ? against : answer;
}

std::size_t ValueSet::memory_bytes() const {
  std::size_t bytes = sizeof(*this) + members.memory_bytes() + excluded.memory_bytes();
  for (const auto* parts : {&includes, &excludes}) {
    for (const OpenPart& part : *parts) {
      bytes += sizeof(part) + part.only.memory_bytes() + part.filters.capacity() * sizeof(Filter);
    }
  }
  for (const auto& gap : gaps) bytes += sizeof(gap) + gap.subject.capacity();
  return bytes;
}

Answer has_in_all(const std::vector<const ValueSet*>& imports, std::string_view system, std::string_view code,
                  Systems& systems) {
  std::size_t in_count = 0;
  std::size_t out_count = 0;
  Answer last;
  Answer unknown;
  for (const ValueSet* value_set : imports) {
    const Answer answer = value_set->has(system, code, systems);
    if (answer.membership == Membership::in) {
      ++in_count;
      last = answer;
    } else if (answer.membership == Membership::out) {
      ++out_count;
    } else {
      unknown = answer;
    }
  }
  if (in_count == imports.size()) return last;
  if (out_count == imports.size()) return {Membership::out, {}};
  if (in_count + out_count == imports.size()) return {Membership::unknown, "value-set-ambiguous"};
  return unknown;
}

}  // namespace careway::terminology
