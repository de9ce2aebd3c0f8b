#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "profiles/fhir/document.h"
#include "profiles/packages/structure_library.h"

namespace careway::terminology {

/// What can be said about a code. Unknown is never an error: it means that it could not be checked here.
enum class Membership : std::uint8_t { in, out, unknown };

struct Answer {
  Membership membership = Membership::unknown;
  /// Kebab-case, literals only. For `unknown` why: "value-set-not-known", "value-set-unreadable", "value-set-cyclic",
  /// "value-set-ambiguous", "code-system-not-known", "code-system-not-complete", "code-system-version-not-known",
  /// "code-system-is-supplement", "filter-not-known", "expansion-not-complete", "limit-codes", "limit-depth".
  /// For `in` what a reader may want to know: "code-abstract", "code-inactive"; else empty.
  std::string_view reason;
};

struct TerminologyLimits {
  std::size_t codes_max = 500'000;  ///< of one expansion
  std::size_t depth_max = 50;       ///< value sets that include each other, hierarchies
};

/// Answers about codes from what is loaded: value sets expanded here (include, exclude, filter, hierarchy) and code
/// systems that no package holds in full but a grammar or short list defines (UCUM, MIME types, languages, currencies,
/// countries). No server is asked. One thread at a time, like the library it uses.
class Terminology {
 public:
  /// The library must outlive it.
  explicit Terminology(packages::StructureLibrary& library, TerminologyLimits limits = {});
  ~Terminology();

  /// Whether a value set has a code. An empty system means that only a code is given (FHIR `code`): any system counts.
  Answer value_set_has(std::string_view value_set, std::string_view system, std::string_view code);
  /// Whether a code system has a code (case as the system says). Fragments and examples give unknown, not out.
  Answer code_system_has(std::string_view system, std::string_view code);
  /// Whether `text` is one of the displays of a code (designations count; blanks and case do not). Unknown when the
  /// system is not loaded in full or has no display for it.
  Answer display_matches(std::string_view system, std::string_view code, std::string_view text);
  /// The preferred display; empty when unknown.
  std::string_view display(std::string_view system, std::string_view code);
  /// True when a code system with that URL is loaded with all its codes, or is one whose grammar decides. Not for
  /// SNOMED CT and LOINC: their grammar only tells what can be no code of theirs.
  bool knows_code_system(std::string_view system);
  bool knows_value_set(std::string_view value_set);
  /// The codes of a value set in order of definition; empty when it is not known in full (`complete` says which).
  struct Code {
    std::string system;
    std::string code;
    std::string display;
  };
  std::vector<Code> expand(std::string_view value_set, bool& complete);
  /// Why a value set is not known in full, once each: what could not be taken in, and the reason as in Answer. Empty
  /// when it is. A system known by its grammar is no gap, though its codes cannot be listed.
  struct Gap {
    std::string subject;
    std::string_view reason;
    friend bool operator==(const Gap&, const Gap&) = default;
  };
  std::vector<Gap> gaps(std::string_view value_set);
  /// Bytes held for code systems and value sets that were asked for so far.
  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace careway::terminology
