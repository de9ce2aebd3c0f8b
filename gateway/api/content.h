#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/http/message.h"
#include "profiles/definitions/definitions.h"
#include "profiles/fhir/document.h"
#include "profiles/fhir/issue.h"

namespace careway::api {

/// The two forms of FHIR on the wire.
enum class Wire { json, xml };

/// The form that the caller wants: _format, else Accept with its weights (RFC 9110 section 12.5.1), else the form of
/// the body, else JSON. Nothing when only others are accepted.
std::optional<Wire> wanted_wire(const http::Request& request);

/// The form of the body by its Content-Type; nothing when it is neither (or missing).
std::optional<Wire> body_wire(const http::Request& request);

/// The media type alone, in lower case, without parameters: "text/csv".
std::string media_type_of(const http::Request& request);

/// Reads the body as one FHIR resource. Nothing with issues when it cannot be.
std::optional<fhir::Document> read_body(const http::Request& request, const definitions::Definitions& definitions,
                                        fhir::Issues& issues);

/// Puts FHIR JSON into the answer's body in the form asked for, with its Content-Type. When XML cannot carry it the
/// answer becomes a 406.
void set_fhir_body(http::Response& response, std::string json, Wire wire, const definitions::Definitions& definitions);

/// An answer that is an OperationOutcome with the status of its first error.
http::Response refusal(const fhir::Issues& issues, Wire wire, const definitions::Definitions& definitions);
http::Response refusal(std::string_view code, Wire wire, const definitions::Definitions& definitions);

}  // namespace careway::api
