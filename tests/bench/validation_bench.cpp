// Time to read and validate one document on one core, profiles compiled: a Patient against R4, a Patient against UK
// Core (when its package is at hand), a Bundle of a hundred entries. Also the time until the first Patient is checked.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <string>

#include "profiles/fhir/xml_events.h"
#include "profiles/validation/read_for_validation.h"
#include "profiles/validation/validator.h"

namespace {

using namespace careway;

std::string file_bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

const definitions::Definitions& r4() {
  static const std::string bytes = file_bytes(CAREWAY_BUILD_DIR "/share/careway/fhir-r4.pack");
  static const definitions::Definitions definitions = [] {
    fhir::xml_platform_start();
    fhir::Issues issues;
    auto opened = definitions::Definitions::open(std::as_bytes(std::span(bytes)), issues);
    if (!opened) std::abort();
    return *opened;
  }();
  return definitions;
}

const std::string kUkCore = std::string(CAREWAY_SHARED_DATA) + "/uk-core";

packages::PackageSet package_set() {
  static const std::string bytes = file_bytes(CAREWAY_BUILD_DIR "/share/careway/fhir-r4-conformance.pack");
  packages::PackageSet set;
  fhir::Issues issues;
  if (!set.add_pack(std::as_bytes(std::span(bytes)), issues)) std::abort();
  for (const char* folder : {"/structuredefinitions", "/valuesets", "/codesystems"}) {
    if (!std::filesystem::exists(kUkCore + folder)) continue;
    std::vector<packages::PackageFile> files;
    for (const auto& entry : std::filesystem::directory_iterator(kUkCore + folder))
      files.push_back({entry.path().filename().string(), file_bytes(entry.path().string())});
    set.add_files("uk-core", std::move(files), issues);
  }
  return set;
}

std::string patient(int number, bool has_profile) {
  const std::string id = std::to_string(number);
  std::string text = R"({"resourceType":"Patient","id":"p)" + id + '"';
  if (has_profile) text += R"(,"meta":{"profile":["https://fhir.hl7.org.uk/StructureDefinition/UKCore-Patient"]})";
  return text +
         R"(,"text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Jo Example</p></div>"},)"
         R"("identifier":[{"use":"official","system":"https://fhir.nhs.uk/Id/nhs-number","value":"9990000018",)"
         R"("period":{"start":"2001-05-06"}},{"system":"https://example.org/la-person-id","value":"LA-)" +
         id +
         R"("}],"active":true,"name":[{"use":"official","family":"Example","given":["Amy","Jo"],"prefix":["Ms"]},)"
         R"({"use":"maiden","family":"Sample","given":["Amy"],"period":{"end":"2002"}}],)"
         R"("telecom":[{"system":"phone","value":"01632 960001","use":"home"},)"
         R"({"system":"email","value":"jo@example.org"}],"gender":"female","birthDate":"1948-07-21",)"
         R"("deceasedBoolean":false,"address":[{"use":"home","type":"both","line":["1 Example Street"],)"
         R"("city":"Example Town","postalCode":"ZZ99 3WZ","period":{"start":"1974-12-25"}}],)"
         R"("contact":[{"relationship":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0131",)"
         R"("code":"N"}]}],"name":{"family":"Example","given":["Lee"]},"telecom":[{"system":"phone",)"
         R"("value":"01632 960002"}]}],"managingOrganization":{"reference":"Organization/1"}})";
}

std::string bundle(int entries) {
  std::string text = R"({"resourceType":"Bundle","type":"collection","entry":[)";
  for (int i = 0; i < entries; ++i) {
    if (i > 0) text += ',';
    text += R"({"fullUrl":"https://example.org/fhir/Patient/p)" + std::to_string(i) + R"(","resource":)" +
            patient(i, false) + "}";
  }
  return text + "]}";
}

void validate_again_and_again(benchmark::State& state, const std::string& bytes) {
  const auto set = package_set();
  validation::Validator validator(r4(), set);
  fhir::Document document;
  std::size_t errors = 0;
  for (auto _ : state) {
    fhir::Issues issues;
    if (!validation::read_for_validation(bytes, r4(), document, issues)) std::abort();
    validator.validate(document.root(), {}, {}, issues);
    errors = issues.error_count();
  }
  state.counters["errors"] = static_cast<double>(errors);
  state.counters["engine_bytes"] = static_cast<double>(validator.memory_bytes());
}

void base_patient(benchmark::State& state) {
  validate_again_and_again(state, patient(1, false));
}
void uk_core_patient(benchmark::State& state) {
  if (!std::filesystem::exists(kUkCore)) return state.SkipWithError("UK Core is not at hand");
  validate_again_and_again(state, patient(1, true));
}
void bundle_of_a_hundred(benchmark::State& state) {
  validate_again_and_again(state, bundle(100));
}

void first_patient(benchmark::State& state) {
  const std::string bytes = patient(1, false);
  for (auto _ : state) {
    const auto set = package_set();
    validation::Validator validator(r4(), set);
    fhir::Document document;
    fhir::Issues issues;
    if (!validation::read_for_validation(bytes, r4(), document, issues)) std::abort();
    validator.validate(document.root(), {}, {}, issues);
  }
}

BENCHMARK(base_patient)->Unit(benchmark::kMicrosecond);
BENCHMARK(uk_core_patient)->Unit(benchmark::kMicrosecond);
BENCHMARK(bundle_of_a_hundred)->Unit(benchmark::kMicrosecond);
BENCHMARK(first_patient)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
