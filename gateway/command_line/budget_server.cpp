#include "gateway/command_line/budget_server.h"

#include <fmt/format.h>

#include "gateway/command_line/server_answer.h"
#include "gateway/pipeline/json_text.h"

namespace careway::command_line {
namespace {

channels::HttpRequest request_to(const BudgetPlaceOptions& place, const std::string& path) {
  channels::HttpRequest request;
  request.url = place.server;
  while (request.url.ends_with('/')) request.url.pop_back();
  request.url += path;
  if (!place.key.empty()) request.headers.emplace_back("Authorization", "Bearer " + place.key);
  return request;
}

/// A segment of an address (RFC 3986, section 2.3: what is not unreserved is encoded).
std::string segment(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                          std::string_view("-._~").find(c) != std::string_view::npos;
    out += is_plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

}  // namespace

int fetch_budget(const Parts& parts, const BudgetPlaceOptions& place, const BudgetName& name, const std::string& format,
                 std::string& bytes, Console& console) {
  std::string path = fmt::format("/budgets/{}/{}", segment(name.issuer), segment(name.reference));
  if (name.version) path += fmt::format("/{}", *name.version);
  if (format != "json") path += "/statement";
  channels::HttpRequest request = request_to(place, path);
  std::string_view accept = "text/plain";
  if (format == "html") accept = "text/html";
  if (format == "json") accept = "application/fhir+json";
  request.headers.emplace_back("Accept", accept);
  channels::HttpAnswer answer = parts.http.send(request);
  if (answer.status != 200) return tell_refusal(console, name.issuer + ":" + name.reference, answer);
  bytes = std::move(answer.body);
  return kFine;
}

int verify_at_server(const Parts& parts, const BudgetPlaceOptions& place, const std::string& file,
                     const std::string& statement, Console& console) {
  channels::HttpRequest request = request_to(place, "/budgets/verify");
  request.method = "POST";
  request.headers.emplace_back("Content-Type", statement.starts_with('<') ? "text/html" : "text/plain");
  request.headers.emplace_back("Accept", "application/fhir+json");
  request.body = statement;
  const channels::HttpAnswer answer = parts.http.send(request);
  if (answer.status != 200) return tell_refusal(console, file, answer);
  // The outcome says whether the statement holds: an error in it is a difference.
  fhir::Document outcome;
  if (!pipeline::read_own_json(answer.body, outcome)) return tell_refusal(console, file, answer);
  for (fhir::Element issue : outcome.root()) {
    const std::string_view severity = issue.name() == "issue" ? issue.child_value("severity") : std::string_view();
    if (severity != "error" && severity != "fatal") continue;
    tell_refusal(console, file, answer);
    return kDataRefused;
  }
  return kFine;
}

}  // namespace careway::command_line
