#include "mappers/engine/record.h"

namespace careway::engine {

RecordResource& Record::add(std::uint16_t role, fhir::Element resource, std::string_view id) {
  const fhir::NodeIndex node = tree.append(0, "resource");
  tree.copy_content(node, resource);
  RecordResource& added = resources.emplace_back();
  added.role = role;
  added.node = node;
  added.type = std::string(resource.value());
  added.id = std::string(id);
  return added;
}

RecordResource* Record::find(std::uint16_t role) {
  for (RecordResource& resource : resources) {
    if (resource.role == role) return &resource;
  }
  return nullptr;
}

const RecordResource* Record::find(std::uint16_t role) const {
  return const_cast<Record*>(this)->find(role);
}

}  // namespace careway::engine
