#pragma once

#include <fstream>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mappers/language/map_reader.h"
#include "mappers/language/names.h"
#include "profiles/definitions/definitions.h"
#include "profiles/fhir/issue.h"

namespace careway::language {

/// "code path" of every issue, in the order found.
inline std::vector<std::string> findings(const fhir::Issues& issues) {
  std::vector<std::string> out;
  for (const fhir::Issue& issue : issues.items()) out.push_back(issue.code + " " + issue.path);
  return out;
}

/// The names that the tests of this folder use.
inline Names test_names() {
  fhir::Issues issues;
  auto names = Names::read(R"(
base: https://careway.example/fhir
identifiers:
  nhs-number: https://fhir.nhs.uk/Id/nhs-number
  la-person: Id/la-person
  council-package: Id/council-package
  council-line: Id/council-line
  service-key: Id/service-key
extensions:
  unit-cost: StructureDefinition/unit-cost
code-systems:
  cld-event-type: CodeSystem/cld-event-type
  service-component: CodeSystem/service-component
)",
                           "names.yaml", issues);
  return names.value_or(Names{});
}

/// The compiled FHIR R4 definitions that the build made.
class TestPack {
 public:
  TestPack() {
    std::ifstream stream(std::string(CAREWAY_BUILD_DIR) + "/share/careway/fhir-r4.pack", std::ios::binary);
    bytes_.assign(std::istreambuf_iterator<char>(stream), {});
    fhir::Issues issues;
    definitions_ = definitions::Definitions::open(std::as_bytes(std::span(bytes_)), issues);
  }
  [[nodiscard]] const std::optional<definitions::Definitions>& definitions() const { return definitions_; }

 private:
  std::vector<char> bytes_;
  std::optional<definitions::Definitions> definitions_;
};

inline TableSource no_tables() {
  return [](std::string_view) { return std::nullopt; };
}

}  // namespace careway::language
