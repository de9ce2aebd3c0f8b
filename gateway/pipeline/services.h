#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "adapters/platform/clock.h"
#include "adapters/platform/random.h"
#include "adapters/store/store.h"
#include "gateway/pipeline/face_library.h"
#include "gateway/pipeline/validators.h"
#include "mappers/engine/keyer.h"

namespace careway::pipeline {

class RateShelf;

/// What every stage works with. main wires it once; references outlive all requests. Safe to share between threads: the
/// library is swapped as a whole through `library()`.
struct Services {
  store::Store& store;
  const platform::Clock& clock;
  platform::Random& random;
  const engine::Keyer& keyer;
  std::function<std::shared_ptr<const FaceLibrary>()> library;
  /// Secret for search hashes, derived from the deployment key.
  std::string search_secret;
  /// Null: nothing is validated.
  Validators* validators = nullptr;
  ValidationPolicy validation = {};
  /// Null: the rates are read anew for each budget.
  RateShelf* rates = nullptr;
  /// Held from the look for people who are one until what was found is committed: two Patients that come at the same
  /// moment must see each other. Shared by all copies.
  std::shared_ptr<std::mutex> people = std::make_shared<std::mutex>();
};

/// Who speaks, in which place. Every call of the pipeline names it; nothing is read outside its tenant.
struct Caller {
  std::string tenant;
  std::string partner;       ///< "council-e09000033"
  std::string partner_kind;  ///< "council", "nhs", "marketplace", "provider"
};

/// The instant now in the store's form, from the services' clock.
std::string now(const Services& services);

}  // namespace careway::pipeline
