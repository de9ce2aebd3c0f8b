#include "gateway/command_line/budget_source.h"

#include <fmt/format.h>

#include <charconv>
#include <ostream>

#include "gateway/command_line/budget_inputs.h"
#include "gateway/command_line/budget_server.h"
#include "gateway/command_line/fhir_input.h"
#include "gateway/command_line/map_command.h"
#include "gateway/pipeline/budget_desk.h"
#include "mappers/budget/budget_fhir.h"
#include "mappers/budget/statement.h"
#include "profiles/fhir/json.h"

namespace careway::command_line {
namespace {

constexpr std::string_view kNameHelp = "Name a stored budget as ISSUER:REFERENCE or ISSUER:REFERENCE:VERSION.";

}  // namespace

std::optional<BudgetName> parse_budget_name(const std::string& text) {
  const std::size_t first = text.find(':');
  if (first == std::string::npos || first == 0 || first + 1 == text.size()) return std::nullopt;
  BudgetName name{text.substr(0, first), text.substr(first + 1), std::nullopt};
  const std::size_t last = name.reference.rfind(':');
  if (last == std::string::npos || last == 0) return name;
  std::uint32_t version = 0;
  const char* end = name.reference.data() + name.reference.size();
  const auto [stop, error] = std::from_chars(name.reference.data() + last + 1, end, version);
  if (error == std::errc() && stop == end && version > 0) {
    name.version = version;
    name.reference.resize(last);
  }
  return name;
}

std::unique_ptr<BudgetSource> BudgetSource::open(const Parts& parts, const GlobalOptions& global,
                                                 const BudgetPlaceOptions& place, Console& console) {
  std::unique_ptr<BudgetSource> source(new BudgetSource(parts, place, console));
  if (!place.data_folder.empty()) {
    source->record_ = StoredRecord::open(parts, global, place, console);
  } else {
    source->bench_ = Workbench::open(parts, global, console);
  }
  if (source->record_ == nullptr && source->bench_ == nullptr) return nullptr;
  return source;
}

pipeline::Caller BudgetSource::caller() const {
  return record_ != nullptr ? record_->caller() : budget_caller();
}

std::optional<FoundBudget> BudgetSource::find(const std::string& what) {
  if (record_ != nullptr) return find_stored(what);
  if (!place_.server.empty()) return find_on_server(what);
  return read_budget(read_input(parts_.files, what, console_), what == "-" ? "standard input" : what);
}

std::optional<FoundBudget> BudgetSource::find_on_server(const std::string& what) {
  const auto name = parse_budget_name(what);
  if (!name) {
    complain(console_, "budget-name", kNameHelp);
    return std::nullopt;
  }
  std::string bytes;
  if (fetch_budget(parts_, place_, *name, "json", bytes, console_) != kFine) return std::nullopt;
  return read_budget(bytes, what);
}

std::optional<FoundBudget> BudgetSource::find_stored(const std::string& what) {
  const auto name = parse_budget_name(what);
  if (!name) {
    complain(console_, "budget-name", kNameHelp);
    return std::nullopt;
  }
  fhir::Issues issues;
  pipeline::BudgetDesk desk(services(), caller());
  auto stored = name->version ? desk.find(name->issuer, name->reference, *name->version, issues)
                              : desk.latest(name->issuer, name->reference, issues);
  tell_all(console_, what, issues);
  if (!stored) return std::nullopt;
  std::string digest = desk.inputs_digest(stored->key);
  return FoundBudget{std::move(stored->budget), std::move(digest)};
}

std::optional<FoundBudget> BudgetSource::read_budget(const std::string& bytes, const std::string& file) {
  fhir::Issues issues;
  std::optional<FoundBudget> found;
  std::size_t count = 0;
  for (const fhir::Document& document : read_fhir_file(bytes, bench_->definitions(), services().keyer, issues)) {
    if (document.root().value() != "ClaimResponse") continue;
    ++count;
    auto budget = budget::read_budget(document.root(), bench_->library().names(), issues);
    if (budget) found = FoundBudget{std::move(*budget), {}};
  }
  if (!issues.has_errors() && count != 1) {
    issues.error("budget-unreadable", "ClaimResponse",
                 fmt::format("The file should hold one ClaimResponse, the budget; it holds {}.", count));
  }
  tell_all(console_, file, issues);
  return issues.has_errors() ? std::nullopt : std::move(found);
}

std::string budget_output(const FoundBudget& found, const std::string& format, const pipeline::FaceLibrary& library) {
  if (format != "json") {
    const auto form = format == "html" ? budget::StatementFormat::html : budget::StatementFormat::text;
    return budget::render_statement(found.budget, {.format = form, .inputs_digest = found.inputs_digest});
  }
  std::string out;
  const fhir::Document document = budget::write_budget(found.budget, library.names(), library.definitions());
  fhir::write_json(document.root(), library.definitions(), out, fhir::JsonStyle::pretty);
  return out + "\n";
}

void write_output(const Parts& parts, const std::string& file, const std::string& bytes, Console& console) {
  if (file.empty()) {
    console.out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  } else {
    parts.files.write_atomically(file, bytes);
  }
}

}  // namespace careway::command_line
