#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mappers/money/rational.h"

namespace careway::money {

/// One funder's part of a line.
struct Share {
  enum class Kind : std::uint8_t {
    percent,  ///< of the line, 0 to 100
    part,     ///< a fraction of the line: thirds
    fixed,    ///< pence a week
    rest,     ///< what the others leave; at most one a line
  };
  std::string stream;  ///< code of the funding stream
  Kind kind = Kind::percent;
  Rational value;
  /// Whether the person may be asked to pay towards this part. Never for NHS care, either share of s117, education.
  bool is_chargeable = false;
  /// A top-up is paid on top by somebody else: it is part of the gross, of no stream.
  bool is_top_up = false;
};

/// Exact pence of each share of a line that costs `whole` over `weeks` (a week: 1). Nothing when they do not make the
/// line.
std::optional<std::vector<Rational>> exact_parts(std::span<const Share> shares, const Rational& whole,
                                                 const Rational& weeks);

}  // namespace careway::money
