// What cannot be said in one line of cases/: environments, hosts, Bundles, limits, threads.
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "profiles/fhirpath/fhirpath.h"
#include "profiles/fhirpath/parser.h"
#include "profiles/fhirpath/references.h"
#include "tests/profiles/fhir/pack_fixture.h"

namespace careway::fhirpath {
namespace {

using fhir::r4;

std::unique_ptr<const Expression> compiled(const std::string& text, const CompileOptions& options = {}) {
  fhir::Issues issues;
  auto expression = compile(text, r4(), issues, options);
  EXPECT_NE(expression, nullptr) << text << ": " << fhir::told(issues);
  return expression;
}

CompileOptions with_variable(const std::string& name) {
  CompileOptions options;
  options.variables = {name};
  return options;
}

// Texts of the result, joined; or the code of what failed.
std::string evaluated(const std::string& text, fhir::Element focus, const Environment& environment = {},
                      const Limits& limits = {}, const CompileOptions& options = {}) {
  const auto expression = compiled(text, options);
  if (expression == nullptr) return "does not compile";
  Evaluator evaluator(r4(), limits);
  fhir::Issues issues;
  const auto items = evaluator.evaluate(*expression, focus, environment, issues);
  if (!items) return issues.items().at(0).code;
  std::string result;
  for (const Item& item : *items) result += (result.empty() ? "" : " ") + item.text();
  return result;
}

std::string compile_code(const std::string& text, const Limits& limits = {}) {
  fhir::Issues issues;
  CompileOptions options;
  options.limits = limits;
  return compile(text, r4(), issues, options) != nullptr ? "" : issues.items().at(0).code;
}

const char* const kBundle = R"({"resourceType":"Bundle","type":"collection","entry":[
  {"fullUrl":"https://example.org/fhir/Patient/1","resource":{"resourceType":"Patient","id":"1","meta":{"versionId":"2"},
    "contained":[{"resourceType":"Organization","id":"o","name":"Inside"}],
    "managingOrganization":{"reference":"#o"},"generalPractitioner":[{"reference":"Organization/9"}]}},
  {"fullUrl":"https://example.org/fhir/Observation/2","resource":{"resourceType":"Observation","id":"2","status":"final",
    "code":{"text":"x"},"subject":{"reference":"Patient/1"},
    "performer":[{"reference":"https://example.org/fhir/Patient/1"},{"reference":"Patient/1/_history/2"},
      {"reference":"Patient/1/_history/3"},{"reference":"urn:uuid:11111111-1111-4111-8111-111111111111"}]}},
  {"fullUrl":"urn:uuid:11111111-1111-4111-8111-111111111111","resource":{"resourceType":"Organization","name":"By urn",
    "partOf":{"reference":"Patient/1"}}}]})";

TEST(Resolve, FindsEntriesAndContained) {
  const auto bundle = fhir::from_json(kBundle);
  ASSERT_TRUE(bundle);
  const fhir::Element root = bundle.root();
  EXPECT_EQ(evaluated("entry.resource.subject.resolve().id", root), "1");
  EXPECT_EQ(evaluated("entry[0].resource.managingOrganization.resolve().name", root), "Inside");
  EXPECT_EQ(evaluated("entry[1].resource.performer[0].resolve().id", root), "1");
  EXPECT_EQ(evaluated("entry[1].resource.performer[1].resolve().id", root), "1");
  EXPECT_EQ(evaluated("entry[1].resource.performer[2].resolve().id", root), "");
  EXPECT_EQ(evaluated("entry[1].resource.performer[3].resolve().name", root), "By urn");
  // An entry with a urn has no base for relative references.
  EXPECT_EQ(evaluated("entry[2].resource.partOf.resolve().count()", root), "0");
  // Rings of references come to an end.
  EXPECT_EQ(evaluated("entry[1].resource.repeat(subject.resolve() | managingOrganization.resolve()).count()", root),
            "2");
}

TEST(Resolve, KnowsEntriesWithoutUrlByTypeAndId) {
  const auto bundle = fhir::from_json(R"({"resourceType":"Bundle","type":"collection","entry":[
    {"resource":{"resourceType":"Patient","id":"1"}},
    {"resource":{"resourceType":"Observation","id":"1","status":"final","code":{"text":"x"},
      "subject":{"reference":"Patient/1"}}}]})");
  ASSERT_TRUE(bundle);
  EXPECT_EQ(evaluated("entry.resource.subject.resolve() is Patient", bundle.root()), "true");
}

TEST(Environment, SaysWhatResourceMeans) {
  const auto bundle = fhir::from_json(kBundle);
  ASSERT_TRUE(bundle);
  const fhir::Element patient = bundle.root().child("entry").child("resource");
  const fhir::Element contained = patient.child("contained");
  EXPECT_EQ(evaluated("%resource.id & '/' & %rootResource.id & '/' & %context.name", contained), "o/1/Inside");
  EXPECT_EQ(evaluated("%resource.id & '/' & %rootResource.id", patient.child("managingOrganization")), "1/1");
  Environment environment;
  environment.resource = patient;
  environment.root_resource = bundle.root();
  environment.context = patient.child("meta");
  EXPECT_EQ(evaluated("%resource.id & '/' & %rootResource.type & '/' & %context.versionId", contained, environment),
            "1/collection/2");
}

TEST(Environment, SuppliesVariables) {
  const std::pair<std::string_view, Collection> variables[] = {{"limit", {Item::of_integer(3)}}, {"none", {}}};
  Environment environment;
  environment.variables = variables;
  CompileOptions options;
  options.variables = {"limit", "none", "forgotten"};
  EXPECT_EQ(evaluated("%limit + 1", {}, environment, {}, options), "4");
  EXPECT_EQ(evaluated("%none.empty()", {}, environment, {}, options), "true");
  EXPECT_EQ(evaluated("%forgotten", {}, environment, {}, options), "fhirpath-execution");
  EXPECT_EQ(compile_code("%limit"), "fhirpath-semantic");
}

TEST(Environment, WithoutATimeThereIsNoNow) {
  EXPECT_EQ(evaluated("now()", {}), "fhirpath-execution");
  EXPECT_EQ(evaluated("today()", {}), "fhirpath-execution");
}

TEST(Environment, GivesAZoneToTimesWithoutOne) {
  Environment environment;
  environment.zone_minutes = 60;
  EXPECT_EQ(evaluated("@2024-01-01T10:00:00Z = @2024-01-01T11:00:00", {}, environment), "true");
}

// Answers from a fixed list and comes back into the evaluator, as the validator does.
class ListHost : public Host {
 public:
  explicit ListHost(fhir::Element known) : known_(known) {}
  fhir::Element resolve(std::string_view reference, fhir::Element) override {
    asked.emplace_back(reference);
    return reference == "Patient/known" ? known_ : fhir::Element();
  }
  std::optional<bool> member_of(const Item& coded, std::string_view value_set) override {
    if (value_set != "https://example.org/set") return std::nullopt;
    return coded.text() == "female";
  }
  std::optional<bool> conforms_to(fhir::Element element, std::string_view profile) override {
    if (profile != "https://example.org/profile") return std::nullopt;
    fhir::Issues issues;
    const auto expression = compiled("name.where(use = 'official').exists()");
    return evaluator->holds(*expression, element, {}, issues);
  }
  void trace(std::string_view name, const Collection& items) override {
    traced += std::string(name) + ":" + std::to_string(items.size()) + " ";
  }
  std::vector<std::string> asked;
  std::string traced;
  Evaluator* evaluator = nullptr;

 private:
  fhir::Element known_;
};

TEST(Host, IsAskedForWhatIsOutside) {
  const auto patient = fhir::from_json(
      R"({"resourceType":"Patient","id":"p","gender":"female","name":[{"use":"official","given":["A","B"]}],)"
      R"("link":[{"other":{"reference":"Patient/known"},"type":"seealso"}]})");
  ASSERT_TRUE(patient);
  ListHost host(patient.root());
  Evaluator evaluator(r4());
  host.evaluator = &evaluator;
  Environment environment;
  environment.host = &host;
  const auto holds = [&](const std::string& text) {
    fhir::Issues issues;
    const auto result = evaluator.holds(*compiled(text), patient.root(), environment, issues);
    return result ? (*result ? "true" : "false") : issues.items().at(0).code;
  };
  EXPECT_EQ(holds("link.other.resolve().id = 'p'"), "true");
  EXPECT_EQ(holds("'Patient/unknown'.resolve().exists()"), "false");
  EXPECT_EQ(holds("'#nothing'.resolve().exists()"), "false");
  EXPECT_EQ(host.asked, (std::vector<std::string>{"Patient/known", "Patient/unknown"}));
  EXPECT_EQ(holds("gender.memberOf('https://example.org/set')"), "true");
  EXPECT_EQ(holds("gender.memberOf('https://example.org/other').empty()"), "true");
  EXPECT_EQ(holds("name.given.first() = 'A' and conformsTo('https://example.org/profile') and name.given.last() = 'B'"),
            "true");
  EXPECT_EQ(holds("conformsTo('https://example.org/other')"), "fhirpath-execution");
  EXPECT_EQ(holds("name.given.trace('given').trace('short', length()).exists()"), "true");
  EXPECT_EQ(host.traced, "given:2 short:2 ");
}

TEST(Holds, TakesOneItemForTrueAndNothingForFalse) {
  const auto patient =
      fhir::from_json(R"({"resourceType":"Patient","active":false,"name":[{"text":"A"},{"text":"B"}]})");
  ASSERT_TRUE(patient);
  Evaluator evaluator(r4());
  fhir::Issues issues;
  const auto holds = [&](const std::string& text) {
    return evaluator.holds(*compiled(text), patient.root(), {}, issues);
  };
  EXPECT_EQ(holds("name[0]"), true);
  EXPECT_EQ(holds("photo"), false);
  EXPECT_EQ(holds("active"), false);
  EXPECT_EQ(holds("'false'"), true);
  EXPECT_FALSE(issues.has_errors());
  EXPECT_EQ(holds("name"), std::nullopt);
  EXPECT_EQ(fhir::codes(issues), "fhirpath-execution \n");
}

TEST(As, FiltersCollectionsWhenAskedTo) {
  const auto patient = fhir::from_json(R"({"resourceType":"Patient","name":[{"text":"A"},{"text":"B"}]})");
  ASSERT_TRUE(patient);
  CompileOptions options;
  options.as_filters_collections = true;
  EXPECT_EQ(evaluated("descendants().as(string)", patient.root(), {}, {}, options), "A B");
  EXPECT_EQ(evaluated("descendants().as(string)", patient.root()), "fhirpath-execution");
}

TEST(UnknownElements, WorkByName) {
  fhir::Document document;
  document.set_value(0, fhir::ValueKind::resource, "Patient");
  const auto pet = document.append(0, "pet");
  document.set_value(document.append(pet, "legs"), fhir::ValueKind::number, "4");
  document.set_value(document.append(0, "deceasedBoolean"), fhir::ValueKind::boolean, "true");
  document.set_value(document.append(0, "gender"), fhir::ValueKind::text, "other");
  EXPECT_EQ(evaluated("pet.legs + 1", document.root()), "5");
  EXPECT_EQ(evaluated("pet.legs.type().name = ''", document.root()), "true");
  // Elements that R4 knows are found by what it says, entry or not.
  EXPECT_EQ(evaluated("deceased and gender is code", document.root()), "true");
}

TEST(Positions, CountFromOne) {
  fhir::Issues issues;
  EXPECT_EQ(compile("name.\n  where(", r4(), issues), nullptr);
  EXPECT_EQ(fhir::told(issues), "fhirpath-syntax @2:9\n");
}

TEST(Limits, HoldForTheText) {
  Limits limits;
  limits.text_bytes_max = 10;
  EXPECT_EQ(compile_code("1 + 1", limits), "");
  EXPECT_EQ(compile_code("1 + 1 + 1 + 1", limits), "fhirpath-limit");
  EXPECT_EQ(compile_code(std::string(50, '(') + "1" + std::string(50, ')')), "");
  EXPECT_EQ(compile_code(std::string(30'000, '(') + "1"), "fhirpath-limit");
  EXPECT_EQ(compile_code(std::string(30'000, '-') + "1"), "fhirpath-limit");
  std::string chain = "name";
  std::string sum = "1";
  std::string brackets = "1";
  for (int i = 0; i < 10'000; ++i) {
    chain += ".a";
    sum += "+1";
    brackets += "[0]";
  }
  EXPECT_EQ(compile_code(chain), "fhirpath-limit");
  EXPECT_EQ(compile_code(sum), "fhirpath-limit");
  EXPECT_EQ(compile_code(brackets), "fhirpath-limit");
  EXPECT_EQ(compile_code(std::string(5000, '9')), "fhirpath-limit");
}

TEST(Limits, HoldForTheEvaluation) {
  Limits limits;
  limits.steps_max = 2000;
  const std::string ten = "(1|2|3|4|5|6|7|8|9|10)";
  const std::string thousand = ten + ".select(" + ten + ").select(" + ten + ")";
  EXPECT_EQ(evaluated(thousand + ".count()", {}), "1000");
  EXPECT_EQ(evaluated(thousand + ".count()", {}, {}, limits), "fhirpath-limit");
  limits = {};
  limits.items_max = 500;
  EXPECT_EQ(evaluated(thousand + ".count()", {}, {}, limits), "fhirpath-limit");
  limits = {};
  limits.text_result_bytes_max = 100;
  EXPECT_EQ(evaluated(ten + ".aggregate($total & 'aaaaaaaaaaaaaaa', '').length()", {}, {}, limits), "fhirpath-limit");
  EXPECT_EQ(evaluated("'aaaaaaaaaa'.replace('', 'aaaaaaaaaaaaaaaaaaaa').length()", {}, {}, limits), "fhirpath-limit");
  limits = {};
  limits.regex_bytes_max = 5;
  EXPECT_EQ(evaluated("'abcdefgh'.matches('abc' & 'def')", {}, {}, limits), "fhirpath-execution");
  // Each turn doubles the text: the limits end it.
  EXPECT_EQ(evaluated("repeat($this & $this & 'a')", fhir::from_json(R"({"resourceType":"Patient","id":"a"})").root()),
            "fhirpath-execution");
  EXPECT_EQ(evaluated("'a'.repeat($this & $this)", {}), "fhirpath-limit");
  EXPECT_EQ(evaluated("1.5.repeat($this * $this)", {}).substr(0, 4), "2.25");
}

TEST(Limits, HostileExpressionsFailFast) {
  EXPECT_EQ(compile_code("'a'.matches('" + std::string(5000, '(') + "')"), "");
  EXPECT_EQ(evaluated("'aaaaaaaaaaaaaaaaaaaaaaaa!'.matches('^(a+)+$')", {}), "false");
  EXPECT_EQ(evaluated("'a'.matches('(((((a{1,1000}){1,1000}){1,1000}){1,1000}){1,1000})')", {}), "fhirpath-execution");
  EXPECT_EQ(evaluated("10.power(100000)", {}).substr(0, 20), "");
  EXPECT_EQ(evaluated("1.round(1000000)", {}), "fhirpath-execution");
}

TEST(Expressions, AreSharedByThreads) {
  const auto patient = fhir::from_json(R"({"resourceType":"Patient","name":[{"given":["A","B"]}]})");
  ASSERT_TRUE(patient);
  const auto expression = compiled("name.given.where(matches('^[A-Z]$')).count() = 2");
  std::vector<std::jthread> threads;
  std::vector<int> counts(4);
  for (int& count : counts) {
    threads.emplace_back([&] {
      Evaluator evaluator(r4());
      fhir::Issues issues;
      for (int i = 0; i < 2000; ++i) count += evaluator.holds(*expression, patient.root(), {}, issues) == true ? 1 : 0;
    });
  }
  threads.clear();
  EXPECT_EQ(counts, (std::vector<int>{2000, 2000, 2000, 2000}));
}

TEST(Describe, WritesNoMoreBracketsThanNeeded) {
  EXPECT_EQ(compiled("((1+2)*3)-(4-5)")->describe(), "(1 + 2) * 3 - (4 - 5)");
  EXPECT_EQ(compiled("(name.where((use='x')and(true or false))).given [ 0 ]")->describe(),
            "name.where(use = 'x' and (true or false)).given[0]");
  EXPECT_EQ(compiled("-(1).abs() is System.Integer")->describe(), "-1.abs() is System.Integer");
  EXPECT_EQ(compiled("(-1).abs()")->describe(), "(-1).abs()");
  EXPECT_EQ(
      compiled("%'a b' | `a b`.as(FHIR.`code`) | 5  days | 5 'm\\'' | @T10:00 | {}", with_variable("a b"))->describe(),
      "%`a b` | `a b`.as(FHIR.code) | 5 days | 5 'm\\'' | @T10:00 | {}");
}

}  // namespace
}  // namespace careway::fhirpath
