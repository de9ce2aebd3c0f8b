#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/api/api.h"

namespace careway::api {

/// What a create, an update or a deletion comes to.
struct Planned {
  /// What to write; nothing when everything is already so.
  std::optional<store::ResourceWrite> write;
  store::ResourceKey key;
  std::uint64_t version = 0;  ///< after the change; 0 when there is nothing (a deletion of what never was)
  store::Instant updated;
  std::string body;  ///< FHIR JSON after the change; empty after a deletion
  int status = 200;
  fhir::Issues findings;  ///< of the validation, when the policy lets it pass
  /// What becomes true with it: the version before a new budget is over.
  std::optional<store::ResourceWrite> superseded;
};

/// A create under an id of ours. The document must be of that type. Nothing with issues when it is refused; `path` as
/// in plan_update.
std::optional<Planned> plan_create(const Call& call, fhir::Document& document, const std::string& id,
                                   const std::string& instant, std::string_view path, fhir::Issues& issues);

/// What an update is told beside the document.
struct UpdateTerms {
  std::string_view type;
  std::string_view id;
  std::optional<std::string_view> if_match;
};

/// An update (R4 http, section 3.1.0.4): checks id, If-Match, what other partners would lose. An update that changes
/// nothing writes nothing. Nothing with issues when it is refused; `path` stands in front of their places.
std::optional<Planned> plan_update(const Call& call, fhir::Document& document, const UpdateTerms& terms,
                                   const std::string& instant, std::string_view path, fhir::Issues& issues);

/// A deletion. Deleting what is not there is no error.
std::optional<Planned> plan_delete(const Call& call, const UpdateTerms& terms, const std::string& instant,
                                   std::string_view path, fhir::Issues& issues);

/// Why the store refused a batch, as an issue. `has_if_match`: the writer named a version, so it is 412 and not 409.
void report_conflict(const store::Conflict& conflict, bool has_if_match, std::string_view path, fhir::Issues& issues);

/// Adds Planned::superseded to a batch that has everything else.
void add_superseded(const Call& call, Planned& planned, const std::string& instant, store::Batch& batch);

/// Makes one change durable together with its audit row. False with an issue on a conflict.
bool commit_change(const Call& call, Planned& planned, std::string_view action, bool has_if_match,
                   const std::string& instant, fhir::Issues& issues);

/// The answer to a create or update: status, Location, ETag, Last-Modified, and the body that Prefer asks for.
http::Response change_response(const Call& call, const Planned& planned);

/// Adds ETag and Last-Modified.
void add_version_headers(http::Response& response, std::uint64_t version, std::string_view updated);

/// The resource of the stored bytes. Bytes that we wrote and cannot read are a failure of the store.
fhir::Document stored_document(const Call& call, const std::string& body);

/// The type in the address, when there is one here; else an issue.
bool check_type(const Call& call, std::string_view type, fhir::Issues& issues);
/// True for every R4 resource type that this server keeps.
bool is_served_type(const definitions::Definitions& definitions, std::string_view type);

/// Resources that fit "identifier=SYSTEM|VALUE" (a condition of If-None-Exist or of a reference): at most two, enough
/// to tell one from several. Nothing with an issue when the condition is another.
std::optional<std::vector<store::ResourceKey>> find_by_condition(const Call& call, std::string_view type,
                                                                 std::string_view condition, std::string_view path,
                                                                 fhir::Issues& issues);

}  // namespace careway::api
