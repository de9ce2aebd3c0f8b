#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "gateway/pipeline/services.h"
#include "mappers/engine/record.h"
#include "profiles/fhir/document.h"

namespace careway::pipeline {

/// Resources at work: read once, changed by any number of puts, written once. One thread at a time.
class WorkingSet {
 public:
  struct Item {
    store::ResourceKey key;
    fhir::Document document;
    std::uint64_t version = 0;  ///< stored version; 0 when new
    bool changed = false;
    bool deleted = false;
    std::vector<std::string> contributors;  ///< partner kinds that have put it
    bool contributors_changed = false;
    std::uint64_t contributors_version = 0;
  };

  WorkingSet(const Services& services, const Caller& caller, const definitions::Definitions& definitions);

  /// The resource, from this set or from the store; null when there is none (or it is deleted).
  Item* find(const store::ResourceKey& key);
  /// Reads many at once, so that find() needs no round trip.
  void prefetch(const std::vector<store::ResourceKey>& keys);
  /// A resource that the store does not have.
  Item& add(store::ResourceKey key);
  /// Keys of resources whose reference parameter names the target, stored ones and those added here.
  std::vector<store::ResourceKey> referring(std::string_view type, std::string_view parameter,
                                            const std::string& target);
  /// Looks for many identifiers at once, so that with_identifier() needs no round trip.
  void prefetch_identifiers(std::string_view type, std::vector<std::uint64_t> hashes);
  /// What an identifier is looked for by.
  [[nodiscard]] std::uint64_t identifier_hash(std::string_view type, std::string_view system,
                                              std::string_view value) const;
  /// To be called when the content of an item was changed here.
  void note_identifiers(const Item& item);
  /// Keys of resources that carry an identifier, stored ones and those added here.
  std::vector<store::ResourceKey> with_identifier(std::string_view type, std::string_view system,
                                                  std::string_view value);
  /// Keys of resources for which a partner's document got this key (engine::minted_key of their ids).
  std::vector<store::ResourceKey> with_minted_key(std::string_view type, std::string_view minted_key);

  std::map<std::string, Item>& items() { return items_; }
  void clear();

 private:
  Item* take(store::Resource&& resource);
  void read_contributors(const std::vector<store::ResourceKey>& keys);

  const Services& services_;
  const Caller& caller_;
  const definitions::Definitions& definitions_;
  store::SearchHasher hasher_;
  std::map<std::string, Item> items_;                                            ///< by "Type/id"
  std::unordered_map<std::uint64_t, std::vector<store::ResourceKey>> carriers_;  ///< of an identifier, in items_
  std::unordered_set<std::uint64_t> searched_;                                   ///< identifiers asked of the store
};

inline std::string to_text(const store::ResourceKey& key) {
  return key.type + "/" + key.id;
}
/// "Patient/123" (also with a server's base in front, or a version behind); nothing for other forms.
std::optional<store::ResourceKey> parse_reference(std::string_view reference);

/// Adds to the record every resource that the plan links with those it has: references are followed, and roles that
/// refer to a known one are searched for. Stops when nothing new is found.
void load_linked(const engine::Plan& plan, WorkingSet& set, engine::Record& record);
/// Adds one resource under a role unless it is there.
bool load_resource(WorkingSet& set, engine::Record& record, std::uint16_t role, const store::ResourceKey& key);

}  // namespace careway::pipeline
