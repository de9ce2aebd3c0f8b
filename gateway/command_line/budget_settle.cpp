#include "gateway/command_line/budget_settle.h"

#include <fmt/format.h>

#include <ostream>

#include "gateway/command_line/budget_inputs.h"
#include "gateway/command_line/budget_source.h"
#include "gateway/pipeline/budget_desk.h"
#include "gateway/pipeline/json_text.h"
#include "mappers/budget/recharge.h"

namespace careway::command_line {
namespace {

std::string amount_text(budget::Pence pence) {
  const budget::Pence size = pence < 0 ? -pence : pence;
  return fmt::format("{}{}.{:02}", pence < 0 ? "-" : "", size / 100, size % 100);
}

/// " (100200 / 52161000)" of a payer; nothing when neither is known.
std::string account_text(const std::string& cost_centre, const std::string& subjective_code) {
  if (cost_centre.empty() && subjective_code.empty()) return "";
  return fmt::format(" ({} / {})", cost_centre, subjective_code);
}

void show_text(const money::Settlement& settlement, Console& console) {
  console.out << fmt::format("{:<28}{:<14}{:<14}{:>14}{:>14}{:>14}\n", "payer", "cost centre", "subjective", "paid",
                             "due", "due less paid");
  for (const money::PayerAccount& account : settlement.accounts) {
    console.out << fmt::format("{:<28}{:<14}{:<14}{:>14}{:>14}{:>14}\n", account.payer, account.cost_centre,
                               account.subjective_code, amount_text(account.paid), amount_text(account.due),
                               amount_text(account.due - account.paid));
  }
  for (const money::Transfer& transfer : settlement.transfers) {
    console.out << fmt::format(
        "{}{} owes {}{} {}\n", transfer.from, account_text(transfer.from_cost_centre, transfer.from_subjective_code),
        transfer.to, account_text(transfer.to_cost_centre, transfer.to_subjective_code), amount_text(transfer.amount));
  }
  if (settlement.open != 0) {
    console.out << fmt::format("{} {}\n",
                               settlement.open > 0 ? "still to be paid to the provider:" : "the provider gives back:",
                               amount_text(settlement.open < 0 ? -settlement.open : settlement.open));
  }
}

void show_json(const money::Settlement& settlement, Console& console) {
  std::string out = "{\"accounts\":[";
  for (const money::PayerAccount& account : settlement.accounts) {
    if (&account != &settlement.accounts.front()) out += ',';
    std::string one = "{";
    pipeline::append_member(one, "payer", account.payer);
    pipeline::append_member(one, "costCentre", account.cost_centre);
    pipeline::append_member(one, "subjectiveCode", account.subjective_code);
    pipeline::append_member(one, "paid", amount_text(account.paid));
    pipeline::append_member(one, "due", amount_text(account.due));
    out += one + "}";
  }
  out += "],\"transfers\":[";
  for (const money::Transfer& transfer : settlement.transfers) {
    if (&transfer != &settlement.transfers.front()) out += ',';
    std::string one = "{";
    pipeline::append_member(one, "from", transfer.from);
    pipeline::append_member(one, "fromCostCentre", transfer.from_cost_centre);
    pipeline::append_member(one, "fromSubjectiveCode", transfer.from_subjective_code);
    pipeline::append_member(one, "to", transfer.to);
    pipeline::append_member(one, "toCostCentre", transfer.to_cost_centre);
    pipeline::append_member(one, "toSubjectiveCode", transfer.to_subjective_code);
    pipeline::append_member(one, "amount", amount_text(transfer.amount));
    out += one + "}";
  }
  console.out << out << "],\"open\":\"" << amount_text(settlement.open) << "\"}\n";
}

}  // namespace

int run_budget_settle(const Parts& parts, const GlobalOptions& global, const BudgetSettleOptions& options,
                      Console& console) {
  const auto until = day_of(options.until);
  const auto posted = options.journal.posted.empty() ? until : day_of(options.journal.posted);
  if (!until || !posted) {
    complain(console, "option-invalid", "Say the last day that is settled with --until, written like 2026-09-30.");
    return kUsage;
  }
  const auto source = BudgetSource::open(parts, global, options.place, console);
  if (source == nullptr) return kEnvironment;
  const auto paid = source->find(options.paid);
  const auto due = source->find(options.due);
  if (!paid || !due) return kDataRefused;
  fhir::Issues issues;
  pipeline::BudgetDesk desk(source->services(), source->caller());
  const auto settlement = desk.settle(paid->budget, due->budget, *until, issues);
  tell_all(console, "settlement", issues);
  if (!settlement) return kDataRefused;
  if (!options.output.empty()) {
    const budget::RechargeTerms terms{.document = options.journal.document,
                                      .posted = *posted,
                                      .part = options.journal.part,
                                      .parts = options.journal.parts,
                                      .person_account = options.journal.person_account};
    const std::string reference = fmt::format("{}:{} v{} to v{}", due->budget.issuer.code, due->budget.reference,
                                              paid->budget.version, due->budget.version);
    fhir::Issues of_file;
    const auto file = budget::recharge_file(*settlement, reference, terms, of_file);
    tell_all(console, "settlement", of_file);
    if (!file) return kDataRefused;
    parts.files.write_atomically(options.output, *file);
  }
  if (console.format == OutputFormat::json) {
    show_json(*settlement, console);
  } else {
    show_text(*settlement, console);
  }
  return kFine;
}

}  // namespace careway::command_line
