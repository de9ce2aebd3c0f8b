#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "profiles/fhir/document.h"

namespace careway::validation {

/// One entry of a Bundle.
struct BundleEntry {
  fhir::Element entry;
  fhir::Element resource;  ///< may not exist
  std::string_view full_url;
  std::string_view type;
  std::string_view id;
  std::string_view version;  ///< meta.versionId
};

/// The entries of one Bundle, found by the rules of R4 2.36.4 (resolving references in Bundles). One thread.
class BundleIndex {
 public:
  explicit BundleIndex(fhir::Element bundle);

  [[nodiscard]] const std::vector<BundleEntry>& entries() const { return entries_; }

  /// What a literal reference (no "#…") that stands in an entry means.
  struct Target {
    std::vector<std::size_t> matches;  ///< entries that it means: one, or none, or the first two of too many
    /// There is no match, but an entry whose resource has the type and id of the reference.
    bool has_same_type_and_id = false;
  };
  [[nodiscard]] Target find(std::string_view reference, std::size_t from_entry) const;

 private:
  std::vector<BundleEntry> entries_;
  std::unordered_map<std::string_view, std::vector<std::size_t>> by_full_url_;
  std::unordered_set<std::string> by_type_and_id_;
};

}  // namespace careway::validation
