#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/platform/clock.h"
#include "adapters/platform/crypto.h"
#include "adapters/platform/random.h"
#include "adapters/store/store.h"
#include "gateway/api/api.h"
#include "gateway/api/exchange_worker.h"
#include "gateway/api/routes.h"
#include "gateway/http/router.h"
#include "gateway/pipeline/face_library.h"
#include "profiles/definitions/definitions.h"
#include "profiles/fhir/document.h"

namespace careway::api {

inline constexpr std::string_view kCouncilKey = "council-key";
inline constexpr std::string_view kPhbKey = "phb-key";
inline constexpr std::string_view kMarketKey = "market-key";
inline constexpr std::string_view kReaderKey = "reader-key";
inline constexpr std::string_view kOtherTenantKey = "other-tenant-key";

/// The released maps with the R4 pack of this build, loaded once for the test program.
std::shared_ptr<const pipeline::FaceLibrary> released_library();

std::string read_file(const std::string& path);
std::string sample(std::string_view name);

/// A resource out of an answer's body.
fhir::Document parsed(std::string_view json);
/// The codes of an OperationOutcome: "code@expression", one a line.
std::string told(const http::Response& response);
/// The value at a simple path ("entry.1.resource.id": the second entry's), or empty.
std::string value_at(std::string_view json, std::string_view path);

/// The whole API over one store, driven without sockets.
class Gateway {
 public:
  enum class Engine { memory, sqlite };
  explicit Gateway(Engine engine = Engine::memory, const ApiOptions& options = {});
  ~Gateway();

  using Headers = std::vector<std::pair<std::string, std::string>>;
  /// Sends a request as the server would: target, route, guard, handler. A body is FHIR JSON unless a header says else.
  http::Response send(std::string_view method, std::string_view target, std::string body = {}, Headers headers = {});
  /// Who sends from now on; empty: nobody.
  void use_key(std::string_view key) { key_ = key; }

  /// Creates a resource and gives its id.
  std::string create(std::string_view type, std::string body);

  [[nodiscard]] store::Store& store() { return *store_; }
  [[nodiscard]] platform::FakeClock& clock() { return clock_; }
  [[nodiscard]] const http::Router& router() const { return router_; }
  [[nodiscard]] Api& api() { return *api_; }
  [[nodiscard]] ExchangeWorker& worker() { return *worker_; }
  [[nodiscard]] const pipeline::Services& services() const { return *services_; }
  [[nodiscard]] platform::Random& random() { return random_; }
  /// Validates from now on, with our own profiles loaded.
  void validate(const pipeline::ValidationPolicy& policy);
  /// Ends what runs and begins again on the same data (SQLite).
  void restart();

 private:
  void start();

  Engine engine_;
  ApiOptions options_;
  std::filesystem::path folder_;
  platform::FakeClock clock_;
  platform::SeededRandom random_{7};
  platform::HmacKeyer keyer_{"a deployment key for tests"};
  http::Metrics metrics_;
  Callers callers_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<pipeline::Services> services_;
  std::unique_ptr<ExchangeWorker> worker_;
  OwnershipCache ownerships_;
  std::mutex edits_;
  std::unique_ptr<Api> api_;
  http::Router router_;
  std::string key_{kPhbKey};
};

}  // namespace careway::api
