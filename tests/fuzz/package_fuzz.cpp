// Any bytes as an archive or as the files of a package: nothing but an issue may come of it, and every structure that
// is given out must be whole.
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "profiles/packages/package_set.h"
#include "profiles/packages/structure_library.h"
#include "tests/fuzz/fhir_fuzz_pack.h"

namespace {

using namespace careway;

std::span<const std::byte> core() {
  static const std::string bytes = [] {
    std::ifstream file(CAREWAY_BUILD_DIR "/share/careway/fhir-r4-conformance.pack", std::ios::binary);
    return std::string{std::istreambuf_iterator<char>(file), {}};
  }();
  return std::as_bytes(std::span(bytes));
}

/// Text that starts with "<" is a file of XML, other text JSON files with a line "----" between them.
std::vector<packages::PackageFile> files_of(std::string_view text) {
  constexpr std::string_view kBreak = "\n----\n";
  std::vector<packages::PackageFile> files;
  while (true) {
    const auto end = text.find(kBreak);
    const auto part = text.substr(0, end);
    files.push_back({std::to_string(files.size()) + (part.starts_with('<') ? ".xml" : ".json"), std::string(part)});
    if (end == std::string_view::npos) return files;
    text.remove_prefix(end + kBreak.size());
  }
}

void check(const packages::StructureDefinition& structure) {
  fhir::require(!structure.elements.empty(), "a structure without elements");
  const auto root = structure.elements.front().path;
  for (const auto& element : structure.elements) {
    fhir::require(!structure.was_generated || element.path.starts_with(root), "an element outside its root");
    for (const auto& constraint : element.constraints)
      fhir::require(!structure.was_generated || !constraint.source.empty() || structure.url.empty(),
                    "a constraint that nobody stated");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  packages::PackageSet set;
  fhir::Issues issues;
  fhir::require(set.add_pack(core(), issues), "the pack of this build cannot be opened");
  packages::PackageLimits limits;
  limits.unpacked_bytes_max = 1024 * 1024;
  if (input.starts_with("\x1F\x8B")) {
    const auto before = set.size();
    const bool is_read = set.add_archive("fuzz", input, issues, limits);
    fhir::require(is_read || (issues.has_errors() && set.size() == before), "a refused archive without a trace");
  } else {
    set.add_files("fuzz", files_of(input), issues, limits);
  }
  packages::StructureLibrary library(set, fhir::fuzz_definitions());
  for (const auto* source : set.all("")) {
    if (source->package.starts_with("hl7.fhir.r4.core")) continue;
    const std::string canonical = std::string(source->url) + "|" + std::string(source->version);
    if (source->resource_type != "StructureDefinition") {
      library.find_resource(source->resource_type, canonical, issues);
    } else if (const auto* structure = library.find(canonical, issues)) {
      check(*structure);
    }
  }
  return 0;
}
