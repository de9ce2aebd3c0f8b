#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "profiles/fhir/document.h"
#include "profiles/fhir/issue.h"

namespace careway::language {

/// On a source element: the spelling to write when several partner texts mean one code. valueBoolean true, or valueCode
/// with the release for which it is preferred.
inline constexpr std::string_view kPreferredForWritingUrl =
    "https://careway.example/fhir/StructureDefinition/preferred-for-writing";
/// On the ConceptMap or a group: valueCode refuse, hold or keep.
inline constexpr std::string_view kUnmappedPolicyUrl =
    "https://careway.example/fhir/StructureDefinition/unmapped-policy";

/// What to do with a partner text that the code map does not know: refuse the document, let it wait for an analyst, or
/// keep the text with the partner's own coding.
enum class UnmappedPolicy : std::uint8_t { refuse, hold, keep };

/// How near the record's code is to the partner's (FHIR R4 ConceptMapEquivalence; relatedto and the rarer words are
/// `inexact`). `wider`: the target means more than the source.
enum class Equivalence : std::uint8_t { equivalent, wider, narrower, inexact };

/// The record's code for a partner text. Views live as long as the code map.
struct CodeMatch {
  std::string_view code;
  std::string_view system;
  std::string_view display;
  Equivalence equivalence = Equivalence::equivalent;
  bool lenient = false;        ///< found only without regard to case, blanks and separators
  bool other_release = false;  ///< the spelling of another release of the partner's format
};

/// The partner's text for a record's code.
struct SpellingMatch {
  std::string_view text;
  bool is_nearest = false;  ///< the release has no text that means the code; this is the nearest, for writing only
};

/// A FHIR ConceptMap as a pair of hash tables: partner text to the record's code and back, per release of the partner's
/// format. An element with several targets is read as the one that is equivalent; the others say that its text is
/// written for them when the release has no text of their own. A group's release is the last part of its source
/// ("…/cld-gender/r1"); a source without one holds for all. Lookups allocate nothing. Immutable after read: safe for
/// concurrent use.
class CodeMap {
 public:
  /// Reads a ConceptMap resource. Reports "map-code-…" with path "file:line" and returns nothing when: it is no
  /// ConceptMap or has no id; a group has no source or target, or targets differ; one text has two codes in a release;
  /// two spellings of one code are preferred; the unmapped policy is unknown or has no way back (mode "fixed").
  static std::optional<CodeMap> read(fhir::Element concept_map, std::string_view file_name, fhir::Issues& issues);

  /// ConceptMap.id: the word that maps use.
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::string& target_system() const { return target_system_; }
  [[nodiscard]] UnmappedPolicy unmapped() const { return unmapped_; }

  /// The record's code: exact in the release, exact in another release, lenient in the release, lenient in another.
  [[nodiscard]] std::optional<CodeMatch> to_record(std::string_view partner_text, std::string_view release) const;
  /// The spelling to write in the release; an empty release means the newest. Nothing when the release has none, or has
  /// several and none is preferred.
  [[nodiscard]] std::optional<std::string_view> to_partner(std::string_view code, std::string_view release) const;
  /// The same, and whether it is the nearest text only.
  [[nodiscard]] std::optional<SpellingMatch> spelling_for(std::string_view code, std::string_view release) const;
  /// Display of a record's code; empty when there is none.
  [[nodiscard]] std::string_view display(std::string_view code) const;
  [[nodiscard]] bool has_code(std::string_view code) const { return displays_.contains(code); }

  /// The record's codes, each once, sorted.
  [[nodiscard]] std::vector<std::string_view> codes() const;
  /// Partner texts of a release (and of groups without one), sorted.
  [[nodiscard]] std::vector<std::string_view> spellings(std::string_view release) const;
  [[nodiscard]] std::vector<std::string> releases() const;
  /// Values that to_record does not know exactly in that release: empty when the map is total over the list.
  [[nodiscard]] std::vector<std::string> missing_for(std::span<const std::string> values,
                                                     std::string_view release) const;
  /// Codes that come from a text but cannot be written in the release.
  [[nodiscard]] std::vector<std::string_view> codes_without_spelling(std::string_view release) const;
  /// Codes with several spellings in the release, none of them preferred: they have no way back.
  [[nodiscard]] std::vector<std::string_view> codes_without_preferred(std::string_view release) const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  template <typename Value>
  using Table = std::unordered_map<std::string, Value, Hash, std::equal_to<>>;

  struct Target {
    std::string code;
    std::string display;
    Equivalence equivalence = Equivalence::equivalent;
  };
  struct Spelling {
    std::string text;
    std::size_t count = 0;  // of texts that may be written for the code
    bool is_preferred = false;
    bool is_nearest = false;  // none of them means the code
  };
  struct Release {
    std::string name;  // empty: holds for all
    Table<Target> exact;
    Table<Target> folded;
    Table<Spelling> home;
  };
  class Reader;

  [[nodiscard]] const Target* find_exact(std::string_view text, std::string_view release, bool& is_other) const;
  [[nodiscard]] const Target* find_folded(std::string_view text, std::string_view release, bool& is_other) const;
  /// Newest release first when `release` is empty, then groups without a release.
  template <typename Visit>
  void visit_for_writing(std::string_view release, Visit visit) const;

  std::string name_;
  std::string target_system_;
  UnmappedPolicy unmapped_ = UnmappedPolicy::refuse;
  std::vector<Release> releases_;  // newest first
  std::map<std::string, std::string, std::less<>> displays_;
};

/// The code maps of a project by name. Immutable after load: safe for concurrent use; pointers stay valid.
class CodeMaps {
 public:
  /// Reads a ConceptMap and adds it; "map-code-duplicate" when the name is taken. False with issues on error.
  bool add(fhir::Element concept_map, std::string_view file_name, fhir::Issues& issues);
  [[nodiscard]] const CodeMap* find(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> names() const;
  [[nodiscard]] std::size_t size() const { return maps_.size(); }

 private:
  std::map<std::string, CodeMap, std::less<>> maps_;
};

/// Longer texts are compared exactly only; list values are far shorter.
inline constexpr std::size_t kFoldedBytesMax = 256;

/// Folds a text for lenient lookup into `buffer`: lower case, and runs of blanks and separators ("/", "-", ":", ",",
/// dashes, no-break space) as one blank, none at the ends. Nothing when it does not fit.
std::optional<std::string_view> fold_spelling(std::string_view text, std::span<char> buffer);

}  // namespace careway::language
