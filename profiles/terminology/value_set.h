#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "profiles/terminology/code_table.h"
#include "profiles/terminology/filters.h"
#include "profiles/terminology/grammars.h"
#include "profiles/terminology/systems.h"
#include "profiles/terminology/terminology.h"

namespace careway::terminology {

struct Member {
  std::string_view code;
  std::string_view display;
  SystemNumber system = 0;
  bool is_abstract = false;
  bool is_inactive = false;
};

/// Codes in the order they came, each once. Immutable once filled.
class MemberSet {
 public:
  void add(const Member& member);
  /// The member that is meant. An empty system means any. Case counts unless the member's system says otherwise.
  [[nodiscard]] const Member* find(std::string_view system, std::string_view code, Systems& systems) const;
  [[nodiscard]] bool has_exactly(const Member& member) const;
  [[nodiscard]] const std::vector<Member>& members() const { return members_; }
  [[nodiscard]] bool empty() const { return members_.empty(); }
  [[nodiscard]] std::size_t size() const { return members_.size(); }
  void shrink() { members_.shrink_to_fit(); }
  [[nodiscard]] std::size_t memory_bytes() const {
    return members_.capacity() * sizeof(Member) + table_.memory_bytes();
  }

 private:
  std::vector<Member> members_;
  CodeTable table_;
};

struct ValueSet;

/// A part of a value set whose codes cannot be listed: a system that only a grammar knows, or one that is not loaded.
struct OpenPart {
  static constexpr SystemNumber kAnySystem = 0xFFFFFFFF;
  SystemNumber system = kAnySystem;
  const Grammar* grammar = nullptr;
  std::vector<Filter> filters;  ///< the codes must pass them
  std::string_view reason;      ///< why it is unknown; empty where a grammar decides
  bool has_only = false;        ///< only the codes of `only` may be meant
  MemberSet only;
  std::vector<const ValueSet*> imports;  ///< the codes must be in all of them
  bool imports_alone = false;            ///< nothing but the imports decides
};

/// A value set as far as it could be expanded: codes that are certainly in it, and what remains open. Immutable once
/// compiled.
struct ValueSet {
  MemberSet members;
  MemberSet excluded;  ///< kept only where open parts might bring the codes back
  std::vector<OpenPart> includes;
  std::vector<OpenPart> excludes;
  std::vector<Terminology::Gap> gaps;

  [[nodiscard]] Answer has(std::string_view system, std::string_view code, Systems& systems) const;
  /// True when every code of it stands in `members`.
  [[nodiscard]] bool is_listed() const { return includes.empty() && excludes.empty(); }
  [[nodiscard]] std::size_t memory_bytes() const;
};

/// What several imported value sets say together about a code. FHIR R4 says both that a code must be in all of them
/// (compose.include) and that it may be in any (compose.include.valueSet); where these differ, the answer is unknown.
Answer has_in_all(const std::vector<const ValueSet*>& imports, std::string_view system, std::string_view code,
                  Systems& systems);

}  // namespace careway::terminology
