#include "tests/profiles/packages/library_fixture.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "profiles/fhir/xml_events.h"

namespace careway::packages {

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

const definitions::Definitions& r4() {
  static const std::string bytes = read_file(CAREWAY_BUILD_DIR "/share/careway/fhir-r4.pack");
  static const definitions::Definitions definitions = [] {
    fhir::xml_platform_start();
    fhir::Issues issues;
    auto opened = definitions::Definitions::open(std::as_bytes(std::span(bytes)), issues);
    if (!opened) {
      std::cerr << "The pack of this build cannot be opened.\n" << told(issues);
      std::abort();
    }
    return *opened;
  }();
  return definitions;
}

std::span<const std::byte> conformance_pack() {
  static const std::string bytes = read_file(CAREWAY_BUILD_DIR "/share/careway/fhir-r4-conformance.pack");
  return std::as_bytes(std::span(bytes));
}

std::vector<PackageFile> files_of(const std::string& folder) {
  std::vector<PackageFile> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    files.push_back(
        {std::filesystem::relative(entry.path(), folder).generic_string(), read_file(entry.path().string())});
  }
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return files;
}

std::string told(const fhir::Issues& issues) {
  std::string text;
  for (const auto& issue : issues.items()) text += issue.code + " " + issue.path + "\n";
  return text;
}

PackageSet Library::filled(std::vector<PackageFile> files, fhir::Issues& issues) {
  PackageSet set;
  set.add_pack(conformance_pack(), issues);
  set.add_files("made-up", std::move(files), issues);
  return set;
}

Library::Library(std::vector<PackageFile> files)
    : packages(filled(std::move(files), issues)), library(packages, r4()) {}

PackageFile profile(std::string_view name, std::string_view type, std::string_view base, std::string_view elements) {
  std::string parent(base);
  if (parent.find(':') == std::string::npos) parent = "http://hl7.org/fhir/StructureDefinition/" + parent;
  std::string text = R"({"resourceType":"StructureDefinition","url":"https://example.org/)" + std::string(name) +
                     R"(","name":")" + std::string(name) +
                     R"(","status":"draft","kind":"resource","abstract":false,"type":")" + std::string(type) +
                     R"(","baseDefinition":")" + parent + R"(","derivation":"constraint")";
  if (!elements.empty()) text += R"(,"differential":{"element":[)" + std::string(elements) + "]}";
  return {std::string(name) + ".json", text + "}"};
}

}  // namespace careway::packages
