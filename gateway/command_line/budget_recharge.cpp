#include "gateway/command_line/budget_recharge.h"

#include "gateway/command_line/budget_inputs.h"
#include "gateway/command_line/budget_source.h"
#include "mappers/budget/recharge.h"

namespace careway::command_line {

int run_budget_recharge(const Parts& parts, const GlobalOptions& global, const BudgetRechargeOptions& options,
                        Console& console) {
  const auto posted = day_of(options.journal.posted);
  if (!options.journal.posted.empty() && !posted) {
    complain(console, "option-invalid", "A journal is posted on a day, written like 2027-04-05.");
    return kUsage;
  }
  const auto source = BudgetSource::open(parts, global, options.place, console);
  if (source == nullptr) return kEnvironment;
  const auto found = source->find(options.budget);
  if (!found) return kDataRefused;
  const budget::RechargeTerms terms{.document = options.journal.document,
                                    .posted = posted.value_or(found->budget.to),
                                    .part = options.journal.part,
                                    .parts = options.journal.parts,
                                    .person_account = options.journal.person_account};
  fhir::Issues issues;
  const auto file = budget::recharge_file(found->budget, options.lead, terms, issues);
  tell_all(console, options.budget, issues);
  if (!file) return kDataRefused;
  write_output(parts, options.output, *file, console);
  return kFine;
}

}  // namespace careway::command_line
