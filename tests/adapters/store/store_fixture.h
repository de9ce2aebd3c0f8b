#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/store/bytes.h"
#include "adapters/store/memory_store.h"
#include "adapters/store/search_hash.h"
#include "adapters/store/sqlite_store.h"

namespace careway::store {

/// A folder that goes with the object.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string form = (std::filesystem::temp_directory_path() / "careway_store_XXXXXX").string();
    path_ = mkdtemp(form.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] std::string file(std::string_view name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

inline std::string test_digest(std::string_view bytes) {
  std::string digest;
  for (std::uint64_t i = 0; i < 4; ++i) add_number(digest, sip_hash({17, i}, bytes));
  return digest;
}

inline std::unique_ptr<Store> open_test_store(const std::string& path) {
  SqliteOptions options;
  options.path = path;
  return open_sqlite_store(options, test_digest);
}

inline constexpr std::string_view kNoon = "2026-04-01T12:00:00.000000Z";

inline ResourceWrite resource_write(std::string type, std::string id, std::uint64_t expected_version, std::string body,
                                    std::vector<std::uint64_t> hashes = {},
                                    std::vector<std::uint64_t> identities = {}) {
  ResourceWrite write;
  write.key = {.type = std::move(type), .id = std::move(id)};
  write.expected_version = expected_version;
  write.updated = kNoon;
  write.body = std::move(body);
  write.search_hashes = std::move(hashes);
  write.identities = std::move(identities);
  return write;
}

inline ResourceWrite deletion(std::string type, std::string id, std::uint64_t expected_version) {
  ResourceWrite write = resource_write(std::move(type), std::move(id), expected_version, "");
  write.deleted = true;
  return write;
}

inline Exchange test_exchange(std::string id, std::string idempotency_key = "") {
  Exchange exchange;
  exchange.id = std::move(id);
  exchange.partner = "northshire";
  exchange.face = "cld-r2";
  exchange.media_type = "text/csv";
  exchange.digest = "digest";
  exchange.idempotency_key = std::move(idempotency_key);
  exchange.received = kNoon;
  return exchange;
}

enum class Engine { memory, sqlite };

/// The same tests run on every engine.
class StoreContract : public testing::TestWithParam<Engine> {
 protected:
  StoreContract() {
    if (GetParam() == Engine::memory) {
      store_ = make_memory_store(test_digest);
    } else {
      store_ = open_test_store(folder_.file("contract.sqlite"));
    }
  }

  CommitResult commit_resources(std::vector<ResourceWrite> writes) {
    Batch batch;
    batch.resources = std::move(writes);
    return store_->commit(tenant_, batch);
  }

  TemporaryFolder folder_;
  std::unique_ptr<Store> store_;
  const Tenant tenant_ = "northshire-place";
};

}  // namespace careway::store

#define CAREWAY_ON_EVERY_ENGINE(suite)                                                                 \
  INSTANTIATE_TEST_SUITE_P(                                                                            \
      Engines, suite, testing::Values(careway::store::Engine::memory, careway::store::Engine::sqlite), \
      [](const auto& engine) { return engine.param == careway::store::Engine::memory ? "memory" : "sqlite"; })
