// Indicative budgets per second: a plan of 12 lines, 10,000 rate rows. Figures are printed, never asserted; the answers
// are checked first.

#include <fmt/format.h>
#include <sys/resource.h>

#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>

#include "mappers/budget/budget_fhir.h"
#include "mappers/budget/rules.h"
#include "profiles/fhir/json.h"
#include "tests/bench/budget_case.h"

namespace {

using namespace careway;

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

std::string text_of(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

[[noreturn]] void stop(const fhir::Issues& issues, const char* what) {
  fmt::print(stderr, "{}\n", what);
  for (const auto& issue : issues.items()) fmt::print(stderr, "{} {}: {}\n", issue.code, issue.path, issue.text);
  std::exit(1);
}

struct Parsed {
  std::vector<fhir::Document> documents;
  std::vector<fhir::Element> elements;
};

Parsed parse(const std::vector<std::string>& texts, const definitions::Definitions& definitions) {
  Parsed parsed;
  parsed.documents.reserve(texts.size());
  fhir::Issues issues;
  for (const std::string& text : texts) {
    auto document = fhir::read_json(text, definitions, issues);
    if (!document) stop(issues, "A generated resource was refused.");
    parsed.documents.push_back(std::move(*document));
  }
  for (const fhir::Document& document : parsed.documents) parsed.elements.push_back(document.root());
  return parsed;
}

/// The budget, checked against the sum that was done by hand.
budget::Budget checked(std::optional<budget::Budget> found, const fhir::Issues& issues) {
  if (!found || issues.has_errors()) stop(issues, "No budget was worked out.");
  fhir::Issues broken;
  if (!budget::holds(*found, broken)) stop(broken, "The budget does not hold.");
  if (found->gross.period != bench::budget_gross() || found->lines.size() != 13) stop(issues, "The figures are wrong.");
  return std::move(*found);
}

void measure(std::string_view what, int rounds, const std::function<void()>& once) {
  const double start = cpu_seconds();
  for (int i = 0; i < rounds; ++i) once();
  const double seconds = cpu_seconds() - start;
  fmt::print("{:<58} {:>9.1f} us {:>9.0f} a second\n", what, seconds * 1e6 / rounds, rounds / seconds);
}

}  // namespace

int main(int count, char** arguments) {
  const int rounds = count > 1 ? std::atoi(arguments[1]) : 20'000;
  const std::string pack = text_of(CAREWAY_BUILD_DIR "/share/careway/fhir-r4.pack");
  fhir::Issues issues;
  const auto definitions = definitions::Definitions::open(std::as_bytes(std::span(pack)), issues);
  const auto names =
      language::Names::read(text_of(CAREWAY_SOURCE_DIR "/profiles/careway/names.yaml"), "names.yaml", issues);
  if (!definitions || !names) stop(issues, "The definitions or names cannot be read.");
  const std::vector<std::string> person = bench::budget_person();
  const Parsed parsed = parse(person, *definitions);
  const Parsed rows = parse(bench::budget_rates(), *definitions);
  const double before = cpu_seconds();
  const auto book = budget::read_rates(rows.elements, *names, issues);
  const double rates_seconds = cpu_seconds() - before;
  if (!book) stop(issues, "The rates were refused.");
  const auto inputs = budget::read_inputs(parsed.elements, *names, issues);
  if (!inputs) stop(issues, "The inputs were refused.");
  const budget::Question question = bench::budget_question();
  const budget::Budget first = checked(budget::calculate(*inputs, *book, question, issues), issues);
  const auto same = [&](const std::optional<budget::Budget>& found) {
    if (!found || found->gross != first.gross || found->contribution != first.contribution) stop(issues, "It changed.");
  };
  fmt::print("Indicative budgets, {} lines, {} rate rows (read in {:.0f} ms), {} invoices; one core, CPU time.\n",
             inputs->lines.size(), rows.elements.size(), rates_seconds * 1e3, inputs->actuals.size());
  measure("arithmetic (inputs and rates in memory)", rounds, [&] {
    fhir::Issues found;
    same(budget::calculate(*inputs, *book, question, found));
  });
  measure("with inputs read from FHIR trees", rounds, [&] {
    fhir::Issues found;
    const auto read = budget::read_inputs(parsed.elements, *names, found);
    same(budget::calculate(*read, *book, question, found));
  });
  measure("with inputs from FHIR JSON and the budget written as JSON", rounds / 4, [&] {
    fhir::Issues found;
    const Parsed again = parse(person, *definitions);
    const auto read = budget::read_inputs(again.elements, *names, found);
    const auto budget = budget::calculate(*read, *book, question, found);
    same(budget);
    std::string json;
    fhir::write_json(budget::write_budget(*budget, *names, *definitions).root(), *definitions, json);
    if (json.empty()) stop(found, "Nothing was written.");
  });
  return 0;
}
