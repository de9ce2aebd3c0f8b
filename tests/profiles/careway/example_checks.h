#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "profiles/fhir/document.h"
#include "profiles/packages/package_set.h"
#include "profiles/validation/validator.h"

namespace careway::profiles {

/// Our package as the build made it, on the R4 core, and what else a test adds.
class Knowledge {
 public:
  explicit Knowledge(std::vector<packages::PackageFile> more = {});

  /// Errors and warnings about a FHIR JSON file, as "severity code path", sorted. Best practice is left out; extensions
  /// of UK Core count as known whether or not it is loaded.
  std::vector<std::string> findings(const std::filesystem::path& file);
  /// The same of a resource that is in memory, also held to the profiles named.
  std::vector<std::string> findings(const fhir::Document& document, const std::vector<std::string>& canonicals);
  [[nodiscard]] const packages::PackageSet& set() const { return set_; }
  validation::Validator& validator() { return *validator_; }

 private:
  std::string core_;
  packages::PackageSet set_;
  std::unique_ptr<validation::Validator> validator_;
};

/// The lines of the .tsv beside an example, written like findings; none when there is no such file.
std::vector<std::string> expected_findings(std::filesystem::path example);
/// Those that are errors.
std::vector<std::string> errors_of(const std::vector<std::string>& findings);

}  // namespace careway::profiles
