#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/api/bundle.h"
#include "gateway/api/change.h"

namespace careway::api {

/// A Bundle that is done as a whole or not at all. One for each request.
///
/// Entries are done in the order of R4 http, section 3.1.0.11.2: deletions, creates, updates, reads; reads see what the
/// transaction wrote. References to an entry's fullUrl become the address that the entry's resource gets.
/// In a collection no entry says what to do: what holds one of its identifiers is updated with it, else it is created.
class Transaction {
 public:
  explicit Transaction(const Call& call) : call_(call) {}

  /// Does it. False with issues, each naming its entry, when nothing was changed.
  bool run(const fhir::Document& bundle, fhir::Issues& issues);

  /// What became of each entry, as a Bundle of type transaction-response. After run.
  std::string response() const;

 private:
  enum class Method { remove, create, update, read, collect };
  struct Entry {
    std::string path;  // "Bundle.entry[2]"
    Method method = Method::create;
    std::string url;
    std::string type;
    std::string id;  // of the resource, once known
    std::string full_url;
    std::string own_id;  // the id that a pushed resource brought along
    std::optional<std::string> if_match;
    std::optional<std::string> if_none_exist;
    std::optional<fhir::Document> document;
    bool is_existing = false;  // the condition of a create was met, or a pushed resource is in the record
    Planned planned;
  };

  bool read_entries(const fhir::Document& bundle, fhir::Issues& issues);
  bool read_request(fhir::Element element, Entry& entry, fhir::Issues& issues);
  bool read_resource_of(fhir::Element element, Entry& entry, fhir::Issues& issues);
  bool give_ids(fhir::Issues& issues);
  bool give_id(Entry& entry, fhir::Issues& issues);
  bool point(const std::string& from, const Entry& entry, fhir::Issues& issues);
  void rewrite_references(Entry& entry, fhir::Element element, fhir::Issues& issues);
  std::optional<std::string> target_of(const Entry& entry, fhir::Element element, fhir::Issues& issues);
  std::optional<Planned> plan_of(Entry& entry, fhir::Issues& issues);
  void check_one_version(const Entry& entry, fhir::Issues& issues);
  Planned existing(const Entry& entry) const;
  bool commit(fhir::Issues& issues);
  void append_read(const Entry& entry, BundleWriter& writer) const;

  const Call& call_;
  std::string instant_;
  bool is_collection_ = false;
  std::vector<Entry> entries_;
  std::unordered_map<std::string, std::string> targets_;  // fullUrl -> "Type/id"
  std::set<std::string> new_budgets_;                     // of which a new version is written, by budget_series
};

}  // namespace careway::api
