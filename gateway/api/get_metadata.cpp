#include <fmt/format.h>

#include <iterator>

#include "gateway/api/change.h"
#include "gateway/api/handlers.h"
#include "gateway/api/search_parameters.h"
#include "gateway/pipeline/json_text.h"

namespace careway::api {
namespace {

constexpr std::string_view kVersion = "0.1.0";

std::string resource_json(const definitions::Definitions& definitions, std::string_view type, bool client_ids) {
  std::string out = fmt::format(
      R"({{"type":"{}","interaction":[{{"code":"read"}},{{"code":"vread"}},{{"code":"create"}},{{"code":"update"}},)"
      R"({{"code":"delete"}},{{"code":"search-type"}},{{"code":"history-instance"}}],"versioning":"versioned-update",)"
      R"("readHistory":true,"updateCreate":{},"conditionalCreate":true,"conditionalRead":"not-match",)"
      R"("conditionalUpdate":false,"conditionalDelete":"not-supported","searchParam":[)",
      type, client_ids);
  bool is_first = true;
  for (const SearchParameterName& parameter : search_parameters_of(definitions, type)) {
    fmt::format_to(std::back_inserter(out), R"({}{{"name":"{}","type":"{}"}})", is_first ? "" : ",", parameter.name,
                   parameter.kind);
    is_first = false;
  }
  return out + "]}";
}

}  // namespace

http::Response get_metadata(const Call& call) {
  const auto& definitions = call.definitions();
  std::string out = R"({"resourceType":"CapabilityStatement","status":"active","date":")";
  // The statement is as old as this version of the program.
  out += "2026-01-01";
  out += fmt::format(R"(","kind":"instance","software":{{"name":"Careway","version":"{}"}},"implementation":{{)"
                     R"("description":"Careway gateway","url":)",
                     kVersion);
  pipeline::append_json_string(out, call.fhir_base());
  out += fmt::format(
      R"(}},"fhirVersion":"{}","format":["application/fhir+json","application/fhir+xml"],"rest":[{{"mode":"server",)"
      R"("security":{{"description":"A key of the partner in each request: Authorization: Bearer KEY"}},"resource":[)",
      definitions.fhir_version());
  bool is_first = true;
  for (definitions::TypeIndex index = 0; index < definitions.type_count(); ++index) {
    const definitions::TypeInfo type = definitions.type(index);
    if (type.kind != definitions::TypeKind::resource || !is_served_type(definitions, type.name)) continue;
    if (!is_first) out += ',';
    is_first = false;
    out += resource_json(definitions, type.name, call.api.options.client_ids_allowed);
  }
  out += R"(],"interaction":[{"code":"transaction"}]}]})";
  http::Response response;
  set_fhir_body(response, std::move(out), call.wire, definitions);
  return response;
}

}  // namespace careway::api
