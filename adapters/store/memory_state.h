#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "adapters/store/records.h"

namespace careway::store {

struct StringHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
template <typename Value>
using StringMap = std::unordered_map<std::string, Value, StringHash, std::equal_to<>>;

struct MemoryVersion {
  std::uint64_t version = 0;
  std::int64_t updated = 0;
  bool deleted = false;
  std::string body;
};

struct MemoryResource {
  ResourceKey key;
  std::vector<MemoryVersion> versions;  // oldest first, never empty
  std::vector<std::uint64_t> search_keys;
  std::vector<std::uint64_t> identities;
};

struct MemoryResidueVersion {
  std::uint64_t version = 0;
  bool removed = false;
  std::string bytes;
};

struct MemoryExchange {
  Exchange exchange;
  std::vector<std::string> chunks;
  std::map<std::uint64_t, DocumentOutcome> outcomes;
  std::map<std::string, std::uint64_t> ledger;
};

/// Everything of one tenant. A row is the place in `resources` plus one.
struct MemoryTenant {
  std::vector<MemoryResource> resources;
  StringMap<std::int64_t> rows;                                              // "Type/id" -> row
  std::unordered_map<std::uint64_t, std::vector<std::int64_t>> search_keys;  // rows sorted upwards
  std::unordered_map<std::uint64_t, std::int64_t> identities;
  StringMap<std::vector<MemoryResidueVersion>> residues;
  std::vector<MemoryExchange> exchanges;  // in order of journalling
  StringMap<std::size_t> exchange_places;
  StringMap<std::size_t> idempotency_keys;
  StringMap<std::vector<AuditRow>> audit;
  std::map<std::uint64_t, OutboxRow> outbox;
  StringMap<std::string> closures;
  std::map<std::string, Sharing, std::less<>> sharings;
  StringMap<std::string> settings;

  [[nodiscard]] std::int64_t row_of(const ResourceKey& key) const;  // 0: none
  [[nodiscard]] const MemoryResource& at(std::int64_t row) const {
    return resources[static_cast<std::size_t>(row - 1)];
  }
  [[nodiscard]] MemoryResource& at(std::int64_t row) { return resources[static_cast<std::size_t>(row - 1)]; }
  [[nodiscard]] std::uint64_t version_of(const ResourceKey& key) const;  // 0: none
};

[[nodiscard]] std::string resource_name(const ResourceKey& key);
[[nodiscard]] std::string residue_name(const ResidueKey& key);
[[nodiscard]] std::string idempotency_name(std::string_view partner, std::string_view key);

/// All of the batch, or nothing and the first conflict. `outbox_number` is the last number given out.
[[nodiscard]] CommitResult commit_to_memory(MemoryTenant& state, const Tenant& tenant, const Batch& batch,
                                            const DigestFunction& keyed_digest, std::uint64_t& outbox_number);

}  // namespace careway::store
