// FHIRPath evaluations per second on one core: invariants as the validator asks them at every node, where-chains, and
// resolve() in a Bundle. The documents are made here, so that the figures need no data from outside.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>

#include "profiles/fhir/json.h"
#include "profiles/fhirpath/fhirpath.h"

namespace {

using careway::definitions::Definitions;
using careway::fhir::Document;
using careway::fhir::Element;
using careway::fhir::Issues;
namespace fhirpath = careway::fhirpath;

const Definitions& r4() {
  static const std::string bytes = [] {
    std::ifstream file(CAREWAY_BUILD_DIR "/share/careway/fhir-r4.pack", std::ios::binary);
    return std::string{std::istreambuf_iterator<char>(file), {}};
  }();
  static const Definitions definitions = [] {
    Issues issues;
    auto opened = Definitions::open(std::as_bytes(std::span(bytes)), issues);
    if (!opened) std::abort();
    return *opened;
  }();
  return definitions;
}

const std::string kPatient =
    R"({"resourceType":"Patient","id":"one","meta":{"lastUpdated":"2025-04-01T09:30:00.000+01:00"},)"
    R"("text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Amélie Example</p></div>"},)"
    R"("identifier":[{"use":"official","system":"https://fhir.nhs.uk/Id/nhs-number","value":"9990000018"},)"
    R"({"system":"https://example.org/la-person-id","value":"LA-1"}],"active":true,)"
    R"("name":[{"use":"official","family":"Example","given":["Amélie","Jo"],"prefix":["Ms"]},)"
    R"({"use":"usual","given":["Amy"]}],"telecom":[{"system":"phone","value":"01632 960001","use":"home"}],)"
    R"("gender":"female","birthDate":"1948-07-21","address":[{"use":"home","line":["1 Example Street"],)"
    R"("postalCode":"ZZ99 3WZ"}],"contact":[{"name":{"family":"Example"}}]})";

const std::string& bundle() {
  static const std::string text = [] {
    std::string json = R"({"resourceType":"Bundle","type":"collection","entry":[)";
    for (int i = 0; i < 50; ++i) {
      const std::string number = std::to_string(i);
      if (i > 0) json += ',';
      json += R"({"fullUrl":"https://example.org/fhir/Patient/)" + number +
              R"(","resource":{"resourceType":"Patient","id":")" + number + R"(","active":true}},)" +
              R"({"fullUrl":"https://example.org/fhir/Observation/)" + number +
              R"(","resource":{"resourceType":"Observation","id":")" + number +
              R"(","status":"final","code":{"text":"x"},"subject":{"reference":"Patient/)" + number +
              R"("},"valueQuantity":{"value":)" + number + R"(.5,"unit":"mg","system":"http://unitsofmeasure.org",)" +
              R"("code":"mg"}}})";
    }
    return json + "]}";
  }();
  return text;
}

Document tree(const std::string& json) {
  Issues issues;
  auto document = careway::fhir::read_json(json, r4(), issues);
  if (!document) {
    std::cerr << issues.items()[0].text << '\n';
    std::abort();
  }
  return std::move(*document);
}

Element find(Element root, const std::string& path) {
  if (path.empty()) return root;
  Issues issues;
  const auto expression = fhirpath::compile(path, r4(), issues);
  fhirpath::Evaluator evaluator(r4());
  return evaluator.evaluate(*expression, root, {}, issues)->at(0).node();
}

void holds(benchmark::State& state, const std::string& json, const std::string& focus_path, const std::string& text) {
  const Document document = tree(json);
  const Element focus = find(document.root(), focus_path);
  Issues issues;
  fhirpath::CompileOptions options;
  options.as_filters_collections = true;
  const auto expression = fhirpath::compile(text, r4(), issues, options);
  if (expression == nullptr) std::abort();
  fhirpath::Evaluator evaluator(r4());
  fhirpath::Environment environment;
  environment.now = "2025-06-15T10:20:30.400+01:00";
  for (auto _ : state) {
    const auto result = evaluator.holds(*expression, focus, environment, issues);
    if (!result) std::abort();
    benchmark::DoNotOptimize(result);
  }
  state.SetItemsProcessed(state.iterations());
}

void compiles(benchmark::State& state, const std::string& text, const std::string& context) {
  fhirpath::CompileOptions options;
  options.context_type = context;
  for (auto _ : state) {
    Issues issues;
    const auto expression = fhirpath::compile(text, r4(), issues, options);
    if (expression == nullptr) std::abort();
    benchmark::DoNotOptimize(expression);
  }
  state.SetItemsProcessed(state.iterations());
}

const std::string kEle1 = "hasValue() or (children().count() > id.count())";
const std::string kDom2 = "contained.contained.empty()";
const std::string kDom3 =
    "contained.where((('#'+id in (%resource.descendants().reference | %resource.descendants().as(canonical) | "
    "%resource.descendants().as(uri) | %resource.descendants().as(url))) or descendants().where(reference = '#')"
    ".exists() or descendants().where(as(canonical) = '#').exists()).not()).trace('unmatched', id).empty()";

// What the validator asks.
BENCHMARK_CAPTURE(holds, ele1_of_a_primitive, kPatient, "gender", kEle1);
BENCHMARK_CAPTURE(holds, ele1_of_an_element, kPatient, "name[0]", kEle1);
BENCHMARK_CAPTURE(holds, exists, kPatient, "", "name.exists()");
BENCHMARK_CAPTURE(holds, exists_or, kPatient, "name[0]", "family.exists() or given.exists()");
BENCHMARK_CAPTURE(holds, ext1, kPatient, "name[0]", "extension.exists() != value.exists()");
BENCHMARK_CAPTURE(holds, cpt2, kPatient, "telecom[0]", "value.empty() or system.exists()");
BENCHMARK_CAPTURE(holds, pat1, kPatient, "contact[0]",
                  "name.exists() or telecom.exists() or address.exists() or organization.exists()");
BENCHMARK_CAPTURE(holds, dom2, kPatient, "", kDom2);
BENCHMARK_CAPTURE(holds, dom3_nothing_contained, kPatient, "", kDom3);
BENCHMARK_CAPTURE(holds, dom6_html, kPatient, "", "text.`div`.exists()");
BENCHMARK_CAPTURE(holds, txt1, kPatient, "text.div", "htmlChecks()");
// Where-chains.
BENCHMARK_CAPTURE(holds, where_equal, kPatient, "",
                  "identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').value = '9990000018'");
BENCHMARK_CAPTURE(holds, where_chain, kPatient, "",
                  "name.where(use = 'official').given.where(startsWith('J')).first() = 'Jo'");
BENCHMARK_CAPTURE(holds, matches, kPatient, "identifier[0]", "value.matches('^[0-9]{10}$')");
BENCHMARK_CAPTURE(holds, date_compare, kPatient, "", "birthDate <= today()");
BENCHMARK_CAPTURE(holds, select_in_bundle, bundle(), "",
                  "entry.resource.ofType(Observation).where(value.value > 20).count() = 30");
BENCHMARK_CAPTURE(holds, descendants_in_bundle, bundle(), "", "descendants().count() > 500");
BENCHMARK_CAPTURE(holds, distinct_in_bundle, bundle(), "", "entry.fullUrl.isDistinct()");
// Bundle.entry[51] stands in the middle.
BENCHMARK_CAPTURE(holds, resolve_in_bundle, bundle(), "entry[51].resource.subject", "resolve() is Patient");
BENCHMARK_CAPTURE(holds, resolve_all_in_bundle, bundle(), "", "entry.resource.subject.resolve().count() = 50");
// Compiling.
BENCHMARK_CAPTURE(compiles, simple, kEle1, "Element");
BENCHMARK_CAPTURE(compiles, dom3, "contained.where(id.exists().not()).empty()", "Patient");

}  // namespace

BENCHMARK_MAIN();
