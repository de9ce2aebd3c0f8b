#include "profiles/validation/finding_codes.h"

#include <algorithm>
#include <array>

namespace careway::validation {
namespace {

struct IssueTypeOfCode {
  std::string_view code;
  std::string_view issue_type;
};

// By folder or kind of check; the search is linear because it only runs when findings are told.
constexpr auto kIssueTypes = std::to_array<IssueTypeOfCode>({
    // Structure.
    {"element-empty", "invariant"},
    {"cardinality-min", "structure"},
    {"cardinality-max", "structure"},
    {"type-not-allowed", "structure"},
    {"type-profile-none", "structure"},
    {"type-profile-several", "structure"},
    // Values.
    {"fixed-value", "value"},
    {"pattern-value", "value"},
    {"value-below-minimum", "invalid"},
    {"value-above-maximum", "invalid"},
    {"value-too-long", "invalid"},
    // Codes.
    {"code-not-in-value-set", "code-invalid"},
    {"code-missing", "code-invalid"},
    {"code-not-in-system", "code-invalid"},
    {"coding-without-system", "invalid"},
    {"display-wrong", "invalid"},
    // Invariants.
    {"invariant", "invariant"},
    {"invariant-unusable", "exception"},
    // Slices.
    {"slice-min", "structure"},
    {"slice-max", "structure"},
    {"slice-closed", "invalid"},
    {"slice-unmatched", "informational"},
    {"slice-order", "invalid"},
    {"slice-several", "structure"},
    // References.
    {"reference-target-type", "structure"},
    {"reference-target-profile", "structure"},
    {"reference-unresolved", "structure"},
    {"reference-aggregation", "structure"},
    {"reference-version", "structure"},
    {"reference-type-differs", "structure"},
    // Extensions.
    {"extension-url-missing", "invalid"},
    {"extension-url-relative", "invalid"},
    {"extension-url-version", "invalid"},
    {"extension-unknown", "structure"},
    {"extension-context", "structure"},
    {"extension-modifier", "structure"},
    // Contained resources.
    {"contained-unreferenced", "invalid"},
    {"contained-id-missing", "invalid"},
    {"contained-id-repeated", "invalid"},
    // Profiles.
    {"profile-unknown", "structure"},
    {"profile-unusable", "exception"},
    {"profile-other-type", "structure"},
    // Limits.
    {"limit-depth", "too-costly"},
    {"limit-steps", "too-costly"},
    {"limit-findings", "too-costly"},
});

}  // namespace

std::string_view issue_type(std::string_view finding_code) {
  const auto* found = std::find_if(kIssueTypes.begin(), kIssueTypes.end(),
                                   [&](const IssueTypeOfCode& item) { return item.code == finding_code; });
  return found == kIssueTypes.end() ? "invalid" : found->issue_type;
}

}  // namespace careway::validation
