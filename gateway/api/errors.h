#pragma once

#include <string>
#include <string_view>

#include "gateway/http/message.h"
#include "profiles/fhir/issue.h"

namespace careway::api {

/// What one code means to the outside: the one table of the API.
struct ErrorRow {
  std::string_view code;        ///< ours, kebab case
  int status;                   ///< HTTP
  std::string_view issue_type;  ///< http://hl7.org/fhir/R4/valueset-issue-type.html
  std::string_view text;        ///< what happened and what to do
};

/// The row of a code. Codes of readers and maps that stand in no row of their own ("json-syntax", "cld-unknown-code")
/// share the rows of their prefix; anything else is a bad request.
const ErrorRow& error_row(std::string_view code);

/// Adds an error with the table's text. `path` is a FHIRPath ("Bundle.entry[3].resource") or empty. Never a value.
void refuse(fhir::Issues& issues, std::string_view code, std::string_view path = {});

/// The HTTP status of the first error of these issues; 400 when there is none.
int status_of(const fhir::Issues& issues);

/// Says in the header Careway-Findings how many findings the content of an answer has; no header for none.
void add_findings_header(http::Response& response, const fhir::Issues& findings);

/// An OperationOutcome (R4) in JSON with every issue: severity, type, our code, text, location and expression.
std::string operation_outcome_json(const fhir::Issues& issues);

}  // namespace careway::api
