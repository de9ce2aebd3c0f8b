#include "gateway/command_line/budget_balance.h"

#include "gateway/command_line/budget_inputs.h"
#include "gateway/command_line/budget_record.h"
#include "gateway/command_line/budget_source.h"
#include "gateway/pipeline/account_balance.h"
#include "mappers/budget/claw_back.h"
#include "profiles/fhir/decimal.h"
#include "profiles/fhir/json.h"

namespace careway::command_line {
namespace {

/// Whole pence of "725.00"; nothing for anything else.
std::optional<budget::Pence> pence_of(const std::string& pounds) {
  const auto decimal = fhir::Decimal::parse(pounds);
  if (!decimal) return std::nullopt;
  const budget::Rational pence = budget::Rational(*decimal) * budget::Rational(100);
  const auto whole = pence.floor();
  if (!whole || budget::Rational(*whole) != pence) return std::nullopt;
  return whole;
}

struct Found {
  pipeline::AccountBalance account;
  fhir::CivilDate day;
  std::shared_ptr<const pipeline::FaceLibrary> library;
};

bool are_days(const std::vector<std::string>& days, Console& console) {
  for (const std::string& day : days) {
    if (day.empty() || day_of(day)) continue;
    complain(console, "option-invalid", "A day is written like 2026-04-01.");
    return false;
  }
  return true;
}

/// The account with its balance; nothing with `status` when there is none, which has been told. The record is kept in
/// `record`: it holds what the account views.
std::optional<Found> find_account(const Parts& parts, const GlobalOptions& global, const AccountOptions& options,
                                  Console& console, std::unique_ptr<BudgetRecord>& record, int& status) {
  record = BudgetRecord::open(parts, global, options.place, options.inputs, console, status);
  if (record == nullptr) return std::nullopt;
  const fhir::CivilDate day =
      day_of(options.day).value_or(day_of(pipeline::now(record->services()).substr(0, 10)).value_or(fhir::CivilDate()));
  fhir::Issues issues;
  auto found = pipeline::account_balance(record->services(), record->caller(), options.account, day, issues);
  tell_all(console, options.account, issues);
  if (found) return Found{std::move(*found), day, record->services().library()};
  status = kDataRefused;
  return std::nullopt;
}

std::string json_of(const fhir::Document& resource, const pipeline::FaceLibrary& library) {
  std::string out;
  fhir::write_json(resource.root(), library.definitions(), out, fhir::JsonStyle::pretty);
  return out + "\n";
}

/// Alias of the system by which the account's owner is known.
std::string owner_system(fhir::Element account, const language::Names& names) {
  const fhir::Element owner = account.child("owner");
  const fhir::Element identifier = owner ? owner.child("identifier") : fhir::Element();
  const std::string_view system = identifier ? identifier.child_value("system") : std::string_view();
  return system == names.resolve("la-code") ? "la-code" : "ods-organization-code";
}

budget::ClawBack notice_of(const BudgetClawBackOptions& options, const Found& found, budget::Pence amount) {
  const fhir::Element account = found.account.account.root();
  budget::ClawBack notice;
  notice.reference = options.notice;
  notice.from = {owner_system(account, found.library->names()),
                 options.account.account.substr(0, options.account.account.find(':')), options.from_name};
  if (const fhir::Element subject = account.child("subject")) notice.patient = subject.child_value("reference");
  notice.account = options.account.account;
  notice.amount = amount;
  notice.reasons = options.reasons;
  notice.explanation = options.explanation;
  notice.issued = found.day;
  notice.pay_by = day_of(options.pay_by).value_or(fhir::CivilDate());
  notice.payer = options.payer;
  notice.has_died = options.has_died;
  if (notice.payer.empty() && notice.has_died) notice.payer = budget::kPersonalRepresentatives;
  notice.reconsider_by = day_of(options.reconsider_by);
  notice.cost_centre = options.cost_centre;
  notice.subjective_code = options.subjective_code;
  return notice;
}

}  // namespace

int run_budget_balance(const Parts& parts, const GlobalOptions& global, const BudgetBalanceOptions& options,
                       Console& console) {
  const auto weekly = pence_of(options.weekly);
  if (!are_days({options.account.day}, console)) return kUsage;
  if (!options.weekly.empty() && (!weekly || *weekly <= 0)) {
    complain(console, "option-invalid", "The week of the budget is an amount in pounds, 725.00.");
    return kUsage;
  }
  int status = kFine;
  std::unique_ptr<BudgetRecord> record;
  const auto found = find_account(parts, global, options.account, console, record, status);
  if (!found) return status;
  const std::string out =
      options.account.format == "json"
          ? json_of(found->account.account, *found->library)
          : budget::balance_page(options.account.account, found->account.balance, found->day, weekly);
  write_output(parts, options.account.output, out, console);
  return kFine;
}

int run_budget_claw_back(const Parts& parts, const GlobalOptions& global, const BudgetClawBackOptions& options,
                         Console& console) {
  const auto amount = pence_of(options.amount);
  if (!are_days({options.account.day, options.pay_by, options.reconsider_by}, console)) return kUsage;
  if (!options.amount.empty() && !amount) {
    complain(console, "option-invalid", "The amount is in pounds, 29000.00.");
    return kUsage;
  }
  int status = kFine;
  std::unique_ptr<BudgetRecord> record;
  const auto found = find_account(parts, global, options.account, console, record, status);
  if (!found) return status;
  const budget::Pence closing = found->account.balance.closing;
  const budget::ClawBack notice = notice_of(options, *found, amount.value_or(closing));
  fhir::Issues issues;
  const bool may = budget::may_be_given(notice, closing, issues);
  tell_all(console, options.account.account, issues);
  if (!may) return kDataRefused;
  const std::string out = options.account.format == "json"
                              ? json_of(budget::write_claw_back(notice, found->library->names()), *found->library)
                              : budget::claw_back_page(notice);
  write_output(parts, options.account.output, out, console);
  return kFine;
}

}  // namespace careway::command_line
