#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "profiles/fhir/document.h"

/// Small readings of a FHIR tree that the rules share. All are pure.
namespace careway::validation {

/// The children of that name, in order.
std::vector<fhir::Element> children(fhir::Element element, std::string_view name);
/// The first extension with that URL; does not exist when there is none.
fhir::Element extension(fhir::Element element, std::string_view url);
/// Calls `visit(fhir::Element)` for each extension with that URL.
template <typename Visit>
void for_each_extension(fhir::Element element, std::string_view url, Visit&& visit) {
  for (const fhir::Element child : element) {
    if (child.name() == "extension" && child.child_value("url") == url) visit(child);
  }
}
/// The child of a choice element: choice(answer, "value") finds valueCoding. Names that no definition knows do not
/// count.
fhir::Element choice(fhir::Element element, std::string_view stem);
/// What stands behind the stem in the name of a choice: "Coding" for valueCoding.
std::string_view choice_suffix(fhir::Element chosen, std::string_view stem);
/// Value of the first extension with that URL; does not exist when there is none.
fhir::Element extension_value(fhir::Element element, std::string_view url);
/// The contained resource with that id, in the resource or in the one that contains it.
fhir::Element contained_resource(fhir::Element resource, std::string_view id);
/// A canonical without "|version" and "#fragment".
std::string_view canonical_url(std::string_view canonical);
/// A FHIR whole number (integer, positiveInt); nothing when the text is none or does not fit.
std::optional<std::int64_t> whole_number(std::string_view text);
/// Unicode characters of a UTF-8 text.
std::size_t character_count(std::string_view text);
/// The resource type that a reference such as "Patient/1", "http://server/Patient/1/_history/2" names; empty when the
/// form is another.
std::string_view type_of_reference(std::string_view reference);

}  // namespace careway::validation
