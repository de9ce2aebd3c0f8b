#include "gateway/http/conversation.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/NetException.h>

#include <algorithm>
#include <array>
#include <istream>
#include <typeinfo>

#include <fmt/format.h>
#include "adapters/platform/failure.h"
#include "gateway/http/answer.h"
#include "gateway/http/framing.h"
#include "gateway/http/target.h"

namespace careway::http {
namespace {

constexpr Refusal kHeadTooLarge{431, "head-too-large", "The address or the headers are larger than this server takes."};
constexpr Refusal kNotFound{404, "not-found", "Nothing here answers to this address."};
constexpr Refusal kMethodNotAllowed{405, "method-not-allowed", "This address does not take this method."};
constexpr Refusal kBodyTooLarge{413, "body-too-large", "The body is larger than this address takes."};
constexpr Refusal kFull{503, "server-full", "The server has as much work as it can take. Try again soon."};
constexpr Refusal kCutShort{400, "body-cut-short", "The body ended before its declared length. Nothing was done."};
constexpr Refusal kTooSlow{408, "body-too-slow", "The body took too long to arrive. Nothing was done."};
constexpr Refusal kInternal{500, "internal-error", "Something went wrong here. The request id helps to find out what."};
constexpr Refusal kUnavailable{503, "temporarily-unavailable", "Something the server needs is busy. Try again soon."};

std::string without_trailing_blanks(std::string text) {
  text.erase(text.find_last_not_of(" \t") + 1);
  return text;
}

}  // namespace

std::string loggable_method(const std::string& method) {
  constexpr std::array<std::string_view, 9> kKnown = {"GET",    "HEAD",    "POST",  "PUT",    "PATCH",
                                                      "DELETE", "OPTIONS", "TRACE", "CONNECT"};
  return std::ranges::find(kKnown, method) != kKnown.end() ? method : "other";
}

bool WorkPlace::take(std::uint64_t body_bytes, bool always) {
  held_ = true;
  body_bytes_ = body_bytes;
  const int requests = ++state_.requests_in_work;
  const std::uint64_t bytes = state_.bodies_bytes += body_bytes;
  if (always || (requests <= state_.limits.requests_in_work_max && bytes <= state_.limits.bodies_bytes_max))
    return true;
  release();
  return false;
}

void WorkPlace::release() {
  if (!held_) return;
  held_ = false;
  --state_.requests_in_work;
  state_.bodies_bytes -= body_bytes_;
}

Conversation::Conversation(ServerCore& core, GuardedSocket& socket, const Poco::Net::HTTPServerRequest& request)
    : core_(core), socket_(socket), place_(core.state), started_(core.parts.clock.monotonic_microseconds()) {
  if (socket_.head_failed()) return;
  socket_.begin_request(0);
  try {
    judge_head(request);
  } catch (...) {
    note_exception();
  }
  if (answer_ && body_bytes_ > 0) close_ = true;
}

void Conversation::refuse(const Refusal& refusal) {
  answer_ = core_.parts.refusal_writer(refusal);
  answer_->status = refusal.status;
  if (refusal.status == 503) {
    answer_->headers.set("Retry-After", std::to_string(core_.state.limits.retry_after_seconds));
  }
}

void Conversation::copy_head(const Poco::Net::HTTPServerRequest& request) {
  request_.request_id = core_.parts.random.hex(8);
  request_.method = request.getMethod();
  request_.peer_address = request.clientAddress().host().toString();
  for (const auto& [name, value] : request) request_.headers.add(name, without_trailing_blanks(value));
}

void Conversation::judge_head(const Poco::Net::HTTPServerRequest& request) {
  copy_head(request);
  std::size_t head_bytes = request_.method.size() + request.getURI().size();
  for (const auto& [name, value] : request_.headers.fields()) head_bytes += name.size() + value.size() + 4;
  // Until the framing is known to be sound nobody knows where the next request starts.
  close_ = true;
  if (head_bytes > core_.state.limits.head_bytes_max) return refuse(kHeadTooLarge);
  if (auto refusal = check_head(request_.method, request.getVersion(), request_.headers, body_bytes_)) {
    return refuse(*refusal);
  }
  close_ = false;
  if (auto refusal = find_route(request.getURI())) {
    refuse(*refusal);
    if (!allow_.empty()) answer_->headers.set("Allow", allow_);
    return;
  }
  const std::uint64_t body_bytes_max =
      route_->body_bytes_max == 0 ? core_.state.limits.body_bytes_max : route_->body_bytes_max;
  if (body_bytes_ > std::min(body_bytes_max, core_.state.limits.body_bytes_max)) return refuse(kBodyTooLarge);
  const bool probe = route_->capability == Capability::kProbe;
  if (!place_.take(body_bytes_, probe)) return refuse(kFull);
  socket_.begin_request(body_bytes_);
  if (!probe) answer_ = core_.parts.guard(request_, route_->capability);
}

std::optional<Refusal> Conversation::find_route(const std::string& target) {
  Target parsed;
  if (auto refusal = parse_target(target, core_.state.limits, parsed)) return refusal;
  Match match = core_.parts.router.match(request_.method, parsed.segments);
  if (match.route == nullptr) {
    allow_ = match.allow;
    return allow_.empty() ? kNotFound : kMethodNotAllowed;
  }
  route_ = match.route;
  request_.target = std::move(parsed.path_and_query);
  request_.segments = std::move(parsed.segments);
  request_.query = std::move(parsed.query);
  request_.captures = std::move(match.captures);
  return std::nullopt;
}

void Conversation::note_exception() {
  bool retryable = false;
  try {
    throw;
  } catch (const platform::Failure& error) {
    retryable = error.retryable();
    failure_ = fmt::format("{}: {}", platform::to_string(error.kind()), error.detail());
  } catch (const std::exception& error) {
    failure_ = typeid(error).name();
  } catch (...) {
    failure_ = "not an exception type";
  }
  refuse(retryable ? kUnavailable : kInternal);
}

bool Conversation::read_body(std::istream& stream) {
  // Straight from the buffer: the stream itself would swallow exceptions.
  std::streambuf& source = *stream.rdbuf();
  std::array<char, 65'536> piece;
  request_.body.reserve(body_bytes_);
  const auto refused = [&](const Refusal& refusal) {
    close_ = true;
    refuse(refusal);
    return false;
  };
  try {
    while (request_.body.size() < body_bytes_) {
      const std::uint64_t wanted = std::min<std::uint64_t>(piece.size(), body_bytes_ - request_.body.size());
      const std::streamsize count = source.sgetn(piece.data(), static_cast<std::streamsize>(wanted));
      if (count <= 0) return refused(kCutShort);
      request_.body.append(piece.data(), static_cast<std::size_t>(count));
    }
  } catch (const Poco::TimeoutException&) {
    return refused(kTooSlow);
  } catch (const Poco::Exception&) {
    return refused(kCutShort);
  }
  return true;
}

void Conversation::answer_request(std::istream& stream) {
  try {
    if (!read_body(stream)) return;
    answer_ = route_->handler(request_);
    if (!can_be_written(*answer_)) {
      failure_ = "an answer's header holds characters that cannot be sent";
      refuse(kInternal);
    }
  } catch (...) {
    note_exception();
  }
}

void Conversation::handleRequest(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response) {
  if (socket_.head_failed()) {
    response.setKeepAlive(false);
    return;
  }
  try {
    if (!answer_) answer_request(request.stream());
    const bool keep_alive = response.getKeepAlive() && !close_ && !core_.state.draining;
    response.setKeepAlive(send(keep_alive) && keep_alive);
  } catch (...) {
    // Only memory running out comes here. The connection is closed without an answer.
    response.setKeepAlive(false);
  }
  socket_.end_request();
}

bool Conversation::send(bool keep_alive) {
  const AnswerContext context{keep_alive, request_.method == "HEAD", core_.parts.clock.microseconds(),
                              request_.request_id};
  std::string head = answer_head(*answer_, context);
  const bool with_body = sends_body(*answer_, context);
  constexpr std::size_t kOneSendBytesMax = 65'536;
  bool sent = true;
  // A body was left unread, so the client may still be sending.
  if (close_) socket_.linger_on_close();
  try {
    if (with_body && answer_->body.size() <= kOneSendBytesMax) head += answer_->body;
    socket_.send_answer(head);
    if (with_body && answer_->body.size() > kOneSendBytesMax) socket_.send_answer(answer_->body);
  } catch (const Poco::Exception&) {
    sent = false;
  }
  place_.release();
  tell_listener(with_body ? answer_->body.size() : 0);
  return sent;
}

void Conversation::tell_listener(std::uint64_t body_bytes_out) const {
  if (!core_.parts.on_access) return;
  AccessEntry entry;
  entry.method = loggable_method(request_.method);
  entry.route = route_ == nullptr ? "-" : route_->path;
  entry.status = answer_->status;
  entry.duration_microseconds = core_.parts.clock.monotonic_microseconds() - started_;
  entry.body_bytes_in = request_.body.size();
  entry.body_bytes_out = body_bytes_out;
  entry.request_id = request_.request_id;
  entry.failure = failure_;
  try {
    core_.parts.on_access(entry);
  } catch (...) {
    // A broken log must not break an answer that is already sent.
  }
}

Poco::Net::HTTPRequestHandler* ConversationFactory::createRequestHandler(const Poco::Net::HTTPServerRequest& request) {
  // Poco offers the socket on its concrete class only, and not on a const one.
  auto& concrete =
      const_cast<Poco::Net::HTTPServerRequestImpl&>(dynamic_cast<const Poco::Net::HTTPServerRequestImpl&>(request));
  auto& socket = dynamic_cast<GuardedSocket&>(*concrete.socket().impl());
  auto conversation = std::make_unique<Conversation>(core_, socket, request);
  // Poco sends "100 Continue" now unless the status says otherwise.
  if (!conversation->wants_body()) request.response().setStatus(Poco::Net::HTTPResponse::HTTP_BAD_REQUEST);
  return conversation.release();
}

}  // namespace careway::http
