#include "profiles/validation/rules/bundle_index.h"

#include "profiles/validation/references.h"

namespace careway::validation {
namespace {

// So many entries with one URL are looked at for a version; a Bundle with more was made to cost time.
constexpr std::size_t kVersionsMax = 1000;

std::string type_and_id(std::string_view type, std::string_view id) {
  return std::string(type).append("/").append(id);
}

// The full URL that a relative reference means, seen from an entry with that full URL. Where that is no server's URL
// (a urn), a relative reference has no meaning, and what comes out is no full URL of any entry.
std::string absolute_from(const ReferenceParts& reference, std::string_view full_url) {
  return std::string(split_reference(full_url).base).append(type_and_id(reference.type, reference.id));
}

}  // namespace

BundleIndex::BundleIndex(fhir::Element bundle) {
  for (const fhir::Element entry : bundle) {
    if (entry.name() != "entry") continue;
    BundleEntry facts;
    facts.entry = entry;
    facts.resource = entry.child("resource");
    facts.full_url = entry.child_value("fullUrl");
    if (facts.resource) {
      facts.type = facts.resource.value();
      facts.id = facts.resource.child_value("id");
      if (const fhir::Element meta = facts.resource.child("meta")) facts.version = meta.child_value("versionId");
    }
    const std::size_t number = entries_.size();
    if (!facts.full_url.empty()) by_full_url_[facts.full_url].push_back(number);
    if (!facts.id.empty()) by_type_and_id_.insert(type_and_id(facts.type, facts.id));
    entries_.push_back(facts);
  }
}

BundleIndex::Target BundleIndex::find(std::string_view reference, std::size_t from_entry) const {
  Target target;
  reference = reference.substr(0, reference.find('#'));
  const ReferenceParts parts = split_reference(reference);
  std::string full(reference);
  if (!is_absolute(reference)) {
    full = absolute_from(parts, entries_[from_entry].full_url);
  } else if (!parts.version.empty()) {
    full = std::string(parts.base).append(type_and_id(parts.type, parts.id));
  }
  if (const auto found = by_full_url_.find(full); found != by_full_url_.end()) {
    std::size_t looked_at = 0;
    for (const std::size_t number : found->second) {
      if (target.matches.size() == 2 || ++looked_at > kVersionsMax) break;
      const std::string_view version = entries_[number].version;
      if (parts.version.empty() || version.empty() || version == parts.version) target.matches.push_back(number);
    }
  }
  if (!target.matches.empty() || parts.type.empty()) return target;
  target.has_same_type_and_id = by_type_and_id_.contains(type_and_id(parts.type, parts.id));
  return target;
}

}  // namespace careway::validation
