// HL7's published FHIRPath suite for R4. The share that passes is printed; a case may fail only when
// profiles/fhirpath/suite_exceptions.tsv says why.
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <string>

#include "profiles/fhirpath/fhirpath.h"
#include "tests/profiles/fhir/pack_fixture.h"
#include "tests/profiles/fhirpath/suite.h"

namespace careway::fhirpath {
namespace {

// Cases that passed when this was last changed: it only goes up.
constexpr std::size_t kPassedMin = 627;
const std::string kFolder = CAREWAY_SHARED_DATA "/fhirpath/r4/";

// As HL7's runner: two profiles are known, nothing resolves.
class SuiteHost : public Host {
 public:
  fhir::Element resolve(std::string_view, fhir::Element) override { return {}; }
  std::optional<bool> member_of(const Item&, std::string_view) override { return std::nullopt; }
  std::optional<bool> conforms_to(fhir::Element, std::string_view profile) override {
    if (profile == "http://hl7.org/fhir/StructureDefinition/Patient") return true;
    if (profile == "http://hl7.org/fhir/StructureDefinition/Person") return false;
    return std::nullopt;
  }
  void trace(std::string_view, const Collection&) override {}
};

class Inputs {
 public:
  // Nothing for a case without a file.
  fhir::Element find(const std::string& name) {
    if (name.empty()) return {};
    fhir::r4();  // starts the XML library
    const auto known = documents_.find(name);
    if (known != documents_.end()) return known->second.root();
    const std::string bytes = fhir::read_file(kFolder + "resources/" + name);
    // One of the files has lists of unequal lengths, which the strict reader refuses.
    fhir::Document& document = documents_[name];
    fhir::Issues issues;
    const bool is_read = name.ends_with(".json") ? fhir::read_json_tolerant(document, bytes, fhir::r4(), issues)
                                                 : fhir::read_xml_into(document, bytes, fhir::r4(), issues);
    EXPECT_TRUE(is_read) << name << "\n" << fhir::told(issues);
    return document.root();
  }

 private:
  std::map<std::string, fhir::Document> documents_;
};

std::string text_of(const Item& item) {
  if (item.kind() == Item::Kind::temporal)
    return (item.temporal().kind() == Temporal::Kind::time ? "@T" : "@") + item.text();
  return item.text();
}

bool is_same(const SuiteCase::Output& expected, const Item& item) {
  if (!expected.type.empty() && expected.type != item.type_name(fhir::r4())) return false;
  if (expected.text.empty()) return true;
  if (item.kind() == Item::Kind::quantity) {
    const auto quantity = Quantity::parse(expected.text);
    return quantity && quantity->value.text() == item.quantity().value.text() && quantity->unit == item.quantity().unit;
  }
  return text_of(item) == expected.text;
}

std::string told(const Collection& items) {
  std::string text;
  for (const Item& item : items) text += " " + std::string(item.type_name(fhir::r4())) + ":" + text_of(item);
  return text.empty() ? " nothing" : text;
}

// Empty when the case passes, else what happened.
std::string run(const SuiteCase& suite_case, Inputs& inputs, Evaluator& evaluator) {
  fhir::Issues issues;
  const fhir::Element focus = inputs.find(suite_case.input);
  CompileOptions options;
  if (focus) options.context_type = focus.value();
  const auto expression = compile(suite_case.expression, fhir::r4(), issues, options);
  if (expression == nullptr) {
    return issues.has_code("fhirpath-" + suite_case.invalid) ? "" : "does not compile: " + issues.items()[0].text;
  }
  if (suite_case.invalid == "syntax" || suite_case.invalid == "semantic") return "compiles";
  SuiteHost host;
  Environment environment;
  environment.host = &host;
  environment.now = "2025-06-15T10:20:30.400+11:00";
  if (suite_case.is_predicate) {
    const auto holds = evaluator.holds(*expression, focus, environment, issues);
    if (!holds) return "fails: " + issues.items()[0].text;
    return suite_case.outputs.size() == 1 && suite_case.outputs[0].text == (*holds ? "true" : "false") ? "" : "differs";
  }
  auto items = evaluator.evaluate(*expression, focus, environment, issues);
  if (!items) return suite_case.invalid == "execution" ? "" : "fails: " + issues.items()[0].text;
  if (suite_case.invalid == "execution") return "works:" + told(*items);
  if (items->size() != suite_case.outputs.size()) return "gives" + told(*items);
  for (const SuiteCase::Output& expected : suite_case.outputs) {
    const auto first = items->begin();
    const auto found = suite_case.is_ordered ? first : std::find_if(first, items->end(), [&expected](const Item& item) {
      return is_same(expected, item);
    });
    if (found == items->end() || !is_same(expected, *found)) return "gives" + told(*items);
    items->erase(found);
  }
  return "";
}

TEST(PublishedSuite, PassesButForTheExceptions) {
  const auto suite = read_suite(kFolder + "tests-fhir-r4.xml");
  if (!suite) GTEST_SKIP() << "the published FHIRPath suite is not at " << kFolder;
  const auto exceptions = read_exceptions(CAREWAY_SOURCE_DIR "/profiles/fhirpath/suite_exceptions.tsv");
  Inputs inputs;
  Evaluator evaluator(fhir::r4());
  std::size_t passed = 0;
  for (const SuiteCase& suite_case : *suite) {
    const std::string problem = run(suite_case, inputs, evaluator);
    const bool is_exception = std::any_of(exceptions.begin(), exceptions.end(), [&](const SuiteException& exception) {
      return exception.name == suite_case.name;
    });
    if (problem.empty()) ++passed;
    if (!problem.empty() && !is_exception)
      ADD_FAILURE() << suite_case.group << " / " << suite_case.name << " (" << suite_case.invalid
                    << "): " << suite_case.expression << "\n  " << problem;
    if (problem.empty() && is_exception) ADD_FAILURE() << suite_case.name << " passes: take it off the exceptions";
  }
  std::cout << "FHIRPath suite: " << passed << " of " << suite->size() << " cases pass ("
            << passed * 10'000 / suite->size() / 100 << '.' << passed * 1'000 / suite->size() % 10 << " %), "
            << exceptions.size() << " exceptions\n";
  EXPECT_GE(passed, kPassedMin);
}

}  // namespace
}  // namespace careway::fhirpath
