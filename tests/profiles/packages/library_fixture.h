#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "profiles/definitions/definitions.h"
#include "profiles/fhir/issue.h"
#include "profiles/packages/package_set.h"
#include "profiles/packages/structure_library.h"

namespace careway::packages {

/// The definitions of this build, opened once; starts the XML library too.
const definitions::Definitions& r4();
/// Bytes of this build's conformance pack.
std::span<const std::byte> conformance_pack();
std::string read_file(const std::string& path);
/// The files of a folder and those below it, names relative to it, in order of name.
std::vector<PackageFile> files_of(const std::string& folder);

/// "code path" of every issue, one a line.
std::string told(const fhir::Issues& issues);

/// A library over R4 core and files made up by a test.
struct Library {
  explicit Library(std::vector<PackageFile> files = {});
  const StructureDefinition* find(std::string_view canonical) { return library.find(canonical, issues); }

  fhir::Issues issues;
  PackageSet packages;
  StructureLibrary library;

 private:
  static PackageSet filled(std::vector<PackageFile> files, fhir::Issues& issues);
};

/// A profile as JSON: "https://example.org/" + name, on `base` (a type of R4, or a whole URL), with the elements of the
/// differential as JSON text ("{...},{...}").
PackageFile profile(std::string_view name, std::string_view type, std::string_view base, std::string_view elements);

}  // namespace careway::packages
