#include <algorithm>
#include <charconv>

#include "gateway/api/bundle.h"
#include "gateway/api/change.h"
#include "gateway/api/handlers.h"
#include "gateway/pipeline/person_links.h"

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
  auto versions = call.store().history(call.caller.tenant, key, from, wanted);
  if (versions.empty() && from == 0) return call.refused("not-found");
  const std::uint64_t newest = versions.empty() ? 0 : versions.front().version;
  const std::uint64_t oldest = versions.empty() ? 0 : versions.back().version;
  const bool is_full = versions.size() == wanted;
  // What was drawn from people who were parted since is not told, in no version.
  const std::size_t left_out = std::erase_if(versions, [&](const store::Resource& version) {
    return pipeline::is_across_undone_link(call.api.services, call.caller, version.body);
  });
  const bool has_content =
      std::ranges::any_of(versions, [](const store::Resource& version) { return !version.deleted; });
  if (left_out > 0 && !has_content && from == 0 && !is_full) return call.refused("parted");
  BundleWriter bundle(call, "history");
  const std::string address =
      call.fhir_base() + "/" + key.type + "/" + key.id + "/_history?_count=" + std::to_string(wanted);
  bundle.add_link("self", from == 0 ? address : address + "&_before=" + std::to_string(from));
  if (is_full && oldest > 1) bundle.add_link("next", address + "&_before=" + std::to_string(oldest));
  for (const store::Resource& version : versions) bundle.add_version(version);
  // Versions are counted without gaps, so the newest says how many there are.
  const std::int64_t total = from == 0 && left_out == 0 ? static_cast<std::int64_t>(newest) : -1;
  http::Response response;
  set_fhir_body(response, bundle.finish(total), call.wire, call.definitions());
  return response;
}

}  // namespace careway::api
