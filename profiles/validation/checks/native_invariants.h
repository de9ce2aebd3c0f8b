#pragma once

#include <string_view>

#include "profiles/validation/profile.h"

namespace careway::validation {

/// True when the invariant holds for the element.
using NativeInvariant = bool (*)(fhir::Element element, Session& session);

/// The invariant written in C++, when there is one for exactly this key and expression; nullptr otherwise. Only for
/// invariants that are asked at nearly every element.
NativeInvariant native_invariant(std::string_view key, std::string_view expression);

}  // namespace careway::validation
