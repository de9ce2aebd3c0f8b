// The cases in cases/*.tsv; cases/README.md says how they are written.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <sstream>
#include <string>

#include "profiles/fhirpath/fhirpath.h"
#include "tests/profiles/fhir/pack_fixture.h"

namespace careway::fhirpath {
namespace {

const std::string kFolder = CAREWAY_SOURCE_DIR "/tests/profiles/fhirpath/";

fhir::Element document(const std::string& name) {
  static std::map<std::string, fhir::Document> documents;
  if (name == "-") return {};
  const auto known = documents.find(name);
  if (known != documents.end()) return known->second.root();
  auto reading = fhir::from_json(fhir::read_file(kFolder + "data/" + name + ".json"));
  EXPECT_TRUE(reading) << name << ": " << fhir::told(reading.issues);
  if (!reading) return {};
  return documents.emplace(name, std::move(*reading.document)).first->second.root();
}

// As the third column has it.
std::string outcome(const std::string& text, fhir::Element focus) {
  fhir::Issues issues;
  const auto failure = [&issues] {
    return "fails " + issues.items().at(0).code.substr(std::string("fhirpath-").size());
  };
  CompileOptions options;
  if (focus) options.context_type = focus.value();
  const auto expression = compile(text, fhir::r4(), issues, options);
  EXPECT_EQ(expression == nullptr, issues.has_errors()) << text;
  if (expression == nullptr) return failure();
  // What describe() gives is the same expression.
  const auto again = compile(expression->describe(), fhir::r4(), issues);
  EXPECT_TRUE(again != nullptr && again->describe() == expression->describe()) << expression->describe();
  Evaluator evaluator(fhir::r4());
  Environment environment;
  environment.now = "2025-06-15T10:20:30.400+01:00";
  const auto items = evaluator.evaluate(*expression, focus, environment, issues);
  EXPECT_EQ(!items, issues.has_errors()) << text;
  if (!items) return failure();
  std::string result;
  for (const Item& item : *items) {
    if (!result.empty()) result += "; ";
    const std::string type(item.type_name(fhir::r4()));
    result += type == "boolean" ? item.text() : type + " " + item.text();
  }
  return result.empty() ? "nothing" : result;
}

TEST(Cases, GiveWhatTheyShould) {
  std::size_t count = 0;
  for (const auto& file : std::filesystem::directory_iterator(kFolder + "cases")) {
    if (file.path().extension() != ".tsv") continue;
    std::istringstream lines(fhir::read_file(file.path().string()));
    std::size_t number = 0;
    for (std::string line; std::getline(lines, line);) {
      ++number;
      if (line.empty() || line[0] == '#') continue;
      const std::size_t last = line.rfind('\t');
      const std::size_t first = line.rfind('\t', last - 1);
      ASSERT_NE(first, std::string::npos) << file.path().filename() << ":" << number;
      const std::string text = line.substr(0, first);
      EXPECT_EQ(outcome(text, document(line.substr(first + 1, last - first - 1))), line.substr(last + 1))
          << file.path().filename() << ":" << number << ": " << text;
      ++count;
    }
  }
  EXPECT_GT(count, 300U);
}

}  // namespace
}  // namespace careway::fhirpath
