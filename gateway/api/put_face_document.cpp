#include "gateway/api/face_call.h"
#include "gateway/api/handlers.h"
#include "gateway/pipeline/importer.h"
#include "mappers/engine/convert.h"

namespace careway::api {
namespace {

std::string text_at(const fhir::Document& document, std::string_view path) {
  fhir::Element place = document.root();
  // A CSV column is one name, whatever stands in it.
  if (const fhir::Element whole = place.child(path)) return std::string(engine::trimmed(whole.value()));
  while (place && !path.empty()) {
    const std::size_t slash = path.find('/');
    place = place.child(path.substr(0, slash));
    path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
  }
  return place ? std::string(engine::trimmed(place.value())) : std::string();
}

/// The partner's own key of the one document in a file; nothing when there is not exactly one.
std::optional<std::vector<std::string>> key_of(const pipeline::Face& face, std::string_view bytes,
                                               fhir::Issues& issues) {
  const auto reader = face.format->open(bytes, issues);
  if (reader == nullptr || issues.has_errors()) return std::nullopt;
  fhir::Document document;
  std::string spelling;
  if (!reader->next(document, spelling, issues)) return std::nullopt;
  std::vector<std::string> key;
  const engine::Plan& plan = *face.plan;
  for (const engine::PlanRow& row : plan.root->rows) {
    const bool is_anchor_key = row.is_key && !row.slots.empty() && row.slots[0].root_kind == engine::RootKind::role &&
                               plan.roles[row.slots[0].root].anchor;
    if (!is_anchor_key) continue;
    for (const engine::FieldRef ref : row.fields) key.push_back(text_at(document, plan.root->fields[ref.field].path));
  }
  if (reader->next(document, spelling, issues)) return std::nullopt;
  return key;
}

}  // namespace

http::Response put_face_document(const Call& call) {
  const pipeline::Face* face = face_of(call);
  if (face == nullptr) return call.refused("face-unknown");
  if (!is_body_of(call.request, *face)) return call.refused("media-type-unknown");
  const auto if_match = call.request.headers.find("If-Match");
  if (!if_match) return call.refused("precondition-required");
  fhir::Issues issues;
  const auto export_terms = export_options(call, issues);
  if (!export_terms) return call.refused(issues);
  const store::ResourceKey anchor{call.request.capture("type"), call.request.capture("id")};
  pipeline::Exporter exporter(call.api.services, call.caller, *face);
  engine::Ledger ledger;
  // One edit at a time: between the look at the ETag and the commit no other edit may come.
  const std::lock_guard lock(call.api.edits);
  const auto before = exporter.write_one(anchor, *export_terms, ledger, issues);
  if (!before) return call.refused(issues);
  if (*if_match != quoted_etag(before->etag)) return call.refused("document-stale");
  issues.clear();
  const auto key = key_of(*face, call.request.body, issues);
  if (!key && issues.has_errors()) return call.refused(issues);
  if (!key || key != key_of(*face, before->bytes, issues)) return call.refused("another-document");
  pipeline::ImportOptions options;
  options.media_type = face->media_type;
  options.all_or_nothing = true;
  pipeline::Importer importer(call.api.services, call.caller, *face);
  const auto journalled = importer.journal(call.request.body, options);
  const pipeline::Receipt receipt = importer.run(journalled.exchange, call.request.body, options);
  http::Response response = receipt_response(receipt);
  if (receipt.refused > 0) response.status = 422;
  if (const auto after = exporter.write_one(anchor, *export_terms, ledger, issues)) {
    response.headers.add("ETag", quoted_etag(after->etag));
  }
  return response;
}

}  // namespace careway::api
