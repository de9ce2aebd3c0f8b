#pragma once

#include <string_view>
#include <vector>

#include "profiles/fhir/issue.h"
#include "profiles/packages/package_set.h"

namespace careway::packages {

/// True for a file that may hold a conformance resource or the package's name: JSON or XML, outside the folders of
/// examples and other material, no hidden file.
bool is_wanted_file(std::string_view path);

/// Unpacks the wanted files of a gzip-compressed tar (POSIX ustar and pax, GNU long names). What is not wanted is
/// passed over while it streams by. False with one issue: "package-gzip" (no gzip, or damaged), "package-truncated",
/// "package-tar" (no tar, or damaged), "package-path" (a name that leaves the package), "package-limit".
bool read_archive(std::string_view name, std::string_view tgz, const PackageLimits& limits,
                  std::vector<PackageFile>& files, fhir::Issues& issues);

}  // namespace careway::packages
