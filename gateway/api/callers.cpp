#include "gateway/api/callers.h"

#include <algorithm>

#include "adapters/platform/crypto.h"

namespace careway::api {
namespace {

constexpr std::size_t kKeyBytesMax = 512;

/// The token of "Bearer TOKEN" (RFC 6750 section 2.1); empty when there is none, or more than one header.
std::string_view bearer_token(const http::Request& request) {
  constexpr std::string_view kScheme = "bearer ";
  const auto header = request.headers.find("Authorization");
  if (!header || request.headers.count("Authorization") != 1 || header->size() <= kScheme.size()) return {};
  if (!http::equal_without_case(header->substr(0, kScheme.size()), kScheme)) return {};
  const std::string_view token = header->substr(kScheme.size());
  return token.size() <= kKeyBytesMax ? token : std::string_view();
}

}  // namespace

Callers::Callers(const std::vector<config::AccessKey>& keys) {
  for (const config::AccessKey& key : keys) {
    keys_.push_back({key.key_sha256, {{key.tenant, key.partner, key.partner_kind}, key.roles}});
  }
}

Callers::Callers(pipeline::Caller everybody)
    : everybody_(KnownCaller{std::move(everybody), {.read = true, .write = true, .operate = true}}) {}

std::optional<KnownCaller> Callers::find(const http::Request& request) const {
  if (everybody_) return everybody_;
  const std::string_view token = bearer_token(request);
  if (token.empty()) return std::nullopt;
  const std::string digest = platform::sha256_hex(token);
  const Key* found = nullptr;
  for (const Key& key : keys_) {
    if (platform::constant_time_equal(key.digest, digest)) found = &key;
  }
  if (found == nullptr) return std::nullopt;
  return found->known;
}

bool Callers::allows(const config::Roles& roles, http::Capability capability) {
  switch (capability) {
    case http::Capability::kProbe:
    case http::Capability::kPublic:
      return true;
    case http::Capability::kRead:
      return roles.read;
    case http::Capability::kWrite:
      return roles.write;
    case http::Capability::kOperate:
      return roles.operate;
  }
  return false;
}

std::vector<std::string> Callers::tenants() const {
  std::vector<std::string> names;
  if (everybody_) names.push_back(everybody_->caller.tenant);
  for (const Key& key : keys_) names.push_back(key.known.caller.tenant);
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::vector<std::string> Callers::partners(const std::string& tenant) const {
  std::vector<std::string> names;
  if (everybody_ && everybody_->caller.tenant == tenant) names.push_back(everybody_->caller.partner);
  for (const Key& key : keys_) {
    if (key.known.caller.tenant == tenant) names.push_back(key.known.caller.partner);
  }
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::optional<pipeline::Caller> Callers::find_partner(const std::string& tenant, const std::string& partner) const {
  const auto is_it = [&](const pipeline::Caller& caller) {
    return caller.tenant == tenant && caller.partner == partner;
  };
  if (everybody_ && is_it(everybody_->caller)) return everybody_->caller;
  for (const Key& key : keys_) {
    if (is_it(key.known.caller)) return key.known.caller;
  }
  return std::nullopt;
}

}  // namespace careway::api
