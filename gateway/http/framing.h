#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "gateway/http/message.h"
#include "gateway/http/refusal.h"

namespace careway::http {

// True for a method or header name: letters, digits and a few marks (RFC 9110 section 5.6.2).
bool is_token(std::string_view text);

// True for text that can stand as a header's value: no control character but the tab.
bool is_field_value(std::string_view text);

// Checks that a head says without doubt where its request ends, before a byte of its body is read (RFC 9112 section 6).
// Refuses two lengths, a length beside a transfer coding, any transfer coding, a length that is not plain digits, a
// body without a length, headers that other servers may read differently, a missing or doubled Host, unknown versions.
// Whether the body is within its limit is the route's matter. Sets body_bytes on success. After any refusal the
// connection must be closed, because nobody knows where the next request starts.
std::optional<Refusal> check_head(std::string_view method, std::string_view version, const Headers& headers,
                                  std::uint64_t& body_bytes);

}  // namespace careway::http
