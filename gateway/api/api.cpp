#include "gateway/api/api.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "gateway/api/errors.h"
#include "gateway/pipeline/json_text.h"

namespace careway::api {
namespace {

bool is_letter_or_digit(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9');
}

/// A Host header that may stand in an address of ours.
bool is_plain_host(std::string_view host) {
  return !host.empty() && host.size() <= 255 && std::ranges::all_of(host, [](char letter) {
    return is_letter_or_digit(letter) || std::string_view("-.:[]_").find(letter) != std::string_view::npos;
  });
}

std::string json_text(std::string_view text) {
  std::string out;
  pipeline::append_json_string(out, text);
  return out;
}

/// The code of a failure that its answer explains; empty for those that the server must note in its log.
std::string_view code_of(const store::StorageError& error) {
  if (error.kind == store::StorageError::Kind::full) return "store-full";
  return error.retryable ? "store-busy" : "";
}

}  // namespace

std::string Call::address() const {
  if (!api.options.public_address.empty()) return api.options.public_address;
  const std::string_view host = request.headers.find("Host").value_or("");
  return "http://" + (is_plain_host(host) ? std::string(host) : std::string("localhost"));
}

http::Handler with_call(const Api& api, CallHandler handler, http::Capability capability, bool speaks_fhir) {
  return [&api, handler, capability, speaks_fhir](const http::Request& request) {
    const auto library = api.services.library();
    const auto known = api.callers.find(request);
    const auto wanted = wanted_wire(request);
    // Partners with formats of their own get JSON beside them: receipts and errors.
    const Wire wire = speaks_fhir ? wanted.value_or(Wire::json) : Wire::json;
    const bool is_public = capability == http::Capability::kPublic;
    if (!known && !is_public) return refusal("unauthenticated", wire, library->definitions());
    if (known && !Callers::allows(known->roles, capability)) return refusal("forbidden", wire, library->definitions());
    if (!wanted && speaks_fhir) return refusal("not-acceptable", Wire::json, library->definitions());
    const KnownCaller caller = known.value_or(KnownCaller{});
    const Call call{api,
                    request,
                    caller.caller,
                    caller.roles,
                    library,
                    wire,
                    store::SearchHasher(caller.caller.tenant, api.services.search_secret)};
    try {
      return handler(call);
    } catch (const store::StorageError& error) {
      if (code_of(error).empty()) throw;
      return call.refused(code_of(error));
    }
  };
}

bool is_fhir_id(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char letter) {
    return is_letter_or_digit(letter) || letter == '-' || letter == '.';
  });
}

std::string version_etag(std::uint64_t version) {
  return fmt::format("W/\"{}\"", version);
}

std::optional<std::uint64_t> version_of_etag(std::string_view etag) {
  if (etag.starts_with("W/")) etag.remove_prefix(2);
  if (etag.size() < 3 || etag.front() != '"' || etag.back() != '"') return std::nullopt;
  etag = etag.substr(1, etag.size() - 2);
  std::uint64_t version = 0;
  const auto [end, problem] = std::from_chars(etag.data(), etag.data() + etag.size(), version);
  if (problem != std::errc() || end != etag.data() + etag.size() || version == 0) return std::nullopt;
  return version;
}

std::string preference(const http::Request& request, std::string_view name) {
  for (const auto& [header, value] : request.headers.fields()) {
    if (!http::equal_without_case(header, "Prefer")) continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      const std::size_t end = rest.find_first_of(",;");
      std::string_view item = rest.substr(0, end);
      rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
      while (!item.empty() && item.front() == ' ') item.remove_prefix(1);
      while (!item.empty() && item.back() == ' ') item.remove_suffix(1);
      const std::size_t equals = item.find('=');
      if (equals != std::string_view::npos && http::equal_without_case(item.substr(0, equals), name)) {
        return std::string(item.substr(equals + 1));
      }
    }
  }
  return {};
}

store::AuditEntry audit_entry(const Call& call, std::string_view action, std::string_view what,
                              std::string_view instant) {
  return {.stream = "record",
          .instant = std::string(instant),
          .content = fmt::format(R"({{"action":{},"what":{},"partner":{},"request":{}}})", json_text(action),
                                 json_text(what), json_text(call.caller.partner), json_text(call.request.request_id))};
}

}  // namespace careway::api
