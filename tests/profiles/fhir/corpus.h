#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace careway::fhir {

/// The published examples with that extension (".json" or ".xml"), sorted; empty where the shared data is absent.
inline std::vector<std::string> corpus_files(const std::string& shared_data, const std::string& extension) {
  std::vector<std::string> files;
  for (const char* folder : {"/hl7-r4-examples", "/examples-r4", "/uk-core/examples"}) {
    const std::filesystem::path place = shared_data + folder;
    if (!std::filesystem::is_directory(place)) continue;
    for (const auto& file : std::filesystem::directory_iterator(place)) {
      if (file.path().extension() == extension) files.push_back(file.path().string());
    }
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace careway::fhir
