#include "gateway/command_line/return_commands.h"

namespace careway::command_line {
namespace {

void add_place(CLI::App& command, BudgetPlaceOptions& place, std::vector<std::string>& inputs) {
  command
      .add_option("--input", inputs, "FACE:FILE, for instance fhir:bundle.json or movements:moves.csv; may be repeated")
      ->allow_extra_args(false);
  command.add_option("--data", place.data_folder, "Data folder of a server that is not running");
  command.add_option("--tenant", place.tenant, "Tenant in the data folder");
  command.add_option("--deployment-key", place.deployment_key_file,
                     "File with the key of that deployment (default: in the data folder)");
}

void add_account(CLI::App& command, AccountOptions& options) {
  command.add_option("ACCOUNT", options.account, "The account, ISSUER:REFERENCE")->required();
  add_place(command, options.place, options.inputs);
  command.add_option("--day", options.day, "Last day that counts (default: today)");
  command.add_option("--format", options.format, "text (default) or json (FHIR)")
      ->check(CLI::IsMember({"text", "json"}));
  command.add_option("-o,--output", options.output, "File to write (default: standard output)");
}

}  // namespace

ReturnCommands::ReturnCommands(CLI::App& budget, const Parts& parts, const GlobalOptions& global, Console& console,
                               std::function<int()>& chosen)
    : parts_(parts), global_(global), console_(console), chosen_(chosen) {
  add_returns(budget);
  add_balance(budget);
  add_claw_back(budget);
}

void ReturnCommands::add_returns(CLI::App& budget) {
  CLI::App* command =
      budget.add_subcommand("returns", "Write one funder's return of a budget, with the account of the rest");
  command->add_option("BUDGET", returns_.budget, "File with a ClaimResponse; with --data ISSUER:REFERENCE[:VERSION]")
      ->required();
  command->add_option("--to", returns_.kind, "cld (the council's), chc (continuing care's) or remainder (nobody's)")
      ->required()
      ->check(CLI::IsMember({"cld", "chc", "remainder"}));
  add_place(*command, returns_.place, returns_.inputs);
  command->add_option("--period-start", returns_.period_start,
                      "First day of the reporting period (default: the budget's)");
  command->add_option("--period-end", returns_.period_end, "Last day of the reporting period (default: the budget's)");
  command->add_option("-o,--output", returns_.output, "File to write (default: standard output)");
  command->add_option("--ledger", returns_.ledger,
                      "File for the account: what the return claims, writes and cannot hold");
  command->callback([this] { chosen_ = [this] { return run_budget_returns(parts_, global_, returns_, console_); }; });
}

void ReturnCommands::add_balance(CLI::App& budget) {
  CLI::App* command = budget.add_subcommand("balance", "Add up the movements of an account");
  add_account(*command, balance_.account);
  command->add_option("--weekly", balance_.weekly, "Pounds a week of the budget: says how many weeks are unspent");
  command->callback([this] { chosen_ = [this] { return run_budget_balance(parts_, global_, balance_, console_); }; });
}

void ReturnCommands::add_claw_back(CLI::App& budget) {
  CLI::App* command = budget.add_subcommand("claw-back", "Write a notice to pay money of a direct payment back");
  add_account(*command, claw_back_.account);
  command->add_option("--notice", claw_back_.notice, "Reference of the notice")->required();
  command
      ->add_option("--reason", claw_back_.reasons,
                   "unspent, not-as-planned, theft-or-fraud, circumstances-changed, overpaid, death; may be repeated")
      ->required()
      ->allow_extra_args(false);
  command->add_option("--explanation", claw_back_.explanation, "The reasons in words");
  command->add_option("--amount", claw_back_.amount, "Pounds (default: the whole balance)");
  command->add_option("--pay-by", claw_back_.pay_by, "Deadline")->required();
  command->add_option("--payer", claw_back_.payer, "Who must pay; after a death the personal representatives do");
  command->add_flag("--died", claw_back_.has_died, "The person has died");
  command->add_option("--reconsider-by", claw_back_.reconsider_by, "Until when reconsideration may be asked for");
  command->add_option("--from-name", claw_back_.from_name, "Name of the organisation that asks");
  command->add_option("--cost-centre", claw_back_.cost_centre, "Where the money is posted");
  command->add_option("--subjective-code", claw_back_.subjective_code, "Where the money is posted");
  command->callback(
      [this] { chosen_ = [this] { return run_budget_claw_back(parts_, global_, claw_back_, console_); }; });
}

}  // namespace careway::command_line
