#include "gateway/api/content.h"

#include <algorithm>

#include "gateway/api/errors.h"
#include "profiles/fhir/json.h"
#include "profiles/fhir/xml.h"

namespace careway::api {
namespace {

constexpr std::string_view kJsonType = "application/fhir+json; charset=utf-8";
constexpr std::string_view kXmlType = "application/fhir+xml; charset=utf-8";

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& letter : out) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter + ('a' - 'A'));
  }
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::string type_alone(std::string_view media_type) {
  return lower(trimmed(media_type.substr(0, media_type.find(';'))));
}

std::optional<Wire> wire_named(std::string_view name) {
  if (name == "application/fhir+json" || name == "application/json" || name == "text/json" || name == "json" ||
      name == "application/json+fhir") {
    return Wire::json;
  }
  if (name == "application/fhir+xml" || name == "application/xml" || name == "text/xml" || name == "xml" ||
      name == "application/xml+fhir") {
    return Wire::xml;
  }
  return std::nullopt;
}

/// Weight of one item of Accept in thousandths: "text/html;q=0.5" is 500.
int weight(std::string_view item) {
  std::size_t at = item.find(';');
  while (at != std::string_view::npos) {
    item.remove_prefix(at + 1);
    at = item.find(';');
    const std::string_view parameter = trimmed(item.substr(0, at));
    if (!parameter.starts_with("q=") && !parameter.starts_with("Q=")) continue;
    int value = 0;
    int digits = 0;
    for (const char letter : parameter.substr(2)) {
      if (letter >= '0' && letter <= '9' && digits < 4) {
        value = value * 10 + (letter - '0');
        ++digits;
      }
    }
    while (digits++ < 4) value *= 10;
    return std::min(value, 1000);
  }
  return 1000;
}

/// The best form that a list of media ranges takes.
std::optional<Wire> accepted(std::string_view list, Wire otherwise) {
  std::optional<Wire> best;
  int best_weight = 0;
  while (true) {
    const std::size_t comma = list.find(',');
    const std::string_view item = list.substr(0, comma);
    const std::string name = type_alone(item);
    const auto wire = name == "*/*" || name == "application/*" ? std::optional(otherwise) : wire_named(name);
    if (wire && weight(item) > best_weight) {
      best = wire;
      best_weight = weight(item);
    }
    if (comma == std::string_view::npos) return best;
    list.remove_prefix(comma + 1);
  }
}

}  // namespace

std::string media_type_of(const http::Request& request) {
  return type_alone(request.headers.find("Content-Type").value_or(""));
}

std::optional<Wire> body_wire(const http::Request& request) {
  return wire_named(media_type_of(request));
}

std::optional<Wire> wanted_wire(const http::Request& request) {
  const Wire otherwise = body_wire(request).value_or(Wire::json);
  if (const auto format = request.query_value("_format")) {
    // A '+' in a query is a space.
    std::string name = type_alone(*format);
    std::ranges::replace(name, ' ', '+');
    return wire_named(name);
  }
  const auto accept = request.headers.find("Accept");
  if (!accept || trimmed(*accept).empty()) return otherwise;
  return accepted(*accept, otherwise);
}

std::optional<fhir::Document> read_body(const http::Request& request, const definitions::Definitions& definitions,
                                        fhir::Issues& issues) {
  const auto wire = body_wire(request);
  if (!wire) {
    refuse(issues, "media-type-unknown");
    return std::nullopt;
  }
  if (request.body.empty()) {
    refuse(issues, "body-empty");
    return std::nullopt;
  }
  return *wire == Wire::json ? fhir::read_json(request.body, definitions, issues)
                             : fhir::read_xml(request.body, definitions, issues);
}

void set_fhir_body(http::Response& response, std::string json, Wire wire, const definitions::Definitions& definitions) {
  if (wire == Wire::xml) {
    fhir::Issues issues;
    const auto document = fhir::read_json(json, definitions, issues);
    std::string xml;
    if (document && fhir::write_xml(document->root(), definitions, xml, issues)) {
      response.headers.set("Content-Type", std::string(kXmlType));
      response.body = std::move(xml);
      return;
    }
    fhir::Issues told;
    refuse(told, "xml-impossible");
    response.status = status_of(told);
    json = operation_outcome_json(told);
  }
  response.headers.set("Content-Type", std::string(kJsonType));
  response.body = std::move(json);
}

http::Response refusal(const fhir::Issues& issues, Wire wire, const definitions::Definitions& definitions) {
  http::Response response;
  response.status = status_of(issues);
  if (response.status == 401) response.headers.add("WWW-Authenticate", "Bearer");
  if (response.status == 503) response.headers.add("Retry-After", "2");
  set_fhir_body(response, operation_outcome_json(issues), wire, definitions);
  return response;
}

http::Response refusal(std::string_view code, Wire wire, const definitions::Definitions& definitions) {
  fhir::Issues issues;
  refuse(issues, code);
  return refusal(issues, wire, definitions);
}

}  // namespace careway::api
