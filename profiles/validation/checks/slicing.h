#pragma once

#include <vector>

#include "profiles/validation/profile.h"

namespace careway::validation {

/// Sorts the elements of one name below `parent` into slices and checks each slice, reslicing included: "slice-min",
/// "slice-max", "slice-closed", "slice-order", "slice-several"; "slice-unmatched" is information.
void check_slices(const SliceGroup& group, const std::vector<fhir::Element>& elements, fhir::Element parent,
                  Session& session);

/// The elements that a discriminator's path reaches from an element.
std::vector<fhir::Element> follow(const std::vector<PathStep>& path, fhir::Element from, Session& session);

}  // namespace careway::validation
