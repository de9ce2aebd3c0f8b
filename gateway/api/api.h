#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/store/search_hash.h"
#include "gateway/api/callers.h"
#include "gateway/api/content.h"
#include "gateway/api/ownership.h"
#include "gateway/http/message.h"
#include "gateway/http/metrics.h"
#include "gateway/pipeline/services.h"

namespace careway::api {

class ExchangeWorker;

/// What the handlers can be told to do otherwise.
struct ApiOptions {
  std::string public_address;  ///< "https://care.example"; empty: what the client called us
  bool client_ids_allowed = true;
  std::size_t page_size = 20;
  std::size_t page_size_max = 1000;
  std::size_t transaction_entries_max = 2000;
  std::uint64_t background_bytes = std::uint64_t{4} << 20;
};

/// What all handlers share. Everything in it outlives the routes and is safe for concurrent use.
struct Api {
  const pipeline::Services& services;
  const Callers& callers;
  http::Metrics& metrics;
  ExchangeWorker& worker;
  OwnershipCache& ownerships;
  std::mutex& edits;  ///< held while a face's document is read, compared and put back
  ApiOptions options = {};
  /// True while the server drains; filled once the server is there.
  std::function<bool()> draining = [] { return false; };
};

/// One request on its way through a handler.
struct Call {
  const Api& api;
  const http::Request& request;
  pipeline::Caller caller;
  config::Roles roles;
  std::shared_ptr<const pipeline::FaceLibrary> library;
  Wire wire;
  store::SearchHasher hasher;

  [[nodiscard]] const definitions::Definitions& definitions() const { return library->definitions(); }
  [[nodiscard]] store::Store& store() const { return api.services.store; }
  /// "https://care.example": the configured address, or the Host that the client named.
  [[nodiscard]] std::string address() const;
  /// "https://care.example/fhir"
  [[nodiscard]] std::string fhir_base() const { return address() + "/fhir"; }

  [[nodiscard]] http::Response refused(const fhir::Issues& issues) const {
    return refusal(issues, wire, definitions());
  }
  [[nodiscard]] http::Response refused(std::string_view code) const { return refusal(code, wire, definitions()); }
};

/// A handler of a caller who is known.
using CallHandler = http::Response (*)(const Call&);

/// Makes a route's handler: finds the caller, settles the form of the answer, and turns failures of the store into
/// answers. `speaks_fhir` refuses an Accept that asks for neither form of FHIR; faces answer in their own format.
http::Handler with_call(const Api& api, CallHandler handler, http::Capability capability, bool speaks_fhir);

/// True when the text may be a FHIR id (R4: 1 to 64 letters, digits, '-', '.').
bool is_fhir_id(std::string_view text);

/// "W/\"3\"" of a version, and back: nothing for any other text. A strong form ("3") is read, too.
std::string version_etag(std::uint64_t version);
std::optional<std::uint64_t> version_of_etag(std::string_view etag);

/// A value of the Prefer header: prefer(request, "return") is "minimal" for "return=minimal"; empty when not said.
std::string preference(const http::Request& request, std::string_view name);

/// The entry of the audit for something that was done. Holds ids, never values.
store::AuditEntry audit_entry(const Call& call, std::string_view action, std::string_view what,
                              std::string_view instant);

}  // namespace careway::api
