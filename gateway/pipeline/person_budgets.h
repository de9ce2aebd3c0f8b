#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "adapters/store/records.h"
#include "gateway/pipeline/services.h"

namespace careway::pipeline {

/// Adds to the batch the deletion of every budget of `members` that shows `leaving` beside another of them, with what
/// the partners said of it. Gives how many budgets. What the batch writes to such a budget becomes its deletion. Use it
/// under the lock Services::people.
std::uint64_t delete_budgets_across(const Services& services, const Caller& caller,
                                    const std::vector<std::string>& partners, const std::vector<std::string>& members,
                                    const std::string& leaving, store::Batch& batch, const std::string& instant);

}  // namespace careway::pipeline
