#include "tests/profiles/careway/careway_files.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <span>
#include <stdexcept>

#include "profiles/fhir/json.h"

namespace careway::profiles {

std::filesystem::path careway_folder() {
  return std::filesystem::path(CAREWAY_SOURCE_DIR) / "profiles/careway";
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw std::runtime_error(path.string() + " cannot be read");
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<std::filesystem::path> files_of(const std::filesystem::path& folder, std::string_view ending) {
  std::vector<std::filesystem::path> files;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    if (file.path().string().ends_with(ending)) files.push_back(file.path());
  }
  std::ranges::sort(files);
  return files;
}

const definitions::Definitions& r4() {
  static const std::string kBytes = text_of(std::filesystem::path(CAREWAY_BUILD_DIR) / "share/careway/fhir-r4.pack");
  static const definitions::Definitions kDefinitions = [] {
    fhir::Issues issues;
    auto opened = definitions::Definitions::open(std::as_bytes(std::span(kBytes)), issues);
    if (!opened) throw std::runtime_error("share/careway/fhir-r4.pack is no pack: build the target careway_pack");
    return *opened;
  }();
  return kDefinitions;
}

std::vector<Resource> careway_resources() {
  std::vector<Resource> resources;
  for (const char* folder :
       {"code-systems", "value-sets", "extensions", "profiles", "naming-systems", "search-parameters"}) {
    for (const auto& file : files_of(careway_folder() / folder, ".json")) {
      fhir::Issues issues;
      auto document = fhir::read_json(text_of(file), r4(), issues);
      for (const fhir::Issue& issue : issues.items()) {
        ADD_FAILURE() << file << ": " << issue.code << " at " << issue.path << ": " << issue.text;
      }
      if (document) resources.push_back({folder, file.filename().string(), std::move(*document)});
    }
  }
  return resources;
}

}  // namespace careway::profiles
