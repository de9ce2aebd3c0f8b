#include "gateway/command_line/budget_returns_command.h"

#include <fmt/format.h>

#include "gateway/command_line/budget_inputs.h"
#include "gateway/command_line/budget_record.h"
#include "gateway/command_line/budget_source.h"
#include "gateway/command_line/memory_record.h"
#include "gateway/pipeline/budget_desk.h"
#include "gateway/pipeline/budget_returns.h"
#include "mappers/budget/budget_fhir.h"

namespace careway::command_line {
namespace {

/// The budget in a data folder by its name, or the only one in the files.
std::optional<budget::Budget> find_budget(const BudgetReturnsOptions& options, const BudgetRecord& record,
                                          fhir::Issues& issues) {
  const pipeline::Services& services = record.services();
  if (!options.place.data_folder.empty()) {
    const auto name = parse_budget_name(options.budget);
    if (!name) {
      issues.error("budget-name", options.budget, "Name a stored budget as ISSUER:REFERENCE[:VERSION].");
      return std::nullopt;
    }
    pipeline::BudgetDesk desk(services, record.caller());
    auto stored = name->version ? desk.find(name->issuer, name->reference, *name->version, issues)
                                : desk.latest(name->issuer, name->reference, issues);
    if (!stored) return std::nullopt;
    return std::move(stored->budget);
  }
  const std::string tenant = record.caller().tenant;
  const auto found = load_resources(services, tenant, keys_of_types(services, tenant, {"ClaimResponse"}));
  if (found.size() == 1) return budget::read_budget(found.front().root(), services.library()->names(), issues);
  issues.error("budget-unreadable", "ClaimResponse",
               fmt::format("The files should hold one ClaimResponse, the budget; they hold {}.", found.size()));
  return std::nullopt;
}

int write_remainder(const Parts& parts, const BudgetReturnsOptions& options, const budget::Budget& budget,
                    Console& console) {
  write_output(parts, options.output, budget::ledger_csv(std::nullopt, budget::remainder_of(budget)), console);
  return kFine;
}

}  // namespace

int run_budget_returns(const Parts& parts, const GlobalOptions& global, const BudgetReturnsOptions& options,
                       Console& console) {
  for (const std::string& day : {options.period_start, options.period_end}) {
    if (day.empty() || day_of(day)) continue;
    complain(console, "option-invalid", "A period starts and ends on a day, written like 2026-04-01.");
    return kUsage;
  }
  std::vector<std::string> inputs = options.inputs;
  if (options.place.data_folder.empty()) inputs.push_back("fhir:" + options.budget);
  int status = kFine;
  const auto record = BudgetRecord::open(parts, global, options.place, inputs, console, status);
  if (record == nullptr) return status;
  fhir::Issues issues;
  const auto budget = find_budget(options, *record, issues);
  if (!budget) {
    tell_all(console, options.budget, issues);
    return kDataRefused;
  }
  if (options.kind == "remainder") return write_remainder(parts, options, *budget, console);
  const budget::ReturnKind kind = *budget::return_kind_of(options.kind);
  const auto library = record->services().library();
  const pipeline::Face* face = pipeline::face_of_return(*library, kind);
  if (face == nullptr) {
    complain(console, "face-unknown", "The maps lack the face of this return. careway faces lists what there is.");
    return kEnvironment;
  }
  budget::ReturnQuestion question;
  question.kind = kind;
  question.from = day_of(options.period_start).value_or(budget->from);
  question.to = day_of(options.period_end).value_or(budget->to);
  pipeline::Caller caller = record->caller();
  caller.partner_kind = face->partner_kind;
  pipeline::BudgetReturns returns(record->services(), caller);
  const auto file = returns.write(*budget, question, *face, issues);
  tell_all(console, options.budget, issues);
  if (!file) return kDataRefused;
  write_output(parts, options.output, file->bytes, console);
  if (!options.ledger.empty()) {
    parts.files.write_atomically(options.ledger, budget::ledger_csv(kind, file->ledger));
  }
  return issues.has_errors() ? kDataRefused : kFine;
}

}  // namespace careway::command_line
