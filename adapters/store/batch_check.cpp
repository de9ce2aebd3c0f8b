#include "adapters/store/batch_check.h"

#include <stdexcept>
#include <string>
#include <unordered_set>

#include "adapters/store/bytes.h"
#include "adapters/store/instant.h"

namespace careway::store {
namespace {

void check_write(const ResourceWrite& write) {
  static_cast<void>(instant_to_microseconds(write.updated));
  if (write.key.type.empty() || write.key.id.empty()) throw std::invalid_argument("a resource write has no key");
  if (write.deleted && (!write.body.empty() || !write.search_hashes.empty() || !write.identities.empty())) {
    throw std::invalid_argument("a deletion carries a body or keys");
  }
}

}  // namespace

Conflict check_batch(const Batch& batch) {
  std::unordered_set<std::string> seen;
  for (std::size_t i = 0; i < batch.resources.size(); ++i) {
    const ResourceWrite& write = batch.resources[i];
    check_write(write);
    if (!seen.insert(write.key.type + "/" + write.key.id).second) {
      return {.kind = Conflict::Kind::written_twice, .index = i, .key = write.key};
    }
  }
  seen.clear();
  for (std::size_t i = 0; i < batch.residues.size(); ++i) {
    std::string parts;
    add_part(parts, batch.residues[i].key.partner);
    add_part(parts, batch.residues[i].key.face);
    add_part(parts, batch.residues[i].key.item);
    if (!seen.insert(std::move(parts)).second) return {.kind = Conflict::Kind::written_twice, .index = i};
  }
  for (const AuditEntry& entry : batch.audit) static_cast<void>(instant_to_microseconds(entry.instant));
  for (const OutboxEntry& entry : batch.outbox) static_cast<void>(instant_to_microseconds(entry.instant));
  return {};
}

std::string audit_digest(const DigestFunction& keyed_digest, const Tenant& tenant, std::string_view previous_digest,
                         const AuditRow& row) {
  std::string bytes = "careway audit row 1";
  add_part(bytes, tenant);
  add_part(bytes, previous_digest);
  add_part(bytes, row.stream);
  add_number(bytes, row.number);
  add_number(bytes, static_cast<std::uint64_t>(instant_to_microseconds(row.instant)));
  add_part(bytes, row.content);
  return keyed_digest(bytes);
}

}  // namespace careway::store
