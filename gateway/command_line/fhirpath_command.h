#pragma once

#include <string>

#include "gateway/command_line/workbench.h"

namespace careway::command_line {

struct FhirpathOptions {
  std::string expression;
  std::string input = "-";  ///< a file, or "-" for standard input
};

/// `careway fhirpath`: evaluates an expression on the resource of a file, or on each line of NDJSON. As JSON the
/// results are an array of {type, value, path}. Returns an ExitStatus: kUsage when the expression is none or cannot
/// work on the resource, kDataRefused when the file cannot be read or the evaluation fails.
int run_fhirpath(const Parts& parts, const GlobalOptions& global, const FhirpathOptions& options, Console& console);

}  // namespace careway::command_line
