#include "gateway/command_line/cohort_person.h"

#include <fmt/format.h>

#include <algorithm>

#include "profiles/fhir/json.h"

namespace careway::command_line {
namespace {

/// Nothing that a spreadsheet takes for a formula, and nothing that needs quotes.
bool is_plain_key(std::string_view key) {
  return !key.empty() && key.size() <= 128 && std::string_view("=+-@").find(key.front()) == std::string_view::npos &&
         std::ranges::none_of(key, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == ',' || c == '"'; });
}

/// The Bundle's own identifier, else the id of its first Patient, else the place in the file.
std::string key_of(fhir::Element bundle, const std::vector<fhir::Element>& resources, std::uint64_t line) {
  const fhir::Element identifier = bundle.child("identifier");
  if (identifier && is_plain_key(identifier.child_value("value"))) return std::string(identifier.child_value("value"));
  for (const fhir::Element resource : resources) {
    if (resource.value() == "Patient" && is_plain_key(resource.child_value("id"))) {
      return std::string(resource.child_value("id"));
    }
  }
  return fmt::format("line {}", line);
}

std::size_t column_of(std::string_view stream) {
  const auto* found = std::ranges::find(kCohortStreams, stream);
  return found == kCohortStreams.end() ? kCohortStreams.size() - 1
                                       : static_cast<std::size_t>(found - kCohortStreams.begin());
}

void take_figures(const budget::Budget& budget, CohortPerson& person) {
  person.has_budget = true;
  person.gross = budget.gross;
  person.contribution = budget.contribution;
  for (const budget::Stream& stream : budget.streams) {
    person.streams[column_of(stream.code)] += stream.gross.period;
    person.funders.emplace_back(stream.funder.code.empty() ? stream.code : stream.funder.code, stream.gross);
  }
  for (const budget::Line& line : budget.lines) person.services.emplace_back(line.service_type, line.gross.period);
}

}  // namespace

CohortPerson work_out_person(std::string_view bundle, std::uint64_t line, const CohortTerms& terms,
                             fhir::Document& document) {
  CohortPerson person;
  person.line = line;
  person.key = fmt::format("line {}", line);
  if (!fhir::read_json_into(document, bundle, terms.definitions, person.issues)) return person;
  std::vector<fhir::Element> resources;
  for (fhir::Element entry : document.root()) {
    const fhir::Element resource = entry.name() == "entry" ? entry.child("resource") : fhir::Element();
    if (resource) resources.push_back(resource);
  }
  if (document.root().value() != "Bundle" || resources.empty()) {
    person.issues.error("cohort-bundle", "", "A line of a cohort is one Bundle with everything of one person.");
    return person;
  }
  person.key = key_of(document.root(), resources, line);
  const auto inputs = budget::read_inputs(resources, terms.names, person.issues);
  if (!inputs) return person;
  const auto budget = budget::calculate(*inputs, terms.rates, terms.question, person.issues);
  if (budget) take_figures(*budget, person);
  return person;
}

std::string plain_amount(budget::Pence pence) {
  const budget::Pence size = pence < 0 ? -pence : pence;
  return fmt::format("{}{}.{:02}", pence < 0 ? "-" : "", size / 100, size % 100);
}

std::string cohort_header() {
  std::string header = "person,gross week,gross period";
  for (const std::string_view stream : kCohortStreams) header += fmt::format(",{}", stream);
  return header + ",contribution week,contribution period,issues\r\n";
}

std::string cohort_row(const CohortPerson& person) {
  const auto amount = [&](budget::Pence pence) { return person.has_budget ? plain_amount(pence) : std::string(); };
  std::string row = fmt::format("{},{},{}", person.key, amount(person.gross.week), amount(person.gross.period));
  for (const budget::Pence pence : person.streams) {
    row += ',';
    if (pence != 0) row += amount(pence);
  }
  return row + fmt::format(",{},{},{}\r\n", amount(person.contribution.week), amount(person.contribution.period),
                           person.issues.items().size() + person.issues.dropped_count());
}

}  // namespace careway::command_line
