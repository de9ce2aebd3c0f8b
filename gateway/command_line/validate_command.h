#pragma once

#include <string>
#include <vector>

#include "gateway/command_line/workbench.h"

namespace careway::command_line {

struct ValidateOptions {
  std::vector<std::string> inputs;    ///< files, folders, or "-" for standard input
  std::vector<std::string> profiles;  ///< canonicals, checked beside the base type and meta.profile
  std::vector<std::string> packages;  ///< folders and .tgz archives
  bool best_practice = false;         ///< also what FHIR only recommends, as warnings
  std::string format;                 ///< text, json, junit, html; empty: as the command line says
};

/// `careway validate`: says of each resource whether it is right, and where not. Returns an ExitStatus: kDataRefused
/// when one of them is not, kUsage when a profile or package cannot be used.
int run_validate(const Parts& parts, const GlobalOptions& global, const ValidateOptions& options, Console& console);

}  // namespace careway::command_line
