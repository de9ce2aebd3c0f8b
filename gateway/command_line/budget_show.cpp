#include "gateway/command_line/budget_show.h"

#include "gateway/command_line/budget_server.h"
#include "gateway/command_line/budget_source.h"

namespace careway::command_line {

int run_budget_show(const Parts& parts, const GlobalOptions& global, const BudgetShowOptions& options,
                    Console& console) {
  if (!options.place.server.empty()) {
    const auto name = parse_budget_name(options.budget);
    if (!name) {
      complain(console, "budget-name", "Name a stored budget as ISSUER:REFERENCE or ISSUER:REFERENCE:VERSION.");
      return kUsage;
    }
    std::string statement;
    const int status = fetch_budget(parts, options.place, *name, options.format, statement, console);
    if (status == kFine) write_output(parts, options.output, statement, console);
    return status;
  }
  const auto source = BudgetSource::open(parts, global, options.place, console);
  if (source == nullptr) return kEnvironment;
  const auto found = source->find(options.budget);
  if (!found) return kDataRefused;
  const auto library = source->services().library();
  write_output(parts, options.output, budget_output(*found, options.format, *library), console);
  return kFine;
}

}  // namespace careway::command_line
