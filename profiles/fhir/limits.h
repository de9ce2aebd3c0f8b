#pragma once

#include <cstddef>

namespace careway::fhir {

/// What a reader accepts from outside. A document beyond any of these is refused with code "limit-…".
struct ReadLimits {
  std::size_t bytes_max = 64 * 1024 * 1024;
  std::size_t depth_max = 100;
  std::size_t nodes_max = 5'000'000;
  std::size_t text_bytes_max = 16 * 1024 * 1024;  ///< one string value
};

}  // namespace careway::fhir
