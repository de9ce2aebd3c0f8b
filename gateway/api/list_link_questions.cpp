#include <algorithm>
#include <charconv>

#include "gateway/api/handlers.h"
#include "gateway/pipeline/json_text.h"
#include "gateway/pipeline/person_decisions.h"

namespace careway::api {
namespace {

/// The word of the address to the status of the Task.
std::optional<std::string_view> status_of(std::string_view word) {
  if (word == "open") return "requested";
  if (word == "linked") return "completed";
  if (word == "kept-apart") return "rejected";
  return std::nullopt;
}

void append_candidate(const pipeline::LinkQuestion::Candidate& candidate, std::string& out) {
  out += '{';
  pipeline::append_member(out, "patient", candidate.patient);
  if (!candidate.person.empty()) pipeline::append_member(out, "person", candidate.person);
  out += R"(,"issuers":[)";
  for (const std::string& issuer : candidate.issuers) {
    if (out.back() != '[') out += ',';
    pipeline::append_json_string(out, issuer);
  }
  out += "]}";
}

}  // namespace

http::Response list_link_questions(const Call& call) {
  const std::string word = std::string(call.request.query_value("status").value_or("open"));
  const auto status = status_of(word);
  std::size_t count = call.api.options.page_size;
  if (const auto text = call.request.query_value("_count")) {
    const auto [end, problem] = std::from_chars(text->data(), text->data() + text->size(), count);
    if (problem != std::errc() || end != text->data() + text->size()) return call.refused("parameter-value");
  }
  if (!status) return call.refused("parameter-value");
  count = std::clamp<std::size_t>(count, 1, call.api.options.page_size_max);
  pipeline::PersonDecisions decisions(call.api.services, call.caller, {});
  const auto cursor = call.request.query_value("_cursor");
  const auto found = decisions.questions(*status, count, cursor ? std::string_view(*cursor) : std::string_view());
  if (!found.cursor_accepted) return call.refused("cursor-refused");
  std::string out = R"({"questions":[)";
  for (const pipeline::LinkQuestion& question : found.questions) {
    if (out.back() != '[') out += ',';
    out += '{';
    pipeline::append_member(out, "id", question.id);
    pipeline::append_member(out, "status", word);
    pipeline::append_member(out, "reason", question.reason);
    pipeline::append_member(out, "asked", question.asked);
    out += R"(,"candidates":[)";
    for (const auto& candidate : question.candidates) {
      if (out.back() != '[') out += ',';
      append_candidate(candidate, out);
    }
    out += "]}";
  }
  out += ']';
  if (!found.next_cursor.empty()) pipeline::append_member(out, "nextCursor", found.next_cursor);
  http::Response response;
  response.headers.add("Content-Type", "application/json; charset=utf-8");
  response.body = out + "}";
  return response;
}

}  // namespace careway::api
