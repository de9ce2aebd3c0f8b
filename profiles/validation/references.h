#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "profiles/validation/run.h"

namespace careway::validation {

/// Finds what references mean inside the document that is validated. Bundles are indexed once. One thread.
class ReferenceIndex {
 public:
  /// R4: contained resources (2.3.2), Bundle entries (2.36.4). `unknown` when the document cannot say.
  Run::Resolved resolve(std::string_view reference, fhir::Element from);

 private:
  struct Entries {
    // Resources of the entries; a list for each URL, since a multimap walks all of one key whenever it is asked.
    std::unordered_map<std::string_view, std::vector<fhir::Element>> by_full_url;
  };
  using Contained = std::unordered_map<std::string_view, fhir::Element>;
  const Entries& entries_of(fhir::Element bundle);
  fhir::Element contained(fhir::Element container, std::string_view id);
  Run::Resolved resolve_in_bundle(std::string_view reference, fhir::Element bundle, std::string_view own_full_url);

  std::unordered_map<const void*, std::unordered_map<fhir::NodeIndex, Entries>> bundles_;
  std::unordered_map<const void*, std::unordered_map<fhir::NodeIndex, Contained>> containers_;
};

/// The resource that holds contained resources for an element: the nearest resource that is not itself contained.
fhir::Element container_of(fhir::Element element);
/// Type and id in a literal reference: "Patient" and "1" of "http://x/fhir/Patient/1/_history/2"; both empty when it
/// has no such end. The type may be none of FHIR's.
struct ReferenceParts {
  std::string_view base;  ///< "http://x/fhir/", empty for a relative one
  std::string_view type;
  std::string_view id;
  std::string_view version;
};
ReferenceParts split_reference(std::string_view reference);
/// True for "http://…", "urn:…" and every other text with a scheme.
bool is_absolute(std::string_view url);

}  // namespace careway::validation
