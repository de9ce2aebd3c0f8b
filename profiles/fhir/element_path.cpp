#include "profiles/fhir/element_path.h"

namespace careway::fhir {

std::string element_path(Element element, const definitions::Definitions& definitions) {
  if (!element) return {};
  const Element above = element.parent();
  if (!above) return std::string(element.kind() == ValueKind::resource ? element.value() : element.name());
  std::string path = element_path(above, definitions);
  path += '.';
  path += element.name();
  if (element.entry() != kNoEntry && definitions.entry_is_list(element.entry())) {
    path += '[' + std::to_string(element.ordinal_among_same_name()) + ']';
  }
  return path;
}

std::string expression_path(Element element, const definitions::Definitions& definitions) {
  if (!element) return {};
  const Element above = element.parent();
  if (!above) return std::string(element.kind() == ValueKind::resource ? element.value() : element.name());
  std::string path = expression_path(above, definitions);
  path += '.';
  if (element.entry() == kNoEntry) return path.append(element.name());
  const definitions::Entry entry = definitions.entry(element.entry());
  if (entry.is_choice) {
    path.append(entry.element.substr(0, entry.element.size() - std::string_view("[x]").size()));
    return path.append(".ofType(").append(definitions.type(entry.type).name).append(")");
  }
  path += element.name();
  if (entry.is_list) path += '[' + std::to_string(element.ordinal_among_same_name()) + ']';
  return path;
}

}  // namespace careway::fhir
