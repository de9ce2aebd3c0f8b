#include "gateway/api/change.h"
#include "gateway/api/errors.h"
#include "gateway/api/handlers.h"
#include "gateway/pipeline/validators.h"
#include "profiles/validation/read_for_validation.h"

namespace careway::api {
namespace {

/// What the caller asks to have validated, and against what.
struct Question {
  fhir::Document body;
  fhir::Element resource;
  std::vector<std::string> profiles;
};

std::string_view captured(const http::Request& request, std::string_view name) {
  for (const auto& [key, value] : request.captures) {
    if (key == name) return value;
  }
  return {};
}

/// Takes resource and profiles out of Parameters (R4 resource-operation-validate); any other body is the resource.
void open_parameters(Question& question) {
  const fhir::Element body = question.body.root();
  if (body.value() != "Parameters") {
    question.resource = body;
    return;
  }
  for (const fhir::Element parameter : body) {
    if (parameter.name() != "parameter") continue;
    const std::string_view name = parameter.child_value("name");
    if (name == "resource") question.resource = parameter.child("resource");
    if (name != "profile") continue;
    for (const std::string_view value : {"valueUri", "valueCanonical", "valueUrl"}) {
      if (const auto profile = parameter.child_value(value); !profile.empty()) question.profiles.emplace_back(profile);
    }
  }
}

/// The stored resource, when the address names one and no body came. Nothing: the answer to give instead.
std::optional<http::Response> read_stored(const Call& call, std::string_view type, std::string_view id,
                                          Question& question) {
  const auto stored = call.store().read(call.caller.tenant, {std::string(type), std::string(id)});
  if (!stored) return call.refused("not-found");
  if (stored->deleted) return call.refused("deleted");
  question.body = stored_document(call, stored->body);
  question.resource = question.body.root();
  return std::nullopt;
}

}  // namespace

http::Response validate_resource(const Call& call) {
  const std::string_view type = captured(call.request, "type");
  const std::string_view id = captured(call.request, "id");
  if (!call.definitions().is_resource(type)) return call.refused("type-unknown");
  pipeline::Validators* validators = call.api.services.validators;
  if (validators == nullptr) return call.refused("validation-off");
  Question question;
  fhir::Issues issues;
  bool is_readable = true;
  if (call.request.body.empty()) {
    if (id.empty()) return call.refused("body-empty");
    if (auto instead = read_stored(call, type, id, question)) return std::move(*instead);
  } else {
    if (!body_wire(call.request)) return call.refused("media-type-unknown");
    is_readable = validation::read_for_validation(call.request.body, call.definitions(), question.body, issues);
    if (is_readable) open_parameters(question);
    if (is_readable && !question.resource) return call.refused("validate-nothing");
  }
  if (is_readable && question.resource.value() != type) return call.refused("type-mismatch");
  for (const auto& [name, value] : call.request.query) {
    if (name == "profile") question.profiles.push_back(value);
  }
  if (is_readable) {
    validation::Options options;
    options.assume_valid_rest_references = true;
    const auto report = validators->validate(question.resource, question.profiles, options, issues);
    for (const std::string& what : report.unchecked) issues.add(fhir::Severity::information, "not-checked", {}, what);
  }
  http::Response response;
  set_fhir_body(response, operation_outcome_json(issues), call.wire, call.definitions());
  return response;
}

}  // namespace careway::api
