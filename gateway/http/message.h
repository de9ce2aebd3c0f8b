#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace careway::http {

// Header fields in their order; names compare without regard to ASCII case (RFC 9110 section 5.1).
class Headers {
 public:
  using Field = std::pair<std::string, std::string>;

  Headers() = default;
  Headers(std::initializer_list<Field> fields) : fields_(fields) {}

  // Adds a field, keeping any of the same name.
  void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }

  // Puts the value in place of every field of that name.
  void set(std::string name, std::string value);

  // The first value of that name; nothing when there is none.
  std::optional<std::string_view> find(std::string_view name) const;

  // How many fields have that name.
  std::size_t count(std::string_view name) const;

  const std::vector<Field>& fields() const { return fields_; }

 private:
  std::vector<Field> fields_;
};

// One whole request: it has a complete body of exactly the declared length, or it does not exist.
// Everything in it comes from outside and only its framing and encoding have been checked.
struct Request {
  std::string method;  // as sent, for instance "GET"
  std::string target;  // as sent: the path with its query, percent-encoded, starting with '/'

  std::vector<std::string> segments;                          // the path's parts, decoded, none empty
  std::vector<std::pair<std::string, std::string>> query;     // decoded, in order, with repeats
  std::vector<std::pair<std::string, std::string>> captures;  // what {name} in the route's template stood for

  Headers headers;
  std::string body;
  std::string peer_address;  // without the port
  std::string request_id;    // ours, also sent back as X-Request-Id

  // The segment that {name} stood for. Aborts when the route has no such name.
  const std::string& capture(std::string_view name) const;

  // The first query parameter of that name.
  std::optional<std::string_view> query_value(std::string_view name) const;
};

// One whole answer. Content-Length, Connection, Date and X-Request-Id are added by the server.
struct Response {
  int status = 200;
  Headers headers;
  std::string body;
};

// The standard phrase of a status, for instance "Not Found"; "Unknown" for a status without one.
std::string_view reason_phrase(int status);

// Compares ASCII text without regard to case.
bool equal_without_case(std::string_view left, std::string_view right);

}  // namespace careway::http
