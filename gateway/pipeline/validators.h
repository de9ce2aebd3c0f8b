#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "profiles/definitions/definitions.h"
#include "profiles/fhir/document.h"
#include "profiles/fhir/issue.h"
#include "profiles/packages/package_set.h"
#include "profiles/validation/validator.h"

namespace careway::pipeline {

/// What is done about findings: nothing is looked for; they are told and the work goes on; the work is refused.
enum class Strictness : std::uint8_t { off, report, refuse };

/// Which crossings are validated, and how strictly (configuration `validation:`).
struct ValidationPolicy {
  Strictness fhir_writes = Strictness::report;  ///< resources that come as FHIR
  Strictness imports = Strictness::report;      ///< resources that a face's document is put into
  Strictness exports = Strictness::report;      ///< the record before a face's document is made, and the document after
};

/// Validators to share: each call borrows one that nobody uses and makes one when there is none. They keep their
/// compiled profiles, so there are never more than calls at the same time. Safe for concurrent use.
class Validators {
 public:
  /// Both must outlive it.
  Validators(const definitions::Definitions& definitions, const packages::PackageSet& packages)
      : definitions_(definitions), packages_(packages) {}

  /// As validation::Validator::validate.
  validation::Report validate(fhir::Element resource, std::span<const std::string> profiles,
                              const validation::Options& options, fhir::Issues& issues);
  [[nodiscard]] const packages::PackageSet& packages() const { return packages_; }
  [[nodiscard]] const definitions::Definitions& definitions() const { return definitions_; }

 private:
  const definitions::Definitions& definitions_;
  const packages::PackageSet& packages_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<validation::Validator>> idle_;  // guarded by mutex_
};

/// What a crossing looks for: best practice is left out, and what cannot be looked up is no finding.
validation::Options crossing_options();

/// Validates a resource on its way against FHIR R4 and one of `alternatives` (the one with the fewest errors; none: R4
/// alone). Errors and warnings are appended to `issues`; with `report` errors become warnings. False when the policy
/// refuses the resource.
bool validate_crossing(Validators& validators, Strictness strictness, fhir::Element resource,
                       std::span<const std::string> alternatives, fhir::Issues& issues);

}  // namespace careway::pipeline
