#pragma once

#include <string>

#include "tests/profiles/validation/suite_case.h"

namespace careway::validation {

/// Validates the file of a case as the run says; the findings as the suite compares them.
Outcome run_case(const std::string& folder, const SuiteCase& suite_case, const SuiteRun& run);

}  // namespace careway::validation
