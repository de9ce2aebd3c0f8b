#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "profiles/validation/rules/rules.h"
#include "profiles/validation/rules/support.h"

namespace careway::validation {
namespace {

/// Type of a declared property -> the name of the value that a concept gives for it (code system
/// concept-property-type).
std::string_view value_name(std::string_view type) {
  if (type == "code") return "valueCode";
  if (type == "Coding") return "valueCoding";
  if (type == "string") return "valueString";
  if (type == "integer") return "valueInteger";
  if (type == "boolean") return "valueBoolean";
  if (type == "dateTime") return "valueDateTime";
  return type == "decimal" ? "valueDecimal" : std::string_view{};
}

/// All concepts, without recursion.
std::vector<fhir::Element> all_concepts(fhir::Element code_system) {
  std::vector<fhir::Element> found;
  std::vector<fhir::Element> open{code_system};
  while (!open.empty()) {
    const fhir::Element at = open.back();
    open.pop_back();
    for (const fhir::Element child : at) {
      if (child.name() != "concept") continue;
      found.push_back(child);
      open.push_back(child);
    }
  }
  return found;
}

void check_properties(fhir::Element code_system, const std::vector<fhir::Element>& concepts, Run& run) {
  std::unordered_map<std::string_view, std::string_view> declared;
  for (const fhir::Element property : children(code_system, "property")) {
    declared.emplace(property.child_value("code"), property.child_value("type"));
  }
  std::unordered_set<std::string_view> codes;
  for (const fhir::Element one : concepts) codes.insert(one.child_value("code"));
  for (const fhir::Element one : concepts) {
    for (const fhir::Element property : one) {
      if (property.name() != "property") continue;
      const std::string_view code = property.child_value("code");
      const auto found = declared.find(code);
      if (found == declared.end()) {
        run.warning("code-system-property", property, "The code system does not declare this property.");
        continue;
      }
      const fhir::Element value = choice(property, "value");
      const std::string_view name = value_name(found->second);
      if (value && !name.empty() && value.name() != name) {
        run.warning("code-system-property", property,
                    "The value is not of the type that the property is declared with.");
      } else if (value && (code == "parent" || code == "child") && value.name() == "valueCode" &&
                 !codes.contains(value.value())) {
        run.warning("code-system-hierarchy", property, "The parent or child is no concept of this code system.");
      }
    }
  }
}

}  // namespace

void check_code_system(fhir::Element resource, Run& run) {
  const std::string_view url = resource.child_value("url");
  const bool is_of_hl7 = url.starts_with("http://hl7.org/fhir/") || url.starts_with("http://terminology.hl7.org/");
  if (is_of_hl7 && !resource.child("caseSensitive")) {
    run.warning("code-system-case", resource,
                "Code systems of HL7 should say whether their codes are case sensitive (caseSensitive).");
  }
  const std::string_view content = resource.child_value("content");
  if (content == "supplement" && !resource.child("supplements")) {
    run.error("code-system-supplement", resource, "A supplement must name the code system that it adds to.");
  }
  if (!url.empty() && canonical_url(resource.child_value("supplements")) == url) {
    run.error("code-system-supplement", resource, "A code system cannot supplement itself.");
  }
  const auto concepts = all_concepts(resource);
  const auto count = whole_number(resource.child_value("count"));
  if (count && content == "complete" && static_cast<std::uint64_t>(*count) != concepts.size()) {
    run.warning("code-system-count", resource.child("count"), "The count is not the number of concepts listed.");
  }
  check_properties(resource, concepts, run);
}

}  // namespace careway::validation
