#include "tests/profiles/validation/suite_files.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <span>

#include "profiles/fhir/xml_events.h"
#include "profiles/validation/read_for_validation.h"

namespace careway::validation {

std::string read_suite_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

const definitions::Definitions& suite_definitions() {
  static const std::string bytes = read_suite_file(CAREWAY_BUILD_DIR "/share/careway/fhir-r4.pack");
  static const definitions::Definitions definitions = [] {
    fhir::xml_platform_start();
    fhir::Issues issues;
    auto opened = definitions::Definitions::open(std::as_bytes(std::span(bytes)), issues);
    if (!opened) {
      std::cerr << "The pack of this build cannot be opened.\n";
      std::abort();
    }
    return *opened;
  }();
  return definitions;
}

std::string_view core_conformance_pack() {
  static const std::string bytes = read_suite_file(CAREWAY_BUILD_DIR "/share/careway/fhir-r4-conformance.pack");
  return bytes;
}

ReferenceSource::Answer FolderReferences::find(std::string_view reference, fhir::Element& resource) {
  std::string name;
  for (const char byte : reference) {
    name += byte == '/' ? '-' : (byte >= 'A' && byte <= 'Z') ? static_cast<char>(byte - 'A' + 'a') : byte;
  }
  const std::size_t slash = reference.find('/');
  for (const std::string& candidate :
       {name, slash == std::string_view::npos ? std::string() : name.substr(slash + 1)}) {
    if (candidate.empty()) continue;
    for (const char* extension : {".json", ".xml"}) {
      const std::string path = folder_ + "/" + candidate + extension;
      if (!std::filesystem::is_regular_file(path)) continue;
      auto& document = documents_[path];
      if (!document) {
        document = std::make_unique<fhir::Document>();
        fhir::Issues ignored;
        read_for_validation(read_suite_file(path), suite_definitions(), *document, ignored);
      }
      resource = document->root();
      return Answer::found;
    }
  }
  return Answer::absent;
}

}  // namespace careway::validation
