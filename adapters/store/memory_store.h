#pragma once

#include <memory>

#include "adapters/store/store.h"

namespace careway::store {

/// A store that lives as long as the object: plain hash maps, for the command line and for tests.
[[nodiscard]] std::unique_ptr<Store> make_memory_store(DigestFunction keyed_digest);

}  // namespace careway::store
