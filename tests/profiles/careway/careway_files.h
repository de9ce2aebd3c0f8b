#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "profiles/definitions/definitions.h"
#include "profiles/fhir/document.h"

namespace careway::profiles {

/// The folder with our conformance resources.
std::filesystem::path careway_folder();
std::string text_of(const std::filesystem::path& path);
/// Files of a folder with that ending, sorted.
std::vector<std::filesystem::path> files_of(const std::filesystem::path& folder, std::string_view ending);
/// The R4 definitions that the build compiled.
const definitions::Definitions& r4();

/// One of our resources, read.
struct Resource {
  std::string folder;  ///< "extensions"
  std::string file;    ///< "unit-cost.json"
  fhir::Document document;

  [[nodiscard]] fhir::Element root() const { return document.root(); }
  [[nodiscard]] std::string text(std::string_view child) const { return std::string(root().child_value(child)); }
};

/// Every resource of the package, examples left out. A file that cannot be read fails the running test.
std::vector<Resource> careway_resources();

}  // namespace careway::profiles
