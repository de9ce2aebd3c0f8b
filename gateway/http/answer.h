#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/http/message.h"

namespace careway::http {

// How an answer is put on the wire.
struct AnswerContext {
  bool keep_alive = false;
  bool is_head = false;  // the request was HEAD: everything but the body
  std::int64_t now_microseconds = 0;
  std::string_view request_id;
};

// An instant as an HTTP date, for instance "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 section 5.6.7).
std::string http_date(std::int64_t microseconds_since_epoch);

// True when every header can be written without changing what follows it (no line breaks, plain names).
bool can_be_written(const Response& response);

// The status line and all headers with the blank line after them. The framing headers (Content-Length, Connection,
// Date) are ours; a handler's own are left out. Answers are not to be stored by caches unless the handler says
// otherwise.
std::string answer_head(const Response& response, const AnswerContext& context);

// Whether the body goes out after the head: not for HEAD, 204 and 304 (RFC 9110 section 6.4.1).
bool sends_body(const Response& response, const AnswerContext& context);

}  // namespace careway::http
