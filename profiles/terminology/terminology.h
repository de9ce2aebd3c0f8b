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
  /// For `unknown`, a kebab-case reason: "value-set-not-known", "code-system-not-known", "filter-not-known",
  /// "limit-codes". Literals only.
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
  /// True when a code system with that URL is loaded with its codes, or is one that is known by its grammar.
  bool knows_code_system(std::string_view system);
  bool knows_value_set(std::string_view value_set);
  /// The codes of a value set in order of definition; empty when it is not known in full (`complete` says which).
  struct Code {
    std::string system;
    std::string code;
    std::string display;
  };
  std::vector<Code> expand(std::string_view value_set, bool& complete);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace careway::terminology
