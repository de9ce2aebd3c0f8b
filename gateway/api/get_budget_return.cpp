#include "gateway/api/budget_return_call.h"
#include "gateway/api/errors.h"
#include "gateway/api/handlers.h"

namespace careway::api {

http::Response get_budget_return(const Call& call) {
  fhir::Issues issues;
  if (call.request.capture("return") == "remainder") return remainder_response(call, issues);
  const auto made = return_of_call(call, issues);
  if (!made) return call.refused(issues);
  http::Response response;
  response.headers.add("Content-Type", made->face->media_type);
  add_findings_header(response, issues);
  // Rows that cannot be written are left out; who reads the file must be able to see that there are some.
  response.headers.add("X-Careway-Problems", std::to_string(issues.error_count()));
  response.body = made->file.bytes;
  return response;
}

}  // namespace careway::api
