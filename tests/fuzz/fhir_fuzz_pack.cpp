#include "tests/fuzz/fhir_fuzz_pack.h"

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <span>
#include <string>

#include "profiles/fhir/xml_events.h"

namespace careway::fhir {

const definitions::Definitions& fuzz_definitions() {
  static const std::string bytes = [] {
    std::ifstream file(CAREWAY_BUILD_DIR "/share/careway/fhir-r4.pack", std::ios::binary);
    return std::string{std::istreambuf_iterator<char>(file), {}};
  }();
  static const definitions::Definitions definitions = [] {
    xml_platform_start();
    Issues issues;
    auto opened = definitions::Definitions::open(std::as_bytes(std::span(bytes)), issues);
    require(opened.has_value(), "the pack of this build cannot be opened");
    return *opened;
  }();
  return definitions;
}

void require(bool holds, const char* message) {
  if (holds) return;
  std::cerr << "finding: " << message << '\n';
  std::abort();
}

}  // namespace careway::fhir
