#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/http/message.h"

namespace careway::http {

// What a caller must be allowed to do for a route to serve it. Every route names one.
enum class Capability {
  kProbe,   // health and metrics: served even when the server is full or stopping
  kPublic,  // anybody, for instance the capability statement
  kRead,    // read records
  kWrite,   // make or change records
  kOperate  // run the gateway itself
};

using Handler = std::function<Response(const Request&)>;

// Decides before the body is read whether a request may go on: nothing to let it pass, or the answer (401, 403).
// The request has everything but its body. Called from several threads at once.
using Guard = std::function<std::optional<Response>(const Request&, Capability)>;

// One registered way in.
struct Route {
  std::string method;
  std::string path;  // the template, for instance "/fhir/{type}/{id}"
  std::vector<std::string> parts;
  Capability capability;
  Handler handler;
  std::uint64_t body_bytes_max;  // 0: the server's limit
};

// What a request's method and path lead to.
struct Match {
  const Route* route = nullptr;  // null when nothing serves it
  std::vector<std::pair<std::string, std::string>> captures;
  std::string allow;  // with a null route: the methods the path has ("GET, HEAD"); empty when the path is unknown
};

// The list of routes. What is not in it is denied: an unknown path is 404, a known one with another method 405.
// Fill it on one thread; afterwards any number of threads may match.
class Router {
 public:
  // Registers one route. The path is made of literal parts and {name} parts, each standing for one whole segment.
  // Aborts for a template that cannot work or that repeats one already there.
  void add(std::string method, std::string path, Capability capability, Handler handler,
           std::uint64_t body_bytes_max = 0);

  // Finds the route. Where several fit, a literal part beats a {name}, the leftmost part deciding.
  // A HEAD request is served by a GET route unless there is a HEAD route.
  Match match(std::string_view method, const std::vector<std::string>& segments) const;

  const std::vector<Route>& routes() const { return routes_; }

 private:
  std::vector<Route> routes_;
};

}  // namespace careway::http
