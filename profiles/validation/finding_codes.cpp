#include "profiles/validation/finding_codes.h"

#include <algorithm>
#include <array>
#include <span>

namespace careway::validation {
namespace {

struct IssueTypeOfCode {
  std::string_view code;
  std::string_view issue_type;
};

// By folder or kind of check; the search is linear because it only runs when findings are told.
constexpr auto kGeneral = std::to_array<IssueTypeOfCode>({
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
    {"value-too-short", "invalid"},
    {"value-missing", "invalid"},
    // Codes.
    {"code-not-in-value-set", "code-invalid"},
    {"code-missing", "code-invalid"},
    {"code-not-in-system", "code-invalid"},
    {"coding-without-system", "invalid"},
    {"code-without-system", "code-invalid"},
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
    {"reference-target-details", "structure"},
    {"reference-unresolved", "structure"},
    {"reference-aggregation", "structure"},
    {"reference-version", "structure"},
    {"reference-type-differs", "structure"},
    {"reference-type-unknown", "invariant"},
    // Extensions.
    {"extension-url-missing", "invalid"},
    {"extension-url-relative", "invalid"},
    {"extension-url-version", "invalid"},
    {"extension-unknown", "structure"},
    {"extension-part-unknown", "structure"},
    {"extension-context", "structure"},
    {"extension-modifier", "structure"},
    // Contained resources.
    {"contained-unreferenced", "invalid"},
    {"contained-id-missing", "invalid"},
    {"contained-id-repeated", "invalid"},
    // Profiles.
    {"profile-unknown", "structure"},
    {"profile-unusable", "exception"},
    {"profile-implied", "informational"},
    {"code-system-draft", "business-rule"},
    {"profile-other-type", "structure"},
    // Limits.
    {"limit-depth", "too-costly"},
    {"limit-steps", "too-costly"},
    {"limit-findings", "too-costly"},
});

constexpr auto kForms = std::to_array<IssueTypeOfCode>({
    // Readers (read_for_validation.h).
    {"json-unknown-property", "structure"},
    {"json-unknown-resource", "invalid"},
    {"xml-unknown-element", "structure"},
    {"xml-unknown-attribute", "structure"},
    {"xml-namespace", "structure"},
    {"xml-text", "structure"},
    {"xml-order", "invalid"},
    {"limit-bytes", "too-costly"},
    {"limit-nodes", "too-costly"},
    {"limit-text", "too-costly"},
    // Forms of primitives.
    {"primitive-format", "invalid"},
    {"primitive-blank", "invalid"},
    {"string-padded", "invalid"},
    {"string-too-long", "invalid"},
    {"date-without-zone", "invalid"},
    {"date-unlikely", "invalid"},
    {"decimal-precision", "value"},
    {"base64-white-space", "invalid"},
    {"canonical-relative", "invalid"},
    {"canonical-unknown", "invalid"},
    {"example-url", "invalid"},
    {"html-in-string", "invalid"},
    {"html-in-markdown", "invalid"},
    {"resource-id", "invalid"},
    {"resource-id-extension", "business-rule"},
    // Prose about datatypes.
    {"attachment-size", "structure"},
    {"attachment-bare", "structure"},
    {"reference-form", "structure"},
    {"reference-invalid", "invalid"},
    {"identifier-not-uri", "code-invalid"},
    // Narratives.
    {"narrative-form", "invalid"},
    {"narrative-namespace", "invalid"},
    {"narrative-element", "invalid"},
    {"narrative-attribute", "invalid"},
    {"narrative-link", "invalid"},
    {"narrative-space", "invalid"},
    {"narrative-language", "business-rule"},
    {"narrative-language-mixed", "business-rule"},
    // Bundles.
    {"bundle-full-url-missing", "invalid"},
    {"bundle-full-url-relative", "invalid"},
    {"bundle-full-url-id", "invalid"},
    {"bundle-first-entry", "invalid"},
    {"bundle-link", "invalid"},
    {"bundle-style-external", "business-rule"},
    {"bundle-style-missing", "not-found"},
    {"bundle-search-self", "invalid"},
    {"bundle-search-mode", "invalid"},
    {"bundle-search-type", "invalid"},
    {"bundle-search-id", "invalid"},
    {"bundle-search-resource", "invalid"},
    {"bundle-reference-several", "invalid"},
    {"bundle-reference-missing", "invalid"},
    {"bundle-reference-ambiguous", "forbidden"},
    {"bundle-reference-unresolved", "required"},
    {"bundle-entry-backward", "invalid"},
    {"bundle-entry-backward-message", "informational"},
    {"bundle-entry-unreached", "informational"},
});

constexpr auto kForQuestionnaires = std::to_array<IssueTypeOfCode>({
    // Questionnaires and their answers.
    {"questionnaire-condition", "business-rule"},
    {"questionnaire-value-type", "invalid"},
    {"questionnaire-option-repeated", "business-rule"},
    {"questionnaire-limits", "business-rule"},
    {"questionnaire-expression", "invalid"},
    {"questionnaire-definition", "invalid"},
    {"questionnaire-derived-from-itself", "invalid"},
    {"canonical-unknown", "invalid"},
    {"canonical-wrong-type", "invalid"},
    {"response-questionnaire-unknown", "required"},
    {"response-subject-type", "structure"},
    {"response-link-id-unknown", "not-found"},
    {"response-structure", "structure"},
    {"response-item-count", "invalid"},
    {"response-not-enabled", "invalid"},
    {"response-required", "required"},
    {"response-group-empty", "invariant"},
    {"response-answer-count", "invalid"},
    {"response-answer-type", "invariant"},
    {"response-answer-limit", "invariant"},
    {"response-answer-line-break", "invariant"},
    {"response-answer-not-permitted", "invariant"},
    {"response-answer-not-in-value-set", "code-invalid"},
    {"response-value-set-unknown", "code-invalid"},
    {"response-options-unknown", "invariant"},
    {"response-unit-not-permitted", "invariant"},
    {"response-attachment", "required"},
    {"response-reference-type", "structure"},
    {"response-constraint", "invariant"},
    // Measures and their reports.
    {"measure-library-missing", "invalid"},
    {"measure-library-unknown", "not-found"},
    {"measure-criteria-unknown", "invalid"},
    {"measure-code-missing", "business-rule"},
    {"measure-report-measure-unknown", "not-found"},
    {"measure-report-scoring", "business-rule"},
    {"measure-report-no-match", "business-rule"},
    {"measure-report-score", "business-rule"},
    {"measure-report-population", "business-rule"},
});

constexpr auto kForDefinitions = std::to_array<IssueTypeOfCode>({
    // Structure definitions.
    {"structure-path", "exception"},
    {"structure-path-root", "not-found"},
    {"structure-order", "value"},
    {"structure-type", "business-rule"},
    {"structure-type-of-base", "not-found"},
    {"structure-base-unknown", "not-found"},
    {"structure-profile-unknown", "exception"},
    {"structure-profile-type", "exception"},
    {"structure-target", "business-rule"},
    {"structure-target-unchecked", "business-rule"},
    {"structure-binding", "business-rule"},
    {"structure-value-type", "business-rule"},
    {"structure-value-changed", "value"},
    {"structure-value-without-code", "value"},
    {"structure-cardinality", "business-rule"},
    {"structure-discriminator", "invalid"},
    {"structure-discriminator-pattern", "business-rule"},
    {"structure-slicing-changed", "business-rule"},
    {"structure-constraint-repeated", "business-rule"},
    {"structure-constraint-expression", "invalid"},
    {"structure-context", "invalid"},
    {"structure-context-everywhere", "business-rule"},
    {"obligation-profile", "invalid"},
    // Other definitions.
    {"code-system-case", "business-rule"},
    {"code-system-supplement", "business-rule"},
    {"code-system-count", "business-rule"},
    {"code-system-property", "business-rule"},
    {"code-system-hierarchy", "business-rule"},
    {"value-set-includes-itself", "business-rule"},
    {"value-set-code-repeated", "business-rule"},
    {"value-set-code-unknown", "code-invalid"},
    {"search-parameter-expression", "invalid"},
    {"search-parameter-component", "business-rule"},
    {"search-parameter-target", "business-rule"},
    {"search-parameter-origin", "business-rule"},
    {"operation-parameter", "unknown"},
    {"operation-parameter-type", "invalid"},
});

}  // namespace

std::string_view issue_type(std::string_view finding_code) {
  using Table = std::span<const IssueTypeOfCode>;
  for (const Table table : {Table(kGeneral), Table(kForms), Table(kForQuestionnaires), Table(kForDefinitions)}) {
    const auto found = std::ranges::find(table, finding_code, &IssueTypeOfCode::code);
    if (found != table.end()) return found->issue_type;
  }
  return "invalid";
}

}  // namespace careway::validation
