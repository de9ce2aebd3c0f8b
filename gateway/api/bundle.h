#pragma once

#include <string>
#include <string_view>

#include "adapters/store/records.h"
#include "gateway/api/api.h"

namespace careway::api {

/// Builds a Bundle (R4) as JSON text, entry by entry, without taking stored bodies apart.
class BundleWriter {
 public:
  /// `type` is "searchset", "history", "transaction-response".
  BundleWriter(const Call& call, std::string_view type);

  void add_link(std::string_view relation, std::string_view url);
  /// A resource found: fullUrl, resource, search mode match.
  void add_match(const store::Resource& resource);
  /// A version: fullUrl, resource unless deleted, what was asked then and what it came to.
  void add_version(const store::Resource& resource);
  /// What one entry of a transaction came to. `body` may be empty.
  void add_response(std::string_view status, std::string_view location, std::string_view etag,
                    std::string_view last_modified, std::string_view body);
  /// The whole Bundle. `total` below zero: not said.
  std::string finish(std::int64_t total);

 private:
  void begin_entry();
  void add_full_url(const store::Resource& resource);

  const Call& call_;
  std::string head_;
  std::string links_;
  std::string entries_;
};

/// Appends a name and a value to a query string, percent-encoded (RFC 3986 section 2.1).
void append_query(std::string& query, std::string_view name, std::string_view value);

}  // namespace careway::api
