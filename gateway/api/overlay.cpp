#include "gateway/api/overlay.h"

#include <vector>

#include "gateway/api/errors.h"
#include "mappers/engine/convert.h"

namespace careway::api {
namespace {

constexpr std::string_view kNhsNumber = "https://fhir.nhs.uk/Id/nhs-number";

/// True when the pushed resource has something in place of this child of the stored one.
bool replaces(fhir::Element pushed, fhir::Element stored_child) {
  const std::string_view name = stored_child.name();
  const bool is_identifier = name == "identifier";
  const bool is_extension = name == "extension" || name == "modifierExtension";
  for (fhir::Element child : pushed) {
    if (child.name() != name) continue;
    if (!is_identifier && !is_extension) return true;
    const std::string_view by = is_identifier ? "system" : "url";
    if (child.child_value(by) == stored_child.child_value(by)) return true;
  }
  return false;
}

}  // namespace

std::optional<store::ResourceKey> find_meant(const Call& call, fhir::Element pushed, std::string_view path,
                                             fhir::Issues& issues) {
  const std::string_view type = pushed.value();
  std::optional<store::ResourceKey> meant;
  for (fhir::Element child : pushed) {
    if (child.name() != "identifier") continue;
    const std::string_view system = child.child_value("system");
    const std::string_view value = child.child_value("value");
    if (system.empty() || value.empty()) continue;
    if (system == kNhsNumber && !engine::nhs_number_check_digit_holds(value)) continue;
    store::SearchQuery query;
    query.type = std::string(type);
    query.page_size = 2;
    query.terms.push_back({{call.hasher.hash(type, "identifier", store::SearchForm::system_and_code, system, value)}});
    for (const store::Resource& found : call.store().search(call.caller.tenant, query).resources) {
      if (meant && !(*meant == found.key)) {
        refuse(issues, "several-match", path);
        return std::nullopt;
      }
      meant = found.key;
    }
  }
  return meant;
}

void lay_over(fhir::Document& pushed, fhir::Element stored) {
  // Chosen before anything is added: a copy would stand in the way of the next child of its name.
  std::vector<fhir::Element> kept;
  for (fhir::Element child : stored) {
    if (!replaces(pushed.root(), child)) kept.push_back(child);
  }
  for (const fhir::Element child : kept) pushed.append_copy(0, child);
}

}  // namespace careway::api
