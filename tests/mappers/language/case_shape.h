#pragma once

#include <string_view>

#include "mappers/formats/shape.h"

namespace careway::language {

/// Reads the small text form in which the case files write down a partner's schema (see cases/council.shape).
formats::Shape read_case_shape(std::string_view text);

}  // namespace careway::language
