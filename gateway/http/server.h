#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "adapters/platform/clock.h"
#include "adapters/platform/random.h"
#include "gateway/http/access_log.h"
#include "gateway/http/limits.h"
#include "gateway/http/refusal.h"
#include "gateway/http/router.h"

namespace careway::http {

// What a server is made of. References must outlive it.
struct ServerParts {
  const Router& router;
  Guard guard;  // asked for every route but probes; required, so that nobody forgets it
  const platform::Clock& clock;
  platform::Random& random;
  Limits limits = {};
  RefusalWriter refusal_writer = operation_outcome;
  AccessListener on_access = {};
};

// Takes connections, hands whole requests to the routes' handlers and sends their answers. Handlers run on several
// threads at once. A handler that throws is answered 500 (503 with Retry-After for a retryable platform::Failure)
// without the exception's text. A request that breaks the framing rules never reaches a handler.
class Server {
 public:
  // Binds and starts to listen. Port 0 takes a free one. Throws platform::Failure when the address cannot be had.
  Server(ServerParts parts, const std::string& address, std::uint16_t port);

  // Stops as stop(0) does.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // The port it listens on.
  std::uint16_t port() const;

  // From now on every answer closes its connection, idle connections end, and draining() is true, so that the readiness
  // route can say 503 and a balancer turns away. New requests are still served.
  void drain();

  // Readiness handlers ask this. True from drain() on.
  bool draining() const;

  // Drains, stops accepting, serves what is queued and running for up to deadline_ms, then cuts connections that still
  // wait for their client, and returns when every handler has returned. Call from one thread, never from a handler.
  void stop(std::int64_t deadline_ms);

  // Requests past their head and not yet answered.
  int requests_in_work() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> state_;
};

}  // namespace careway::http
