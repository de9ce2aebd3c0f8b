#include "gateway/pipeline/services.h"

namespace careway::pipeline {

std::string now(const Services& services) {
  const std::int64_t microseconds = services.clock.microseconds();
  std::string instant = platform::instant_text(microseconds);
  instant.pop_back();
  std::string rest = std::to_string(microseconds % 1000);
  instant.append(3 - rest.size(), '0');
  return instant + rest + "Z";
}

}  // namespace careway::pipeline
