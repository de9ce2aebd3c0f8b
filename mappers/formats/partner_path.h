#pragma once

#include <string>

#include "profiles/fhir/document.h"

namespace careway::formats {

/// "Service[2]/UnitCost", "@line", "lines[0]/price": the place of a node below the document's root, empty for the root.
/// A zero-based number stands behind list items and behind names that occur several times.
std::string partner_path(fhir::Element element);

/// As partner_path, but with a number behind every name ("Service[0]/UnitCost[0]"): it stays the same when siblings
/// join.
std::string numbered_path(fhir::Element element);

}  // namespace careway::formats
