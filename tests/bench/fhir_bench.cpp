// Megabytes per second of FHIR JSON and XML, read into the tree and written from it, on one core: a bundle of about a
// megabyte and a single small Patient. Both are made here, so that the figures need no data from outside.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "profiles/fhir/json.h"
#include "profiles/fhir/xml.h"
#include "profiles/fhir/xml_events.h"

namespace {

using careway::definitions::Definitions;
using careway::fhir::Document;
using careway::fhir::Issues;

const Definitions& r4() {
  static const std::string bytes = [] {
    std::ifstream file(CAREWAY_BUILD_DIR "/share/careway/fhir-r4.pack", std::ios::binary);
    return std::string{std::istreambuf_iterator<char>(file), {}};
  }();
  static const Definitions definitions = [] {
    careway::fhir::xml_platform_start();
    Issues issues;
    auto opened = Definitions::open(std::as_bytes(std::span(bytes)), issues);
    if (!opened) std::abort();
    return *opened;
  }();
  return definitions;
}

std::string patient(int number) {
  const std::string id = std::to_string(number);
  return R"({"resourceType":"Patient","id":"patient-)" + id +
         R"(","meta":{"lastUpdated":"2025-04-01T09:30:00.000+01:00",)"
         R"("profile":["https://fhir.hl7.org.uk/StructureDefinition/UKCore-Patient"]},)"
         R"("identifier":[{"use":"official","system":"https://fhir.nhs.uk/Id/nhs-number","value":"9990000018"},)"
         R"({"system":"https://example.org/la-person-id","value":"LA-)" +
         id +
         R"("}],"active":true,"name":[{"use":"official","family":"Example","given":["Amélie","Jo"],"prefix":["Ms"]}],)"
         R"("telecom":[{"system":"phone","value":"01632 960001","use":"home"}],)"
         R"("gender":"female","birthDate":"1948-07-21",)"
         R"("address":[{"use":"home","line":["1 Example Street","Example Town"],"postalCode":"ZZ99 3WZ"}]})";
}

std::string service_request(int number) {
  const std::string id = std::to_string(number);
  return R"({"resourceType":"ServiceRequest","id":"service-)" + id +
         R"(","text":{"status":"generated",)"
         R"("div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Home care, <b>14.50</b> hours a week</p></div>"},)"
         R"("extension":[{"url":"https://example.org/fhir/weekly-cost",)"
         R"("valueMoney":{"value":318.40,"currency":"GBP"}}],)"
         R"("status":"active","intent":"order",)"
         R"("code":{"coding":[{"system":"https://example.org/cld/service","code":"home-support",)"
         R"("display":"Long term support: community"}]},"quantityQuantity":{"value":14.50,"unit":"hours per week"},)"
         R"("subject":{"reference":"Patient/patient-)" +
         id +
         R"("},"occurrencePeriod":{"start":"2024-04-01","end":"2025-03-31"},"authoredOn":"2024-03-12T10:15:00Z",)"
         R"("note":[{"text":"Key safe at the door.\nPlease ring \"twice\"."}]})";
}

const std::string& bundle_json() {
  static const std::string text = [] {
    std::string json = R"({"resourceType":"Bundle","type":"collection","entry":[)";
    for (int i = 0; json.size() < 1'000'000; ++i) {
      if (i > 0) json += ',';
      json += R"({"fullUrl":"urn:example:)" + std::to_string(i) + R"(","resource":)" +
              (i % 3 == 0 ? patient(i) : service_request(i)) + "}";
    }
    return json + "]}";
  }();
  return text;
}

Document tree(const std::string& json) {
  Issues issues;
  auto document = careway::fhir::read_json(json, r4(), issues);
  if (!document) {
    for (const auto& issue : issues.items()) std::cerr << issue.code << ' ' << issue.path << '\n';
    std::abort();
  }
  return std::move(*document);
}

std::string xml_of(const std::string& json, bool pretty = false) {
  const Document document = tree(json);
  std::string xml;
  Issues issues;
  if (!careway::fhir::write_xml(document.root(), r4(), xml, issues, pretty)) std::abort();
  return xml;
}

void report(benchmark::State& state, std::size_t bytes) {
  state.counters["MB/s"] = benchmark::Counter(
      static_cast<double>(bytes) * static_cast<double>(state.iterations()) / 1e6, benchmark::Counter::kIsRate);
  state.counters["bytes"] = static_cast<double>(bytes);
}

void read_json_bench(benchmark::State& state, const std::string& json) {
  r4();
  Document document;
  Issues issues;
  for (auto _ : state) {
    if (!careway::fhir::read_json_into(document, json, r4(), issues)) std::abort();
    benchmark::DoNotOptimize(document.node_count());
  }
  report(state, json.size());
}

void write_json_bench(benchmark::State& state, const std::string& json) {
  const Document document = tree(json);
  std::string out;
  for (auto _ : state) {
    out.clear();
    careway::fhir::write_json(document.root(), r4(), out);
    benchmark::DoNotOptimize(out.data());
  }
  report(state, out.size());
}

void read_xml_bench(benchmark::State& state, const std::string& xml) {
  Document document;
  for (auto _ : state) {
    Issues issues;
    if (!careway::fhir::read_xml_into(document, xml, r4(), issues)) std::abort();
    benchmark::DoNotOptimize(document.node_count());
  }
  report(state, xml.size());
}

/// Xerces alone with our bridge, nothing built: what the reader adds is the difference.
void parse_xml_bench(benchmark::State& state, const std::string& xml) {
  class Nothing final : public careway::fhir::XmlHandler {
   public:
    bool start_element(std::string_view, std::string_view, std::span<const careway::fhir::XmlAttribute>,
                       careway::fhir::Position, std::size_t) override {
      return true;
    }
    bool end_element(std::string_view, std::string_view, std::size_t) override { return true; }
    bool text(std::string_view) override { return true; }
    bool comment(std::string_view) override { return true; }
    bool processing_instruction(std::string_view, std::string_view) override { return true; }
  };
  for (auto _ : state) {
    Issues issues;
    Nothing nothing;
    if (!careway::fhir::parse_xml(xml, nothing, issues)) std::abort();
  }
  report(state, xml.size());
}

void write_xml_bench(benchmark::State& state, const std::string& json) {
  const Document document = tree(json);
  std::string out;
  Issues issues;
  for (auto _ : state) {
    out.clear();
    if (!careway::fhir::write_xml(document.root(), r4(), out, issues)) std::abort();
    benchmark::DoNotOptimize(out.data());
  }
  report(state, out.size());
}

}  // namespace

int main(int argc, char** argv) {
  const std::string small = patient(1);
  const std::string bundle_xml = xml_of(bundle_json());
  const std::string indented_xml = xml_of(bundle_json(), true);
  const std::string small_xml = xml_of(small);
  std::string indented;
  careway::fhir::write_json(tree(bundle_json()).root(), r4(), indented, careway::fhir::JsonStyle::pretty);
  benchmark::RegisterBenchmark("json read, bundle", [&](auto& state) { read_json_bench(state, bundle_json()); });
  benchmark::RegisterBenchmark("json read, indented bundle", [&](auto& state) { read_json_bench(state, indented); });
  benchmark::RegisterBenchmark("json read, patient", [&](auto& state) { read_json_bench(state, small); });
  benchmark::RegisterBenchmark("json write, bundle", [&](auto& state) { write_json_bench(state, bundle_json()); });
  benchmark::RegisterBenchmark("json write, patient", [&](auto& state) { write_json_bench(state, small); });
  benchmark::RegisterBenchmark("xml events, bundle", [&](auto& state) { parse_xml_bench(state, bundle_xml); });
  benchmark::RegisterBenchmark("xml read, bundle", [&](auto& state) { read_xml_bench(state, bundle_xml); });
  benchmark::RegisterBenchmark("xml read, indented bundle", [&](auto& state) { read_xml_bench(state, indented_xml); });
  benchmark::RegisterBenchmark("xml read, patient", [&](auto& state) { read_xml_bench(state, small_xml); });
  benchmark::RegisterBenchmark("xml write, bundle", [&](auto& state) { write_xml_bench(state, bundle_json()); });
  benchmark::RegisterBenchmark("xml write, patient", [&](auto& state) { write_xml_bench(state, small); });
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
