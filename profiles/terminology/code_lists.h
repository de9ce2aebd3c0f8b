#pragma once

#include <string_view>
#include <vector>

namespace careway::terminology {

/// The codes of a system that is short enough to stand in the program, in a fixed order; empty when it is none:
/// "urn:iso:std:iso:3166" (countries: two letters, three letters, three digits) and "urn:iso:std:iso:4217"
/// (currencies).
std::vector<std::string_view> code_list(std::string_view system);

}  // namespace careway::terminology
