#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/config/config.h"
#include "gateway/http/message.h"
#include "gateway/http/router.h"
#include "gateway/pipeline/services.h"

namespace careway::api {

/// Who a key belongs to.
struct KnownCaller {
  pipeline::Caller caller;
  config::Roles roles;
};

/// Finds callers by their key: `Authorization: Bearer KEY`. What has no key is nobody. Immutable after construction:
/// share it freely.
class Callers {
 public:
  explicit Callers(const std::vector<config::AccessKey>& keys);
  /// Everybody is this caller, with every role. For development on the loopback address only: see serve.cpp.
  explicit Callers(pipeline::Caller everybody);

  /// The caller of a request. Every key is compared with every digest in full, so that time tells nothing.
  [[nodiscard]] std::optional<KnownCaller> find(const http::Request& request) const;

  /// True when the roles allow what a route asks for.
  [[nodiscard]] static bool allows(const config::Roles& roles, http::Capability capability);

  /// Tenants that have a key.
  [[nodiscard]] std::vector<std::string> tenants() const;
  /// Partners of a tenant that have a key.
  [[nodiscard]] std::vector<std::string> partners(const std::string& tenant) const;
  /// The caller of that tenant and partner, for work that goes on after a restart.
  [[nodiscard]] std::optional<pipeline::Caller> find_partner(const std::string& tenant,
                                                             const std::string& partner) const;

 private:
  struct Key {
    std::string digest;  // hex of the SHA-256
    KnownCaller known;
  };
  std::vector<Key> keys_;
  std::optional<KnownCaller> everybody_;
};

}  // namespace careway::api
