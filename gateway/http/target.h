#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/http/limits.h"
#include "gateway/http/refusal.h"

namespace careway::http {

// A request target taken apart and decoded.
struct Target {
  std::string path_and_query;  // still encoded, starting with '/'
  std::vector<std::string> segments;
  std::vector<std::pair<std::string, std::string>> query;
};

// Decodes percent-encoding strictly (RFC 3986 section 2.1): nothing for a '%' without two hex digits.
std::optional<std::string> percent_decode(std::string_view text);

// Takes a target apart. The origin form and the absolute form of RFC 9112 section 3.2 are read; in a query '+' is a
// space (the form encoding that FHIR searches use). On success target is filled and nothing is returned.
// Refused with 400: bytes that must be encoded, bad percent-encoding, text that is not UTF-8, control characters in the
// path, NUL in the query, empty or dot segments, an encoded '/' or '\', a fragment, too many parts.
// One '/' at the end of a path is ignored.
std::optional<Refusal> parse_target(std::string_view text, const Limits& limits, Target& target);

}  // namespace careway::http
