#pragma once

#include <cstdint>
#include <string_view>

#include "mappers/people/demographics.h"
#include "mappers/people/superseded.h"

namespace careway::people {

enum class Verdict : std::uint8_t {
  link,  ///< one person, without asking
  ask,   ///< a person must decide
  none,  ///< nothing that would make anybody ask
};

/// What a comparison comes to. The reason is a short word that never changes: the list stands in README.md.
struct Finding {
  Verdict verdict = Verdict::none;
  std::string_view reason;
};

/// Compares two records of different issuers. The same either way round. Numbers that fail their check digit do not
/// count; numbers that others took the place of count as those. The rules and their reasons are in README.md.
Finding compare(const Demographics& a, const Demographics& b, const Superseded& superseded = {});

}  // namespace careway::people
