// A resource and a profile for it, as JSON, with a line of three dashes between them. Whatever they are, the validator
// ends within its limits, and says the same when it is asked again.
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <string_view>

#include "profiles/validation/read_for_validation.h"
#include "profiles/validation/validator.h"
#include "tests/fuzz/fhir_fuzz_pack.h"

namespace {

using namespace careway;

std::span<const std::byte> conformance_pack() {
  static const std::string bytes = [] {
    std::ifstream file(CAREWAY_BUILD_DIR "/share/careway/fhir-r4-conformance.pack", std::ios::binary);
    return std::string{std::istreambuf_iterator<char>(file), {}};
  }();
  return std::as_bytes(std::span(bytes));
}

std::string told(const fhir::Issues& issues) {
  std::string text;
  for (const auto& issue : issues.items())
    text.append(fhir::to_text(issue.severity)).append(issue.code).append(issue.path).append("\n");
  return text;
}

std::string validate(std::string_view resource, const std::vector<std::string>& profiles,
                     validation::Validator& validator) {
  fhir::Document document;
  fhir::Issues issues;
  if (!validation::read_for_validation(resource, fhir::fuzz_definitions(), document, issues)) return told(issues);
  validation::Options options;
  options.steps_max = 200'000;
  options.findings_max = 500;
  options.check_security = true;
  validator.validate(document.root(), profiles, options, issues);
  return told(issues);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto dashes = text.find("\n---\n");
  const auto resource = text.substr(0, dashes);
  packages::PackageSet set;
  fhir::Issues issues;
  fhir::require(set.add_pack(conformance_pack(), issues), "the pack of this build cannot be opened");
  std::vector<std::string> profiles;
  if (dashes != std::string_view::npos) {
    set.add_files("fuzz", {{"profile.json", std::string(text.substr(dashes + 5))}}, issues);
    profiles.emplace_back("https://example.org/fuzz");
  }
  validation::Validator validator(fhir::fuzz_definitions(), set);
  const std::string first = validate(resource, profiles, validator);
  const std::string second = validate(resource, profiles, validator);
  fhir::require(first == second, "the second answer differs from the first");
  return 0;
}
