#include "tests/profiles/fhir/pack_fixture.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>

#include "profiles/fhir/xml_events.h"

namespace careway::fhir {

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

const definitions::Definitions& r4() {
  static const std::string bytes = read_file(CAREWAY_BUILD_DIR "/share/careway/fhir-r4.pack");
  static const definitions::Definitions definitions = [] {
    xml_platform_start();
    Issues issues;
    auto opened = definitions::Definitions::open(std::as_bytes(std::span(bytes)), issues);
    if (!opened) {
      std::cerr << "The pack of this build cannot be opened.\n" << told(issues);
      std::abort();
    }
    return *opened;
  }();
  return definitions;
}

Reading from_json(std::string_view bytes, const ReadLimits& limits) {
  Reading reading;
  reading.document = read_json(bytes, r4(), reading.issues, limits);
  return reading;
}

Reading from_xml(std::string_view bytes, const ReadLimits& limits) {
  Reading reading;
  const definitions::Definitions& definitions = r4();
  reading.document = read_xml(bytes, definitions, reading.issues, limits);
  return reading;
}

std::string to_json(Element resource, JsonStyle style) {
  std::string out;
  write_json(resource, r4(), out, style);
  return out;
}

std::string to_xml(Element resource, bool pretty) {
  std::string out;
  Issues issues;
  EXPECT_TRUE(write_xml(resource, r4(), out, issues, pretty)) << told(issues);
  EXPECT_EQ(told(issues), "");
  return out;
}

std::string told(const Issues& issues) {
  std::string text;
  for (const Issue& issue : issues.items()) {
    text += issue.code + " " + issue.path + "@" + std::to_string(issue.position.line) + ":" +
            std::to_string(issue.position.column) + "\n";
  }
  return text;
}

std::string codes(const Issues& issues) {
  std::string text;
  for (const Issue& issue : issues.items()) text += issue.code + " " + issue.path + "\n";
  return text;
}

}  // namespace careway::fhir
