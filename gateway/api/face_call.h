#pragma once

#include <optional>
#include <string>

#include "gateway/api/api.h"
#include "gateway/pipeline/exporter.h"
#include "gateway/pipeline/receipt.h"

namespace careway::api {

/// The face in the address, or null.
const pipeline::Face* face_of(const Call& call);

/// True when the body may be of that face: its media type, a usual other name of it, or none said.
bool is_body_of(const http::Request& request, const pipeline::Face& face);

/// What the query says about a submission: period-start, period-end, issuer, residue=false. Nothing with an issue for
/// what is no date.
std::optional<pipeline::ExportOptions> export_options(const Call& call, fhir::Issues& issues);

/// A receipt as the answer: 200, or 422 when nothing of the file could be used.
http::Response receipt_response(const pipeline::Receipt& receipt);

/// An exchange as JSON: state, progress, receipt when there is one.
http::Response exchange_response(const store::Exchange& exchange, int status);

/// The exchange in the address if the caller may see it: its own, or any with the role operate. Else nothing.
std::optional<store::Exchange> exchange_of(const Call& call);

/// A strong ETag of a text that needs no escaping.
std::string quoted_etag(const std::string& etag);

}  // namespace careway::api
