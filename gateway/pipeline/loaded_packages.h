#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/platform/files.h"
#include "profiles/fhir/issue.h"
#include "profiles/packages/package_set.h"

namespace careway::pipeline {

/// Where the conformance resources of a program stand.
struct PackagePaths {
  std::string core_pack;              ///< fhir-r4-conformance.pack
  std::string careway_package;        ///< our own profiles: a folder or a .tgz; empty: none
  std::vector<std::string> packages;  ///< what the operator adds, in this order: folders or .tgz files
};

/// The conformance resources in memory: the core is mapped, not copied. Safe for concurrent use once open.
class LoadedPackages {
 public:
  /// Reads everything. Problems inside a package are issues ("package-…", path: the file); the rest of it is used.
  /// Throws platform::Failure when a path cannot be read at all.
  static std::unique_ptr<LoadedPackages> open(platform::Files& files, const PackagePaths& paths, fhir::Issues& issues);

  [[nodiscard]] const packages::PackageSet& set() const { return set_; }

 private:
  LoadedPackages() = default;
  void add(platform::Files& files, const std::string& path, fhir::Issues& issues);

  platform::MappedFile core_;
  packages::PackageSet set_;
};

}  // namespace careway::pipeline
