#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace careway::channels {

struct HttpLimits {
  std::size_t answer_bytes_max = std::size_t{256} << 20;
  std::int64_t connect_ms = 10'000;
  std::int64_t transfer_ms = 120'000;  ///< without a byte moving
};

struct HttpRequest {
  std::string method = "GET";
  std::string url;  ///< "http://host:port/path?query" or https
  std::vector<std::pair<std::string, std::string>> headers;
  std::string_view body;  ///< must live until send returns
};

struct HttpAnswer {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  /// The first value of that header, names compared without case; empty when there is none.
  [[nodiscard]] std::string header(std::string_view name) const;
};

/// Sends requests to other systems. Follows no redirect, keeps no cookie, takes no proxy. Server certificates of https
/// are checked against the system's authorities. Implementations are safe for concurrent use.
class HttpClient {
 public:
  virtual ~HttpClient() = default;
  /// One request, one answer, one connection. An answer of any status is returned. Throws platform::Failure:
  /// kConfiguration for a URL that is none, kUnavailable when nobody answers in time, kTooLarge for an answer over the
  /// limit, kCryptography when a secure connection cannot be made.
  virtual HttpAnswer send(const HttpRequest& request, const HttpLimits& limits) = 0;
  HttpAnswer send(const HttpRequest& request) { return send(request, HttpLimits{}); }
};

/// The network.
class NetworkHttpClient : public HttpClient {
 public:
  using HttpClient::send;
  HttpAnswer send(const HttpRequest& request, const HttpLimits& limits) override;
};

}  // namespace careway::channels
