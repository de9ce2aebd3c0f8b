#pragma once

#include <string>

#include "gateway/command_line/budget_name.h"
#include "gateway/command_line/budget_options.h"
#include "gateway/command_line/workbench.h"

namespace careway::command_line {

/// Gets a budget from a server: its statement as "text" or "html", or "json", the ClaimResponse. Returns an ExitStatus;
/// what went wrong has been told.
int fetch_budget(const Parts& parts, const BudgetPlaceOptions& place, const BudgetName& name, const std::string& format,
                 std::string& bytes, Console& console);

/// Lets a server verify a statement. kFine when it is, byte for byte, what the server works out; kDataRefused when it
/// is not, with the reasons told.
int verify_at_server(const Parts& parts, const BudgetPlaceOptions& place, const std::string& file,
                     const std::string& statement, Console& console);

}  // namespace careway::command_line
