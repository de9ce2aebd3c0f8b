#pragma once

#include <cstddef>
#include <string_view>

#include "profiles/fhir/document.h"

namespace careway::fhirpath {

/// The resource that a reference means inside the document in which it stands (R4 2.3.0.6, 2.36.4): "#id" in the
/// resource that contains, "#" that resource itself, else an entry of the Bundle around it by its fullUrl. A relative
/// reference takes the base of the fullUrl of its own entry; a version at its end must be that of the entry. A handle
/// that does not exist when there is none.
fhir::Element find_reference(std::string_view reference, fhir::Element from);
/// The same; adds how many elements were looked at.
fhir::Element find_reference(std::string_view reference, fhir::Element from, std::size_t& visited);

}  // namespace careway::fhirpath
