#include "gateway/http/framing.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace careway::http {

bool is_token(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [&](char character) {
    return (character >= '0' && character <= '9') || (character >= 'A' && character <= 'Z') ||
           (character >= 'a' && character <= 'z') || kMarks.find(character) != std::string_view::npos;
  });
}

bool is_field_value(std::string_view text) {
  return std::ranges::all_of(text, [](char character) {
    const auto byte = static_cast<unsigned char>(character);
    return (byte >= 0x20 && byte != 0x7f) || byte == '\t';
  });
}

namespace {

std::optional<Refusal> check_transfer_coding(const Headers& headers) {
  const std::optional<std::string_view> coding = headers.find("Transfer-Encoding");
  if (!coding) return std::nullopt;
  if (headers.find("Content-Length")) {
    return Refusal{400, "two-lengths", "The request has both a Content-Length and a Transfer-Encoding."};
  }
  constexpr std::array<std::string_view, 7> kKnown = {"chunked",  "gzip",       "x-gzip",  "deflate",
                                                      "compress", "x-compress", "identity"};
  const bool known =
      std::ranges::any_of(kKnown, [&](std::string_view name) { return equal_without_case(name, *coding); });
  if (!known)
    return Refusal{501, "unknown-transfer-encoding", "The request has a Transfer-Encoding nobody here knows."};
  return Refusal{411, "length-required", "Send the body with a Content-Length and without a Transfer-Encoding."};
}

std::optional<Refusal> check_length(std::string_view method, const Headers& headers, std::uint64_t& body_bytes) {
  const std::optional<std::string_view> length = headers.find("Content-Length");
  if (!length) {
    if (method == "POST" || method == "PUT" || method == "PATCH") {
      return Refusal{411, "length-required", "Send a Content-Length, 0 for a request without a body."};
    }
    return std::nullopt;
  }
  if (headers.count("Content-Length") > 1) {
    return Refusal{400, "two-lengths", "The request has more than one Content-Length."};
  }
  const char* end = length->data() + length->size();
  const auto [stop, error] = std::from_chars(length->data(), end, body_bytes);
  const bool digits = std::ranges::all_of(*length, [](char digit) { return digit >= '0' && digit <= '9'; });
  if (!digits || error != std::errc() || stop != end) {
    body_bytes = 0;
    return Refusal{400, "bad-length", "The Content-Length is not a plain number of bytes."};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Refusal> check_head(std::string_view method, std::string_view version, const Headers& headers,
                                  std::uint64_t& body_bytes) {
  body_bytes = 0;
  if (version != "HTTP/1.1" && version != "HTTP/1.0") {
    return Refusal{505, "unknown-version", "Send the request as HTTP/1.1 or HTTP/1.0."};
  }
  if (!is_token(method)) return Refusal{400, "bad-method", "The method is not a plain word."};
  for (const auto& [name, value] : headers.fields()) {
    // A blank before the colon, or a control character, is read in two ways by two servers: the root of smuggling.
    if (!is_token(name) || !is_field_value(value)) {
      return Refusal{400, "bad-header", "A header has a name or a value with characters that are not allowed there."};
    }
  }
  const std::size_t hosts = headers.count("Host");
  if (hosts > 1 || (hosts == 0 && version == "HTTP/1.1")) {
    return Refusal{400, "bad-host", "Send exactly one Host header."};
  }
  if (auto refusal = check_transfer_coding(headers)) return refusal;
  if (auto refusal = check_length(method, headers, body_bytes)) return refusal;
  const std::optional<std::string_view> expected = headers.find("Expect");
  if (expected && !equal_without_case(*expected, "100-continue")) {
    return Refusal{417, "unknown-expectation", "The only expectation known here is 100-continue."};
  }
  return std::nullopt;
}

}  // namespace careway::http
