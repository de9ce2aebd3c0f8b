#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "profiles/fhir/document.h"

namespace careway::engine {

/// One resource of a record, in the record's tree.
struct RecordResource {
  std::uint16_t role = 0;  ///< index in Plan::roles
  fhir::NodeIndex node = fhir::kNoNode;
  std::string type;
  std::string id;       ///< logical id; empty until minted
  bool is_new = false;  ///< made by this put
  bool changed = false;
  /// Kinds of partners that have put this resource before ("council nhs"), for the owner order. Set by who loads it.
  std::vector<std::string> contributors;
};

/// The FHIR resources that one document is about: one tree whose root's children are the resources. Several documents
/// of one batch may share a record's resources by being put one after the other. Move-only; one thread at a time.
class Record {
 public:
  fhir::Document tree;
  std::vector<RecordResource> resources;

  /// Empties it but keeps the memory.
  void clear() {
    tree.clear();
    resources.clear();
  }
  /// Copies a resource (root of kind `resource`) in under a role. The entry of each node is kept.
  RecordResource& add(std::uint16_t role, fhir::Element resource, std::string_view id);
  /// The first resource of a role; null when there is none.
  [[nodiscard]] RecordResource* find(std::uint16_t role);
  [[nodiscard]] const RecordResource* find(std::uint16_t role) const;
  [[nodiscard]] fhir::Element element(const RecordResource& resource) const { return tree.at(resource.node); }
};

}  // namespace careway::engine
