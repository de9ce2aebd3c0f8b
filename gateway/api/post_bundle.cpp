#include "gateway/api/handlers.h"
#include "gateway/api/transaction.h"

namespace careway::api {

http::Response post_bundle(const Call& call) {
  fhir::Issues issues;
  const auto bundle = read_body(call.request, call.definitions(), issues);
  if (!bundle) return call.refused(issues);
  if (bundle->root().value() != "Bundle") return call.refused("bundle-expected");
  const std::string_view type = bundle->root().child_value("type");
  if (type != "transaction" && type != "collection") return call.refused("bundle-type");
  Transaction transaction(call);
  issues.clear();
  if (!transaction.run(*bundle, issues)) return call.refused(issues);
  http::Response response;
  set_fhir_body(response, transaction.response(), call.wire, call.definitions());
  return response;
}

}  // namespace careway::api
