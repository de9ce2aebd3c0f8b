#include <fmt/format.h>

#include <algorithm>

#include "gateway/api/authority.h"
#include "gateway/api/budget_call.h"
#include "gateway/api/handlers.h"
#include "gateway/pipeline/json_text.h"

namespace careway::api {
namespace {

std::string day_text(fhir::CivilDate day) {
  return fmt::format("{:04}-{:02}-{:02}", day.year, day.month, day.day);
}

void append_amounts(std::string& out, const budget::Amounts& amounts) {
  pipeline::append_member(out, "week", pounds(amounts.week));
  pipeline::append_member(out, "period", pounds(amounts.period));
}

/// The funder's own part of a line; empty when it has none. Nothing that other funders' parts could be worked out from:
/// neither price nor gross of the line.
std::string line_json(const budget::Line& line, const std::string& stream) {
  const auto part = std::ranges::find(line.parts, stream, &budget::Part::stream);
  if (part == line.parts.end()) return {};
  std::string out = "{";
  pipeline::append_member(out, "line", line.key);
  pipeline::append_member(out, "service-type", line.service_type);
  if (!line.text.empty()) pipeline::append_member(out, "text", line.text);
  pipeline::append_member(out, "from", day_text(line.from));
  pipeline::append_member(out, "to", day_text(line.to));
  append_amounts(out, part->amounts);
  out += part->is_chargeable ? R"(,"chargeable":true)" : R"(,"chargeable":false)";
  if (!part->legal_basis.empty()) pipeline::append_member(out, "legal-basis", part->legal_basis);
  if (!part->decision.empty()) pipeline::append_member(out, "decision", part->decision);
  return out + "}";
}

std::string view_json(const budget::Budget& budget, const budget::Stream& stream) {
  std::string out = "{";
  pipeline::append_member(out, "issuer", budget.issuer.code);
  pipeline::append_member(out, "reference", budget.reference);
  pipeline::append_member(out, "version", std::uint64_t{budget.version});
  pipeline::append_member(out, "status", budget.status);
  pipeline::append_member(out, "from", day_text(budget.from));
  pipeline::append_member(out, "to", day_text(budget.to));
  pipeline::append_member(out, "currency", budget.currency);
  pipeline::append_member(out, "stream", stream.code);
  pipeline::append_member(out, "funder", stream.funder.code);
  if (!stream.funder.name.empty()) pipeline::append_member(out, "funder-name", stream.funder.name);
  pipeline::append_member(out, "legal-basis", stream.legal_basis);
  if (!stream.holding.empty()) pipeline::append_member(out, "holding", stream.holding);
  if (!stream.cost_centre.empty()) pipeline::append_member(out, "cost-centre", stream.cost_centre);
  if (!stream.subjective_code.empty()) pipeline::append_member(out, "subjective-code", stream.subjective_code);
  append_amounts(out, stream.gross);
  pipeline::append_member(out, "contribution-week", pounds(stream.contribution.week));
  pipeline::append_member(out, "contribution-period", pounds(stream.contribution.period));
  out += ",\"lines\":[";
  for (const budget::Line& line : budget.lines) {
    const std::string item = line_json(line, stream.code);
    if (!item.empty()) out += (out.back() == '[' ? "" : ",") + item;
  }
  return out + "]}";
}

}  // namespace

http::Response get_funder_view(const Call& call) {
  const std::string& code = call.request.capture("stream");
  if (!may_read_stream(call, code)) return call.refused("forbidden");
  fhir::Issues issues;
  pipeline::BudgetDesk desk(call.api.services, call.caller);
  const auto stored = load_by_reference(call, desk, issues);
  if (!stored) return call.refused(issues);
  const auto stream = std::ranges::find(stored->budget.streams, code, &budget::Stream::code);
  if (stream == stored->budget.streams.end()) return call.refused("budget-stream");
  http::Response response;
  response.headers.set("Content-Type", "application/json");
  response.headers.set("ETag", version_etag(stored->resource_version));
  response.body = view_json(stored->budget, *stream);
  return response;
}

}  // namespace careway::api
