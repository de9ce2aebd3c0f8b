#include "gateway/http/refusal.h"

#include <fmt/format.h>

namespace careway::http {
namespace {

std::string_view issue_type(int status) {
  switch (status) {
    case 401:
      return "login";
    case 403:
      return "forbidden";
    case 404:
      return "not-found";
    case 405:
    case 501:
    case 505:
      return "not-supported";
    case 408:
      return "timeout";
    case 413:
    case 431:
      return "too-long";
    case 503:
      return "throttled";
    case 500:
      return "exception";
    default:
      return "invalid";
  }
}

std::string json_text(std::string_view text) {
  std::string quoted = "\"";
  for (const char character : text) {
    if (character == '"' || character == '\\') {
      quoted += '\\';
      quoted += character;
    } else if (static_cast<unsigned char>(character) < 0x20) {
      quoted += fmt::format("\\u{:04x}", static_cast<int>(character));
    } else {
      quoted += character;
    }
  }
  return quoted + '"';
}

}  // namespace

Response operation_outcome(const Refusal& refusal) {
  Response response;
  response.status = refusal.status;
  response.headers.add("Content-Type", "application/fhir+json; charset=utf-8");
  response.body = fmt::format(
      R"({{"resourceType":"OperationOutcome","issue":[{{"severity":"{}","code":"{}","details":{{"coding":[{{"code":{}}}],"text":{}}}}}]}})",
      refusal.status == 500 ? "fatal" : "error", issue_type(refusal.status), json_text(refusal.code),
      json_text(refusal.text));
  return response;
}

}  // namespace careway::http
