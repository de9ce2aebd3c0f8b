#pragma once

#include <cstddef>
#include <string>

namespace careway::bench {

/// A synthetic CLD release 2 file: services (six of ten), assessments, reviews and requests of made-up people (one for
/// ten rows), the same bytes for the same number of rows. NHS numbers are from the 999 range with a valid check digit.
std::string cld_file(std::size_t rows);

}  // namespace careway::bench
