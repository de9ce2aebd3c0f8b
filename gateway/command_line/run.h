#pragma once

#include <string>
#include <vector>

#include "gateway/command_line/workbench.h"

namespace careway::command_line {

/// Runs one command line (without the program's name) and returns its ExitStatus. What goes wrong outside is told on
/// the error stream; nothing is thrown.
int run(const std::vector<std::string>& arguments, const Parts& parts, Console& console);

}  // namespace careway::command_line
