#include <algorithm>
#include <charconv>

#include "gateway/api/bundle.h"
#include "gateway/api/change.h"
#include "gateway/api/handlers.h"

namespace careway::api {
namespace {

std::optional<std::uint64_t> number_in_query(const Call& call, std::string_view name, std::uint64_t otherwise) {
  const auto text = call.request.query_value(name);
  if (!text) return otherwise;
  std::uint64_t number = 0;
  const auto [end, problem] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (problem != std::errc() || end != text->data() + text->size() || number == 0) return std::nullopt;
  return number;
}

}  // namespace

http::Response read_history(const Call& call) {
  const std::string& type = call.request.capture("type");
  if (!is_served_type(call.definitions(), type)) return call.refused("type-unknown");
  const store::ResourceKey key{type, call.request.capture("id")};
  const auto count = number_in_query(call, "_count", call.api.options.page_size);
  const auto before = number_in_query(call, "_before", UINT64_MAX);
  if (!count || !before) return call.refused("parameter-value");
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(*count, call.api.options.page_size_max));
  const std::uint64_t from = *before == UINT64_MAX ? 0 : *before;
  const auto versions = call.store().history(call.caller.tenant, key, from, wanted);
  if (versions.empty() && from == 0) return call.refused("not-found");
  BundleWriter bundle(call, "history");
  const std::string address =
      call.fhir_base() + "/" + key.type + "/" + key.id + "/_history?_count=" + std::to_string(wanted);
  bundle.add_link("self", from == 0 ? address : address + "&_before=" + std::to_string(from));
  if (versions.size() == wanted && versions.back().version > 1) {
    bundle.add_link("next", address + "&_before=" + std::to_string(versions.back().version));
  }
  for (const store::Resource& version : versions) bundle.add_version(version);
  // Versions are counted without gaps, so the newest says how many there are.
  const std::int64_t total = from == 0 ? static_cast<std::int64_t>(versions.front().version) : -1;
  http::Response response;
  set_fhir_body(response, bundle.finish(total), call.wire, call.definitions());
  return response;
}

}  // namespace careway::api
