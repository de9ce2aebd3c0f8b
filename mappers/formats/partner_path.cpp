#include "mappers/formats/partner_path.h"

namespace careway::formats {

std::string partner_path(fhir::Element element) {
  if (!element || !element.parent()) return {};
  std::string path = partner_path(element.parent());
  const bool is_nested_list_item = element.name().empty();
  if (!path.empty() && !is_nested_list_item) path += '/';
  path += element.name();
  std::size_t same = 0;
  for (const fhir::Element sibling : element.parent()) same += sibling.name() == element.name() ? 1 : 0;
  if (same > 1 || element.is_list_item()) path += '[' + std::to_string(element.ordinal_among_same_name()) + ']';
  return path;
}

std::string numbered_path(fhir::Element element) {
  if (!element || !element.parent()) return {};
  std::string path = numbered_path(element.parent());
  if (!path.empty()) path += '/';
  path += element.name();
  path += '[' + std::to_string(element.ordinal_among_same_name()) + ']';
  return path;
}

}  // namespace careway::formats
