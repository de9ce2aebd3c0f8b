#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mappers/language/map_reader.h"
#include "mappers/language/names.h"
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

inline TableSource no_tables() {
  return [](std::string_view) { return std::nullopt; };
}

}  // namespace careway::language
