#include "gateway/api/face_call.h"

#include "gateway/api/errors.h"
#include "gateway/pipeline/importer.h"
#include "gateway/pipeline/json_text.h"
#include "profiles/fhir/date.h"

namespace careway::api {
namespace {

/// A day in the query; false with an issue when it is something else.
bool read_day(const Call& call, std::string_view name, std::string& day, fhir::Issues& issues) {
  const auto text = call.request.query_value(name);
  if (!text) return true;
  const auto date = fhir::PartialDate::parse(*text);
  if (!date || !date->is_day()) {
    refuse(issues, "parameter-value", name);
    return false;
  }
  day = std::string(*text);
  return true;
}

}  // namespace

const pipeline::Face* face_of(const Call& call) {
  return call.library->find(call.request.capture("face"));
}

bool is_body_of(const http::Request& request, const pipeline::Face& face) {
  const std::string said = media_type_of(request);
  if (said.empty() || said == face.media_type || said == "application/octet-stream") return true;
  if (face.media_type == "application/xml") return said == "text/xml";
  if (face.media_type == "application/json") return said == "text/json";
  return said == "text/plain" && face.media_type == "text/csv";
}

std::optional<pipeline::ExportOptions> export_options(const Call& call, fhir::Issues& issues) {
  pipeline::ExportOptions options;
  if (!read_day(call, "period-start", options.period_start, issues)) return std::nullopt;
  if (!read_day(call, "period-end", options.period_end, issues)) return std::nullopt;
  options.issuer = std::string(call.request.query_value("issuer").value_or(""));
  options.with_residue = call.request.query_value("residue").value_or("true") != "false";
  return options;
}

http::Response receipt_response(const pipeline::Receipt& receipt) {
  http::Response response;
  response.status = receipt.state == "failed" ? 422 : 200;
  response.headers.add("Content-Type", "application/json; charset=utf-8");
  response.body = pipeline::to_json(receipt);
  return response;
}

http::Response exchange_response(const store::Exchange& exchange, int status) {
  http::Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/json; charset=utf-8");
  std::string out = "{";
  pipeline::append_member(out, "exchange", exchange.id);
  pipeline::append_member(out, "face", exchange.face);
  pipeline::append_member(out, "state", pipeline::state_word(exchange.state));
  pipeline::append_member(out, "received", exchange.received);
  pipeline::append_member(out, "bytes", exchange.bytes);
  pipeline::append_member(out, "documentsDone", exchange.documents_done);
  pipeline::append_member(out, "documentsTotal", exchange.documents_total);
  if (!exchange.receipt.empty()) out += ",\"receipt\":" + exchange.receipt;
  response.body = out + "}";
  return response;
}

std::optional<store::Exchange> exchange_of(const Call& call) {
  auto exchange = call.store().find_exchange(call.caller.tenant, call.request.capture("exchange"));
  if (exchange && exchange->partner != call.caller.partner && !call.roles.operate) return std::nullopt;
  return exchange;
}

std::string quoted_etag(const std::string& etag) {
  return '"' + etag + '"';
}

}  // namespace careway::api
