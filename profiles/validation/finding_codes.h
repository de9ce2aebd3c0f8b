#pragma once

#include <string_view>

namespace careway::validation {

/// The FHIR issue type (R4 value set issue-type: "structure", "required", "value", "invariant", "code-invalid", ...)
/// that stands for a finding's code; "invalid" for codes that are not in the table. One table for all of profiles/.
std::string_view issue_type(std::string_view finding_code);

}  // namespace careway::validation
