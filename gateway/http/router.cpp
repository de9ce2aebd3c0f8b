#include "gateway/http/router.h"

#include <algorithm>
#include <cassert>
#include <cstdlib>
#include <set>

namespace careway::http {
namespace {

bool is_capture(std::string_view part) {
  return part.starts_with('{');
}

std::vector<std::string> split(std::string_view path) {
  std::vector<std::string> parts;
  while (path.size() > 1) {
    path.remove_prefix(1);
    const std::size_t slash = std::min(path.find('/'), path.size());
    parts.emplace_back(path.substr(0, slash));
    path.remove_prefix(slash);
  }
  return parts;
}

bool fits(const Route& route, const std::vector<std::string>& segments) {
  return std::ranges::equal(route.parts, segments, [](const std::string& part, const std::string& segment) {
    return is_capture(part) || part == segment;
  });
}

bool more_literal(const Route& left, const Route& right) {
  return std::ranges::lexicographical_compare(left.parts, right.parts, {}, is_capture, is_capture);
}

// A wrong template is a mistake in the program, found the first time it starts.
void require(bool right) {
  assert(right);
  if (!right) std::abort();
}

}  // namespace

void Router::add(std::string method, std::string path, Capability capability, Handler handler,
                 std::uint64_t body_bytes_max) {
  require(path.starts_with('/') && (path.size() == 1 || !path.ends_with('/')) && handler != nullptr);
  std::vector<std::string> parts = split(path);
  std::set<std::string> names;
  for (const std::string& part : parts) {
    if (is_capture(part)) {
      require(part.size() > 2 && part.ends_with('}') && names.insert(part).second);
    } else {
      require(!part.empty() && part.find_first_of("{}") == std::string::npos);
    }
  }
  Route route{std::move(method), std::move(path), std::move(parts), capability, std::move(handler), body_bytes_max};
  for (const Route& other : routes_) {
    const bool same =
        other.method == route.method && other.parts.size() == route.parts.size() &&
        std::ranges::equal(other.parts, route.parts, [](const std::string& left, const std::string& right) {
          return left == right || (is_capture(left) && is_capture(right));
        });
    require(!same);
  }
  routes_.push_back(std::move(route));
}

Match Router::match(std::string_view method, const std::vector<std::string>& segments) const {
  Match match;
  std::set<std::string> methods;
  bool exact_method = false;
  for (const Route& route : routes_) {
    if (!fits(route, segments)) continue;
    methods.insert(route.method);
    if (route.method == "GET") methods.insert("HEAD");
    const bool exact = route.method == method;
    if (!exact && !(method == "HEAD" && route.method == "GET")) continue;
    const bool better = match.route == nullptr || (exact && !exact_method) ||
                        (exact == exact_method && more_literal(route, *match.route));
    if (better) {
      match.route = &route;
      exact_method = exact;
    }
  }
  if (match.route == nullptr) {
    for (const std::string& allowed : methods) {
      if (!match.allow.empty()) match.allow += ", ";
      match.allow += allowed;
    }
    return match;
  }
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const std::string& part = match.route->parts[i];
    if (is_capture(part)) match.captures.emplace_back(part.substr(1, part.size() - 2), segments[i]);
  }
  return match;
}

}  // namespace careway::http
