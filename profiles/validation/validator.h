#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "profiles/definitions/definitions.h"
#include "profiles/fhir/document.h"
#include "profiles/fhir/issue.h"
#include "profiles/packages/package_set.h"

namespace careway::validation {

/// Finds resources outside the validated document (a server's store, files beside the input).
class ReferenceSource {
 public:
  virtual ~ReferenceSource() = default;
  enum class Answer : std::uint8_t { found, absent, unknown };
  /// `found` sets `resource`, which must live until the validation ends. `absent` means that it is known not to exist.
  virtual Answer find(std::string_view reference, fhir::Element& resource) = 0;
};

/// A profile for entries of a Bundle.
struct EntryProfile {
  std::string resource_type;
  /// Which of the entries with that type, from 0; nothing means all.
  std::optional<std::size_t> number;
  std::string profile;
};

/// How strict a validation is, and what it may look at.
struct Options {
  enum class UnknownExtension : std::uint8_t { error, warning, information };
  /// An extension whose definition is not loaded. Modifier extensions that are unknown are always errors.
  UnknownExtension unknown_extension = UnknownExtension::warning;
  /// Starts of extension URLs that are fine though unknown.
  std::vector<std::string> allowed_extension_domains;
  /// Best-practice invariants (dom-6 and the like): nothing leaves them out.
  std::optional<fhir::Severity> best_practice = fhir::Severity::warning;
  /// A display that is none of the code's in a code system that is loaded.
  fhir::Severity wrong_display = fhir::Severity::warning;
  /// example.org and the like are accepted as canonical and identifier systems.
  bool examples_allowed = true;
  bool check_security = false;  ///< script-like text in strings and narratives
  /// A canonical that no loaded package has is told (information).
  bool tell_unknown_canonicals = false;
  /// Contained resources are looked into, and must be referred to. Without it they are passed over.
  bool check_contained = true;
  /// Profiles that entries of a Bundle must conform to beyond what they say themselves.
  std::vector<EntryProfile> entry_profiles;
  /// References inside Bundles and to `references` must exist.
  bool require_references = false;
  /// A relative reference "Patient/1" is taken as good.
  bool assume_valid_rest_references = false;
  /// Also check what meta.profile names.
  bool follow_meta_profiles = true;
  ReferenceSource* references = nullptr;
  /// Elements inside each other, and profiles and targets that are checked inside each other.
  std::size_t depth_max = 250;
  std::size_t steps_max = 200'000'000;  ///< of all checks of one resource
  std::size_t findings_max = 1000;
};

/// What was checked and what was not.
struct Report {
  /// Canonicals of the profiles that were applied to the root, base type first.
  std::vector<std::string> profiles;
  /// What could not be checked, once each: "value set … is not known here".
  std::vector<std::string> unchecked;
  std::size_t unchecked_codes = 0;
};

/// Validates resources against FHIR R4 and profiles. Profiles are compiled when they are first needed and kept. One
/// thread at a time; give each thread its own (they share the PackageSet).
class Validator {
 public:
  /// Definitions and packages must outlive the validator.
  Validator(const definitions::Definitions& definitions, const packages::PackageSet& packages);
  ~Validator();

  /// Checks a resource (kind `resource`, read with the same definitions; problems of the reader are not repeated)
  /// against its base type, what meta.profile names, and `profiles` (canonicals). Findings go to `issues`: codes of
  /// finding_codes.h, paths as FHIRPath ("Observation.value.ofType(Quantity)"). A profile that is unknown or cannot be
  /// compiled is an error for `profiles`, a warning for meta.profile.
  Report validate(fhir::Element resource, std::span<const std::string> profiles, const Options& options,
                  fhir::Issues& issues);

  /// The compiled form of a profile as text, one check a line, for golden files and readers; empty with an issue when
  /// it cannot be compiled.
  std::string describe(std::string_view profile, fhir::Issues& issues);
  /// Compiles a profile now rather than at its first use. False with an issue.
  bool prepare(std::string_view profile, fhir::Issues& issues);
  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace careway::validation
