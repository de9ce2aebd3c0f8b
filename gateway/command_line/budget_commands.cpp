#include "gateway/command_line/budget_commands.h"

namespace careway::command_line {
namespace {

void add_inputs(CLI::App& command, BudgetQuestionOptions& options) {
  command
      .add_option("--input", options.inputs,
                  "FACE:FILE, for instance fhir:bundle.json or rates:rates.csv; may be repeated")
      ->allow_extra_args(false);
  command.add_option("--prefer", options.prefer, "Which price speaks first: historic (default) or average")
      ->check(CLI::IsMember({"historic", "average"}));
  command.add_option("--prepared-by", options.prepared_by, "Who prepares the budget");
}

void add_question(CLI::App& command, BudgetQuestionOptions& options) {
  command.add_option("--period-start", options.period_start, "First day of the budget, 2026-04-01")->required();
  command.add_option("--period-end", options.period_end, "Last day of the budget, 2027-03-31")->required();
  command.add_option("--as-of", options.prices_as_of, "Day whose prices count (default: the first day)");
  command.add_option("--year-factor", options.year_factor, "Weeks that a year counts as: 52 (default) or 365/7");
  command.add_option("--rounding", options.rounding, "half-up (default) or half-even")
      ->check(CLI::IsMember({"half-up", "half-even"}));
  command.add_option("--issuer", options.issuer, "Code of the authority or ODS organisation that issues it");
  command.add_option("--reference", options.reference, "The issuer's reference of the budget (default: 1)");
}

void add_place(CLI::App& command, BudgetPlaceOptions& options) {
  command.add_option("--data", options.data_folder, "Data folder of a server that is not running");
  command.add_option("--tenant", options.tenant, "Tenant in the data folder");
  command.add_option("--deployment-key", options.deployment_key_file,
                     "File with the key of that deployment (default: in the data folder)");
  command.add_option("--to", options.server, "Address of a server, http://localhost:8080");
  command.add_option("--key", options.key, "Key of the partner (or in CAREWAY_KEY, where other users cannot see it)")
      ->envname("CAREWAY_KEY");
}

void add_journal(CLI::App& command, JournalOptions& options) {
  command.add_option("--document", options.document, "Number of the journal");
  command.add_option("--posted", options.posted, "Day of the posting");
  command.add_option("--person-account", options.person_account, "Cost centre for contributions and top-ups");
  command.add_option("--part", options.part, "Which part of the amounts (default: 1)");
  command.add_option("--parts", options.parts, "Of how many equal parts (default: 1)");
}

void add_format(CLI::App& command, std::string& format) {
  command.add_option("--format", format, "text (default), html (a page whose figures open) or json (a ClaimResponse)")
      ->check(CLI::IsMember({"text", "html", "json"}));
}

}  // namespace

BudgetCommands::BudgetCommands(CLI::App& app, const Parts& parts, const GlobalOptions& global, Console& console,
                               std::function<int()>& chosen)
    : parts_(parts), global_(global), console_(console), chosen_(chosen) {
  CLI::App* budget = app.add_subcommand("budget", "Work out budgets with several funders, show and check them");
  budget->require_subcommand(1);
  add_calculate(*budget);
  add_show(*budget);
  add_verify(*budget);
  add_recharge(*budget);
  add_settle(*budget);
  add_cohort(*budget);
  add_resources(*budget);
  returns_ = std::make_unique<ReturnCommands>(*budget, parts, global, console, chosen);
}

void BudgetCommands::add_calculate(CLI::App& budget) {
  CLI::App* command = budget.add_subcommand("calculate", "Work out an indicative budget from files, without a server");
  add_inputs(*command, calculate_.question);
  add_question(*command, calculate_.question);
  command->get_option("--input")->required();
  command->add_option("--person", calculate_.question.person, "Patient/id or an identifier (default: the only one)");
  command->add_option("--plan", calculate_.question.plan, "CarePlan/id or an identifier (default: all of the person)");
  add_format(*command, calculate_.format);
  command->add_option("-o,--output", calculate_.output, "File to write (default: standard output)");
  command->callback(
      [this] { chosen_ = [this] { return run_budget_calculate(parts_, global_, calculate_, console_); }; });
}

void BudgetCommands::add_show(CLI::App& budget) {
  CLI::App* command = budget.add_subcommand("show", "Print the statement of a budget: who pays what, and why");
  command
      ->add_option("BUDGET", show_.budget, "File with a ClaimResponse; with --data or --to ISSUER:REFERENCE[:VERSION]")
      ->required();
  add_place(*command, show_.place);
  add_format(*command, show_.format);
  command->add_option("-o,--output", show_.output, "File to write (default: standard output)");
  command->callback([this] { chosen_ = [this] { return run_budget_show(parts_, global_, show_, console_); }; });
}

void BudgetCommands::add_verify(CLI::App& budget) {
  CLI::App* command = budget.add_subcommand("verify", "Work a statement's budget out again; it must be the same bytes");
  command->add_option("STATEMENT", verify_.statement, "Statement, text or HTML; - is standard input")->required();
  add_inputs(*command, verify_.question);
  add_place(*command, verify_.place);
  command->callback([this] { chosen_ = [this] { return run_budget_verify(parts_, global_, verify_, console_); }; });
}

void BudgetCommands::add_recharge(CLI::App& budget) {
  CLI::App* command = budget.add_subcommand("recharge", "Write the journal by which funders pay the lead back");
  command
      ->add_option("BUDGET", recharge_.budget,
                   "File with a ClaimResponse; with --data or --to ISSUER:REFERENCE[:VERSION]")
      ->required();
  command->add_option("--lead", recharge_.lead, "Code of the funder who has paid the providers")->required();
  add_place(*command, recharge_.place);
  add_journal(*command, recharge_.journal);
  command->add_option("-o,--output", recharge_.output, "File to write (default: standard output)");
  command->callback([this] { chosen_ = [this] { return run_budget_recharge(parts_, global_, recharge_, console_); }; });
}

void BudgetCommands::add_settle(CLI::App& budget) {
  CLI::App* command =
      budget.add_subcommand("settle", "Say who owes whom when another version counts from an earlier day");
  command->add_option("OLD", settle_.paid, "The version under which was paid")->required();
  command->add_option("NEW", settle_.due, "The version that counts")->required();
  command->add_option("--until", settle_.until, "Last day that is settled")->required();
  add_place(*command, settle_.place);
  add_journal(*command, settle_.journal);
  command->add_option("-o,--output", settle_.output, "Journal to write for finance");
  command->callback([this] { chosen_ = [this] { return run_budget_settle(parts_, global_, settle_, console_); }; });
}

void BudgetCommands::add_cohort(CLI::App& budget) {
  CLI::App* command = budget.add_subcommand("cohort", "Work out the budgets of many people in one go");
  command->add_option("FILE", cohort_.input, "NDJSON: each line one Bundle with everything of one person")->required();
  command->add_option("--rates", cohort_.rates, "Rate table, or FACE:FILE; may be repeated")
      ->required()
      ->allow_extra_args(false);
  add_question(*command, cohort_.question);
  command->add_option("--prefer", cohort_.question.prefer, "Which price speaks first: historic (default) or average")
      ->check(CLI::IsMember({"historic", "average"}));
  command
      ->add_option_function<std::string>(
          "--order-by", [this](const std::string&) { cohort_.by_gross = true; }, "gross: the largest budgets first")
      ->check(CLI::IsMember({"gross"}));
  command->add_option("--top", cohort_.top, "With --order-by: only so many people");
  command->add_option("--threads", cohort_.threads, "Threads to work on (default: one for each core)");
  command->add_option("-o,--output", cohort_.output, "CSV to write (default: standard output)");
  command->callback([this] { chosen_ = [this] { return run_budget_cohort(parts_, global_, cohort_, console_); }; });
}

void BudgetCommands::add_resources(CLI::App& budget) {
  CLI::App* command = budget.add_subcommand(
      "resources", "Print the commissioners' statement of resources: what is offered at which price");
  command->add_option("LIST", resources_.list, "With --data: the List that a statement names, List/id/_history/2");
  command->add_option("--input", resources_.inputs, "FACE:FILE, for instance rates:rates.csv; may be repeated")
      ->allow_extra_args(false);
  add_place(*command, resources_.place);
  command->add_option("--format", resources_.format, "text (default) or html")->check(CLI::IsMember({"text", "html"}));
  command->add_option("-o,--output", resources_.output, "File to write (default: standard output)");
  command->callback(
      [this] { chosen_ = [this] { return run_budget_resources(parts_, global_, resources_, console_); }; });
}

}  // namespace careway::command_line
