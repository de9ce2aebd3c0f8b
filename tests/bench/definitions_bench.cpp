#include <benchmark/benchmark.h>

#include <cstddef>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "profiles/definitions/definitions.h"

namespace {

using careway::definitions::Definitions;
using careway::definitions::EntryIndex;
using careway::definitions::TypeIndex;

std::string pack_file() {
  return CAREWAY_BUILD_DIR "/share/careway/fhir-r4.pack";
}

std::string read_pack() {
  std::ifstream stream(pack_file(), std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

const std::string& pack() {
  static const std::string kPack = read_pack();
  return kPack;
}

Definitions open(const std::string& bytes) {
  careway::fhir::Issues issues;
  return Definitions::open(std::as_bytes(std::span(bytes)), issues).value();
}

/// Every (type, name) pair of the pack, as a reader would ask for them.
struct Question {
  TypeIndex type;
  std::string name;
};

std::vector<Question> questions(const Definitions& definitions, const std::vector<std::string_view>& types) {
  std::vector<Question> all;
  for (const auto name : types) {
    const auto index = definitions.find_type(name);
    const auto type = definitions.type(index);
    for (EntryIndex entry = type.first_entry; entry < type.first_entry + type.entry_count; ++entry) {
      all.push_back({index, std::string(definitions.entry_name(entry))});
    }
  }
  return all;
}

void ask(benchmark::State& state, const Definitions& definitions, const std::vector<Question>& all) {
  std::size_t lookups = 0;
  for (auto _ : state) {
    for (const auto& question : all) benchmark::DoNotOptimize(definitions.find_entry(question.type, question.name));
    lookups += all.size();
  }
  state.counters["lookups_per_second"] = benchmark::Counter(static_cast<double>(lookups), benchmark::Counter::kIsRate);
}

void read_and_open(benchmark::State& state) {
  for (auto _ : state) {
    const auto bytes = read_pack();
    benchmark::DoNotOptimize(open(bytes).type_count());
  }
}
BENCHMARK(read_and_open)->Unit(benchmark::kMillisecond);

void open_in_memory(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(open(pack()).type_count());
}
BENCHMARK(open_in_memory)->Unit(benchmark::kMillisecond);

/// The types that care packages are made of: what a running gateway asks for.
void find_entry_of_care_types(benchmark::State& state) {
  const auto definitions = open(pack());
  ask(state, definitions,
      questions(definitions, {"Patient", "HumanName", "Identifier", "Address", "CarePlan", "CarePlan.activity",
                              "ServiceRequest", "Reference", "CodeableConcept", "Coding", "Money", "Period", "Claim",
                              "Claim.item", "Extension", "Bundle.entry"}));
}
BENCHMARK(find_entry_of_care_types);

/// Every entry of FHIR R4 in turn: more than the first cache level holds.
void find_entry_of_all_types(benchmark::State& state) {
  const auto definitions = open(pack());
  std::vector<std::string_view> types;
  for (TypeIndex index = 0; index < definitions.type_count(); ++index) types.push_back(definitions.type(index).name);
  ask(state, definitions, questions(definitions, types));
}
BENCHMARK(find_entry_of_all_types);

void find_unknown_entry(benchmark::State& state) {
  const auto definitions = open(pack());
  const auto patient = definitions.find_type("Patient");
  for (auto _ : state) benchmark::DoNotOptimize(definitions.find_entry(patient, "NHSNumber"));
}
BENCHMARK(find_unknown_entry);

/// All short facts that a reader or writer asks per node.
void facts_of_an_entry(benchmark::State& state) {
  const auto definitions = open(pack());
  EntryIndex index = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(definitions.entry_name(index));
    benchmark::DoNotOptimize(definitions.entry_ordinal(index));
    benchmark::DoNotOptimize(definitions.entry_is_list(index));
    const auto type = definitions.entry_type(index);
    benchmark::DoNotOptimize(definitions.type_kind(type));
    benchmark::DoNotOptimize(definitions.type_json_kind(type));
    if (++index == definitions.entry_count()) index = 0;
  }
}
BENCHMARK(facts_of_an_entry);

void find_type(benchmark::State& state) {
  const auto definitions = open(pack());
  const std::string name = "ServiceRequest";
  for (auto _ : state) benchmark::DoNotOptimize(definitions.find_type(name));
}
BENCHMARK(find_type);

void value_set_has(benchmark::State& state) {
  const auto definitions = open(pack());
  for (auto _ : state) {
    benchmark::DoNotOptimize(definitions.value_set_has("http://hl7.org/fhir/ValueSet/request-status|4.0.1",
                                                       "http://hl7.org/fhir/request-status", "completed"));
  }
}
BENCHMARK(value_set_has);

}  // namespace

BENCHMARK_MAIN();
