#include "profiles/validation/finding_path.h"

#include <string_view>
#include <vector>

namespace careway::validation {
namespace {

void append_step(std::string& path, fhir::Element element, const definitions::Definitions& definitions) {
  path += '.';
  if (element.entry() == fhir::kNoEntry) {
    path += element.name();
    return;
  }
  const definitions::Entry entry = definitions.entry(element.entry());
  if (entry.is_choice) {
    path += entry.element.substr(0, entry.element.size() - 3);
    path += ".ofType(";
    path += definitions.type(entry.type).name;
    path += ')';
    return;
  }
  path += entry.name;
  if (!entry.is_list) return;
  path += '[';
  path += std::to_string(element.ordinal_among_same_name());
  path += ']';
}

}  // namespace

std::string finding_path(fhir::Element element, const definitions::Definitions& definitions) {
  std::vector<fhir::Element> way;
  for (fhir::Element at = element; at.exists(); at = at.parent()) way.push_back(at);
  std::string path;
  if (way.empty()) return path;
  path = way.back().kind() == fhir::ValueKind::resource ? way.back().value() : way.back().name();
  for (std::size_t i = way.size() - 1; i-- > 0;) append_step(path, way[i], definitions);
  return path;
}

}  // namespace careway::validation
