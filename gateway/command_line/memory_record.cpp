#include "gateway/command_line/memory_record.h"

#include "gateway/pipeline/stored_resource.h"
#include "profiles/fhir/json.h"

namespace careway::command_line {

bool store_resources(const pipeline::Services& services, const std::string& tenant,
                     const std::vector<fhir::Document>& documents, fhir::Issues& issues) {
  const auto library = services.library();
  const store::SearchHasher hasher(tenant, services.search_secret);
  const std::string instant = pipeline::now(services);
  store::Batch batch;
  for (const fhir::Document& document : documents) {
    const fhir::Element root = document.root();
    store::ResourceWrite write;
    write.key = {std::string(root.value()), std::string(root.child_value("id"))};
    write.updated = instant;
    fhir::write_json(root, library->definitions(), write.body);
    pipeline::SearchKeys keys = pipeline::search_keys(root, library->identities(), hasher);
    write.search_hashes = std::move(keys.hashes);
    write.identities = std::move(keys.identities);
    batch.resources.push_back(std::move(write));
  }
  const store::CommitResult result = services.store.commit(tenant, batch);
  if (result.committed) return true;
  const store::ResourceKey& key = result.conflict.key;
  const bool is_identity = result.conflict.kind == store::Conflict::Kind::identity;
  issues.error(is_identity ? "identifier-twice" : "resource-twice", key.type + "/" + key.id,
               is_identity ? "Two resources have the same identifier, and only one can be meant. Make them one."
                           : "Two resources have the same type and id. Take one of them out.");
  return false;
}

std::vector<store::ResourceKey> keys_of_types(const pipeline::Services& services, const std::string& tenant,
                                              const std::vector<std::string>& types) {
  std::vector<store::ResourceKey> keys;
  for (const std::string& type : types) {
    store::SearchQuery query;
    query.type = type;
    query.order = store::SearchOrder::oldest_first;
    query.page_size = store::kSearchPageMax;
    do {
      store::SearchPage page = services.store.search(tenant, query);
      for (store::Resource& resource : page.resources) keys.push_back(std::move(resource.key));
      query.cursor = std::move(page.next_cursor);
    } while (!query.cursor.empty());
  }
  return keys;
}

std::vector<fhir::Document> load_resources(const pipeline::Services& services, const std::string& tenant,
                                           const std::vector<store::ResourceKey>& keys) {
  const auto library = services.library();
  std::vector<fhir::Document> documents;
  documents.reserve(keys.size());
  for (const auto& stored : services.store.read_many(tenant, keys)) {
    if (!stored || stored->deleted) continue;
    fhir::Issues issues;
    if (auto document = fhir::read_json(stored->body, library->definitions(), issues)) {
      documents.push_back(std::move(*document));
    }
  }
  return documents;
}

void remove_stamp(fhir::Document& resource) {
  const fhir::Element meta = resource.root().child("meta");
  if (!meta) return;
  for (const std::string_view name : {"versionId", "lastUpdated"}) {
    if (const fhir::Element stamp = meta.child(name)) resource.remove(stamp.index());
  }
  if (!meta.first_child()) resource.remove(meta.index());
}

}  // namespace careway::command_line
