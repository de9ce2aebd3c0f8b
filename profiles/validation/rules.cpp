#include "profiles/validation/run.h"

namespace careway::validation {

const std::vector<ResourceRule>& resource_rules() {
  static const std::vector<ResourceRule> kRules = {};
  return kRules;
}

}  // namespace careway::validation
