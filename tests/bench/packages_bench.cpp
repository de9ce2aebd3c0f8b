// What it costs to know profiles: open R4, index UK Core, make one profile and all it needs, make all of them.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <set>
#include <string>
#include <vector>

#include "tests/profiles/packages/library_fixture.h"

namespace {

using namespace careway;
using packages::PackageFile;
using packages::PackageSet;
using packages::StructureLibrary;

const std::string kUkCore = CAREWAY_SHARED_DATA "/uk-core";
constexpr std::string_view kUkPatient = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-Patient";
constexpr std::string_view kPatient = "http://hl7.org/fhir/StructureDefinition/Patient";

const std::vector<PackageFile>& uk_core() {
  static const auto files = std::filesystem::exists(kUkCore) ? packages::files_of(kUkCore) : std::vector<PackageFile>();
  return files;
}

PackageSet filled(bool with_uk_core) {
  PackageSet set;
  fhir::Issues issues;
  if (!set.add_pack(packages::conformance_pack(), issues)) std::abort();
  if (with_uk_core) set.add_files("uk-core", uk_core(), issues);
  return set;
}

/// A structure and all that its elements name: what a validator compiles for one resource.
void closure(StructureLibrary& library, std::string_view canonical, std::set<std::string>& seen) {
  if (!seen.insert(std::string(canonical)).second) return;
  fhir::Issues issues;
  const auto* structure = library.find(canonical, issues);
  if (structure == nullptr) return;
  for (const auto& element : structure->elements) {
    for (const auto& type : element.types) {
      closure(library, "http://hl7.org/fhir/StructureDefinition/" + std::string(type.code), seen);
      for (const auto profile : type.profiles) closure(library, profile, seen);
    }
  }
}

void open_r4(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(filled(false).size());
}
BENCHMARK(open_r4)->Unit(benchmark::kMicrosecond);

void index_uk_core(benchmark::State& state) {
  if (uk_core().empty()) state.SkipWithError("no UK Core");
  for (auto _ : state) {
    state.PauseTiming();
    auto files = uk_core();
    PackageSet set;
    fhir::Issues issues;
    state.ResumeTiming();
    set.add_files("uk-core", std::move(files), issues);
    benchmark::DoNotOptimize(set.size());
  }
}
BENCHMARK(index_uk_core)->Unit(benchmark::kMillisecond);

void make_closure(benchmark::State& state, std::string_view canonical, bool with_uk_core) {
  const auto set = filled(with_uk_core);
  std::size_t structures = 0;
  std::size_t bytes = 0;
  for (auto _ : state) {
    StructureLibrary library(set, packages::r4());
    std::set<std::string> seen;
    closure(library, canonical, seen);
    structures = seen.size();
    bytes = library.memory_bytes();
  }
  state.counters["structures"] = static_cast<double>(structures);
  state.counters["kilobytes"] = static_cast<double>(bytes) / 1024;
}
BENCHMARK_CAPTURE(make_closure, patient, kPatient, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(make_closure, uk_core_patient, kUkPatient, true)->Unit(benchmark::kMillisecond);

void make_all(benchmark::State& state) {
  const auto set = filled(true);
  const auto sources = set.all("StructureDefinition");
  std::size_t bytes = 0;
  for (auto _ : state) {
    StructureLibrary library(set, packages::r4());
    fhir::Issues issues;
    for (const auto* source : sources) benchmark::DoNotOptimize(library.find(source->url, issues));
    bytes = library.memory_bytes() + set.memory_bytes();
  }
  state.counters["structures"] = static_cast<double>(sources.size());
  state.counters["kilobytes"] = static_cast<double>(bytes) / 1024;
}
BENCHMARK(make_all)->Unit(benchmark::kMillisecond);

void find_known(benchmark::State& state) {
  const auto set = filled(true);
  StructureLibrary library(set, packages::r4());
  fhir::Issues issues;
  for (auto _ : state) benchmark::DoNotOptimize(library.find(kPatient, issues));
}
BENCHMARK(find_known);

}  // namespace

int main(int argument_count, char** arguments) {
  packages::r4();  // starts the XML library
  benchmark::Initialize(&argument_count, arguments);
  benchmark::RunSpecifiedBenchmarks();
}
