// Any text is either refused with an issue or compiled; what is compiled describes itself stably, and comes to an end
// on a small Bundle within the limits.
#include "profiles/fhirpath/fhirpath.h"

#include <cstddef>
#include <cstdint>
#include <string>

#include "profiles/fhir/json.h"
#include "tests/fuzz/fhir_fuzz_pack.h"

namespace {

using namespace careway;

// A contained resource, references in a ring, primitives without value, choices, every kind of System value.
const char* const kBundle = R"({"resourceType":"Bundle","type":"collection","entry":[
  {"fullUrl":"https://example.org/fhir/Patient/1","resource":{"resourceType":"Patient","id":"1",
    "text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>A</p></div>"},
    "contained":[{"resourceType":"Organization","id":"o","name":"Inside","partOf":{"reference":"#"}}],
    "extension":[{"url":"https://example.org/a","valueQuantity":{"value":1.50,"system":"http://unitsofmeasure.org",
      "code":"kg"}},{"url":"https://example.org/t","valueTime":"10:00:00"}],
    "active":true,"name":[{"use":"official","family":"Example","given":["Am\u00e9lie","Jo"]},{"given":["Amy"]}],
    "birthDate":"1948-07","_gender":{"extension":[{"url":"https://example.org/x","valueCode":"unknown"}]},
    "multipleBirthInteger":2,"managingOrganization":{"reference":"#o"},
    "link":[{"other":{"reference":"Patient/2"},"type":"seealso"}]}},
  {"fullUrl":"https://example.org/fhir/Patient/2","resource":{"resourceType":"Patient","id":"2",
    "deceasedDateTime":"2024-02-29T13:05:00.250+01:00","link":[{"other":{"reference":"Patient/1"},"type":"seealso"}]}}]})";

const fhir::Document& bundle() {
  static const fhir::Document document = [] {
    fhir::Issues issues;
    auto read = fhir::read_json(kBundle, fhir::fuzz_definitions(), issues);
    fhir::require(read.has_value(), "the Bundle of this program is refused");
    return std::move(*read);
  }();
  return document;
}

fhirpath::Limits small_limits() {
  fhirpath::Limits limits;
  limits.steps_max = 20'000;
  limits.items_max = 20'000;
  limits.text_result_bytes_max = 1024 * 1024;
  return limits;
}

void evaluate(fhirpath::Evaluator& evaluator, const fhirpath::Expression& expression, fhir::Element focus) {
  fhirpath::Environment environment;
  environment.now = "2025-06-15T10:20:30.400+01:00";
  fhir::Issues issues;
  const auto items = evaluator.evaluate(expression, focus, environment, issues);
  fhir::require(items.has_value() == !issues.has_errors(), "a failure without an issue, or an issue without a failure");
  if (items) {
    for (const fhirpath::Item& item : *items) {
      (void)item.text();
      (void)item.type_name(fhir::fuzz_definitions());
    }
  }
  fhir::Issues issues_again;
  const auto holds = evaluator.holds(expression, focus, environment, issues_again);
  fhir::require(!holds || !*holds || items.has_value(), "true, and yet it fails");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto& definitions = fhir::fuzz_definitions();
  static fhirpath::Evaluator evaluator(definitions, small_limits());
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  fhir::Issues issues;
  const auto expression = fhirpath::compile(text, definitions, issues);
  fhir::require((expression != nullptr) == !issues.has_errors(), "a refusal without an issue, or the other way");
  if (expression == nullptr) return 0;
  const std::string described = expression->describe();
  if (described.size() <= fhirpath::Limits().text_bytes_max) {
    const auto again = fhirpath::compile(described, definitions, issues);
    fhir::require(again != nullptr, "its own description is refused");
    fhir::require(again->describe() == described, "the description of the description differs");
  }
  fhirpath::CompileOptions options;
  options.context_type = "Bundle";
  (void)fhirpath::compile(text, definitions, issues, options);
  const fhir::Element root = bundle().root();
  evaluate(evaluator, *expression, root);
  evaluate(evaluator, *expression, root.child("entry").child("resource"));
  return 0;
}
