#pragma once

#include <cstddef>
#include <cstdint>

namespace careway::http {

// What a server takes from the outside. Poco 1.11 adds fixed limits of its own that cannot be raised: 16,384 bytes for
// a target, 8,192 for a header value, 256 for a header name, 100 headers. A proxy in front must not allow more.
struct Limits {
  // One body. Bodies are held whole in memory.
  std::uint64_t body_bytes_max = std::uint64_t{256} << 20;
  // All bodies being read or worked on together; a request that would pass it is answered 503.
  std::uint64_t bodies_bytes_max = std::uint64_t{1} << 30;
  // The request line and all headers together; more is answered 431.
  std::size_t head_bytes_max = 32'768;
  // Segments of a path, and parameters of a query; more is answered 400.
  std::size_t path_segments_max = 16;
  std::size_t query_parameters_max = 256;

  // Requests past their head and not yet answered. More are answered 503 with Retry-After (probes are always served).
  int requests_in_work_max = 64;
  // Threads beyond those, for answering 503, for probes and for idle connections.
  int threads_spare = 32;
  // Accepted connections that wait for a thread. Poco resets any beyond these.
  int connections_queued_max = 4'096;
  // Requests on one connection before it is closed, so that a busy client cannot keep a thread from others for ever.
  int requests_per_connection_max = 1'000;
  // What a refused client is told to wait.
  int retry_after_seconds = 2;

  // From the first byte of a head to its last; for a new connection also the wait for the first byte.
  std::int64_t head_deadline_ms = 10'000;
  // How long an idle connection is kept. It ends earlier when others wait for its thread.
  std::int64_t keep_alive_ms = 4'000;
  // A body, and an answer, may each take this long ...
  std::int64_t transfer_deadline_ms = 20'000;
  // ... and one second more for each of these bytes.
  std::int64_t transfer_bytes_per_second_min = 65'536;
  // After a refusal with an unread body: how long and how much is read and thrown away, so that the client sees the
  // answer instead of a reset.
  std::int64_t linger_ms = 1'000;
  std::uint64_t linger_bytes_max = std::uint64_t{4} << 20;
};

}  // namespace careway::http
