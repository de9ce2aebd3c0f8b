#pragma once

#include <fstream>
#include <iterator>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "mappers/language/checker.h"
#include "mappers/language/map_reader.h"
#include "mappers/language/names.h"
#include "profiles/definitions/definitions.h"
#include "profiles/fhir/issue.h"
#include "profiles/packages/package_set.h"
#include "profiles/packages/structure_library.h"
#include "profiles/terminology/terminology.h"

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

/// The conformance resources that the build compiled and packed (ours with `is_careway`), ready for the checker.
class TestProfiles {
 public:
  TestProfiles(const definitions::Definitions& definitions, std::vector<packages::PackageFile> files, bool is_careway) {
    const std::string share = std::string(CAREWAY_BUILD_DIR) + "/share/careway/";
    pack_ = text_of(share + "fhir-r4-conformance.pack");
    fhir::Issues issues;
    set_.add_pack(std::as_bytes(std::span(pack_)), issues);
    if (is_careway) set_.add_archive("careway", text_of(share + "careway-profiles.tgz"), issues);
    set_.add_files("cases", std::move(files), issues);
    if (!issues.empty()) throw std::runtime_error(issues.items().front().text);
    library_.emplace(set_, definitions);
    terminology_.emplace(*library_);
  }
  [[nodiscard]] ProfileSource source() { return {*library_, *terminology_}; }

 private:
  static std::string text_of(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  std::string pack_;
  packages::PackageSet set_;
  std::optional<packages::StructureLibrary> library_;
  std::optional<terminology::Terminology> terminology_;
};

inline TableSource no_tables() {
  return [](std::string_view) { return std::nullopt; };
}

}  // namespace careway::language
