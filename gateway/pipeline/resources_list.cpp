#include "gateway/pipeline/resources_list.h"

#include <algorithm>

#include "adapters/platform/crypto.h"
#include "gateway/pipeline/json_text.h"
#include "gateway/pipeline/record_loader.h"
#include "gateway/pipeline/stored_resource.h"
#include "profiles/fhir/json.h"

namespace careway::pipeline {
namespace {

constexpr int kWritesMax = 3;
constexpr std::size_t kIdBytes = 16;

}  // namespace

/// One statement as it should be.
struct ResourcesList::Wanted {
  std::string identifier;
  store::ResourceKey key;
  std::vector<const std::vector<std::string>*> tables;  ///< versioned references of their rows
};

ResourcesList::Wanted ResourcesList::wanted(std::string_view issuer, const std::set<std::string>& tables) const {
  Wanted wanted;
  for (const std::string& table : tables) {
    wanted.identifier += (wanted.identifier.empty() ? "" : "+") + table;
    // Pointed at: a table has thousands of rows, and most budgets find their statement written already.
    const auto rows = rates_.tables.find(table);
    if (rows != rates_.tables.end()) wanted.tables.push_back(&rows->second);
  }
  if (tables.size() > 1) wanted.identifier = std::string(issuer) + ":" + wanted.identifier;
  const auto digest = services_.keyer.digest("careway statement of resources\x1f" + wanted.identifier);
  wanted.key = {"List", platform::to_hex(std::span(digest).first(kIdBytes))};
  return wanted;
}

bool ResourcesList::is_same(const Wanted& wanted, const std::string& body) const {
  fhir::Issues unreadable;
  const auto document = fhir::read_json(body, services_.library()->definitions(), unreadable);
  if (!document) return false;
  std::vector<std::string_view> stored;
  for (fhir::Element entry : document->root()) {
    if (entry.name() != "entry") continue;
    const fhir::Element item = entry.child("item");
    stored.push_back(item ? item.child_value("reference") : std::string_view());
  }
  std::size_t at = 0;
  for (const auto* table : wanted.tables) {
    for (const std::string& row : *table) {
      if (at == stored.size() || stored[at++] != row) return false;
    }
  }
  return at == stored.size();
}

std::string ResourcesList::find(std::string_view issuer, const std::set<std::string>& tables) const {
  if (tables.empty()) return {};
  const Wanted list = wanted(issuer, tables);
  {
    const std::lock_guard lock(rates_.lists_mutex);
    if (const auto known = rates_.lists.find(list.key.id); known != rates_.lists.end()) return known->second;
  }
  const auto stored = services_.store.read(caller_.tenant, list.key);
  if (!stored || stored->deleted || !is_same(list, stored->body)) return {};
  std::string reference = to_text(list.key) + "/_history/" + std::to_string(stored->version);
  const std::lock_guard lock(rates_.lists_mutex);
  rates_.lists[list.key.id] = reference;
  return reference;
}

std::string ResourcesList::keep(std::string_view issuer, const std::set<std::string>& tables) const {
  for (int i = 0; i < kWritesMax; ++i) {
    if (tables.empty()) return {};
    if (std::string found = find(issuer, tables); !found.empty()) return found;
    const Wanted list = wanted(issuer, tables);
    const auto stored = services_.store.read(caller_.tenant, list.key);
    if (std::string written = write(list, stored ? stored->version : 0); !written.empty()) {
      const std::lock_guard lock(rates_.lists_mutex);
      rates_.lists[list.key.id] = written;
      return written;
    }
  }
  return {};
}

std::string ResourcesList::write(const Wanted& wanted, std::uint64_t stored_version) const {
  const auto library = services_.library();
  const std::string instant = now(services_);
  std::string json = R"({"resourceType":"List","meta":{"profile":[)";
  append_json_string(json, library->names().resolve("careway-resources"));
  json += R"(]},"identifier":[{"system":)";
  append_json_string(json, library->names().resolve("statement-of-resources"));
  json += R"(,"value":)";
  append_json_string(json, wanted.identifier);
  json += R"(}],"status":"current","mode":"snapshot","title":)";
  append_json_string(json, "Statement of resources " + wanted.identifier);
  json += R"(,"date":)";
  append_json_string(json, instant);
  json += R"(,"entry":[)";
  for (const auto* table : wanted.tables) {
    for (const std::string& row : *table) {
      json += json.back() == '[' ? R"({"item":{"reference":)" : R"(,{"item":{"reference":)";
      append_json_string(json, row);
      json += "}}";
    }
  }
  json += "]}";
  fhir::Issues unreadable;
  auto document = fhir::read_json(json, library->definitions(), unreadable);
  if (!document) return {};
  const store::SearchHasher hasher(caller_.tenant, services_.search_secret);
  store::Batch batch;
  batch.resources.push_back(resource_write(*document, library->definitions(), library->identities(), hasher,
                                           wanted.key.id, stored_version, instant));
  std::string audit = "{";
  append_member(audit, "action", "statement-of-resources");
  append_member(audit, "what", to_text(wanted.key) + "/" + std::to_string(stored_version + 1));
  append_member(audit, "partner", caller_.partner);
  batch.audit.push_back({"record", instant, audit + "}"});
  if (!services_.store.commit(caller_.tenant, batch).committed) return {};
  return to_text(wanted.key) + "/_history/" + std::to_string(stored_version + 1);
}

}  // namespace careway::pipeline
