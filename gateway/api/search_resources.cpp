#include "gateway/api/bundle.h"
#include "gateway/api/change.h"
#include "gateway/api/handlers.h"
#include "gateway/api/search_parameters.h"
#include "gateway/pipeline/person_links.h"

namespace careway::api {
namespace {

// Counting further would cost more than the number is worth to anybody.
constexpr std::uint64_t kCountMax = 1'000'000;

std::string address_of(const Call& call, const std::vector<std::pair<std::string, std::string>>& parameters,
                       const std::string& cursor) {
  std::string query;
  for (const auto& [name, value] : parameters) append_query(query, name, value);
  if (!cursor.empty()) append_query(query, "_cursor", cursor);
  std::string address = call.fhir_base() + "/" + call.request.capture("type");
  if (!query.empty()) address += "?" + query;
  return address;
}

}  // namespace

http::Response search_resources(const Call& call) {
  const std::string& type = call.request.capture("type");
  fhir::Issues issues;
  if (!check_type(call, type, issues)) return call.refused(issues);
  const auto search = read_search(call, type, issues);
  if (!search) return call.refused(issues);
  BundleWriter bundle(call, "searchset");
  bundle.add_link("self", address_of(call, search->used, {}));
  http::Response response;
  if (search->is_count_only) {
    const auto total = call.store().count(call.caller.tenant, search->query, kCountMax);
    set_fhir_body(response, bundle.finish(static_cast<std::int64_t>(total)), call.wire, call.definitions());
    return response;
  }
  const store::SearchPage page = call.store().search(call.caller.tenant, search->query);
  if (!page.cursor_accepted) return call.refused("cursor-refused");
  if (!page.next_cursor.empty()) bundle.add_link("next", address_of(call, search->wanted, page.next_cursor));
  std::size_t shown = 0;
  for (const store::Resource& resource : page.resources) {
    if (pipeline::is_across_undone_link(call.api.services, call.caller, resource.body)) continue;
    bundle.add_match(resource);
    ++shown;
  }
  // The total is known for nothing only when the first page is also the last.
  const bool is_all = search->query.cursor.empty() && page.next_cursor.empty();
  const std::int64_t total = is_all ? static_cast<std::int64_t>(shown) : -1;
  set_fhir_body(response, bundle.finish(total), call.wire, call.definitions());
  return response;
}

}  // namespace careway::api
