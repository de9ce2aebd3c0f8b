#include "gateway/http/guarded_socket.h"

#include <Poco/Net/NetException.h>
#include <Poco/Net/SocketAddress.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "adapters/platform/failure.h"

namespace careway::http {
namespace {

// How long a waiting thread goes without looking whether the server stops or others need the thread.
constexpr std::int64_t kSliceMicroseconds = 100'000;
// Poco 1.11's own limits, past which it gives up on a head (row 14 in the README).
constexpr std::size_t kRequestLineBytesMax = 16'384 + 48;
constexpr std::size_t kHeaderLineBytesMax = 8'192 + 256;
constexpr std::size_t kHeaderCountMax = 100;

constexpr Refusal kBadHead{400, "bad-request-head", "The request line or a header could not be read."};
constexpr Refusal kHeadTooLarge{431, "head-too-large", "The address or the headers are larger than this server takes."};
constexpr Refusal kHeadTooSlow{408, "head-too-slow", "The request's headers took too long to arrive."};

class GuardedServerSocketImpl : public Poco::Net::ServerSocketImpl {
 public:
  explicit GuardedServerSocketImpl(ServerState& state) : state_(state) {}

  Poco::Net::SocketImpl* acceptConnection(Poco::Net::SocketAddress& client_address) override {
    sockaddr_storage storage{};
    auto* address = reinterpret_cast<sockaddr*>(&storage);
    socklen_t length = sizeof(storage);
    const int descriptor = ::accept4(sockfd(), address, &length, SOCK_CLOEXEC);
    if (descriptor < 0) {
      // Out of descriptors or memory: the connection stays in the backlog. Waiting a little keeps the loop from
      // spinning.
      if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS) ::poll(nullptr, 0, 50);
      throw Poco::Net::NetException("could not accept a connection");
    }
    client_address = Poco::Net::SocketAddress(address, length);
    return new GuardedSocket(descriptor, state_);
  }

  bool poll(const Poco::Timespan& timeout, int mode) override {
    if (state_.accepting) return ServerSocketImpl::poll(std::min(timeout, Poco::Timespan(kSliceMicroseconds)), mode);
    ::poll(nullptr, 0, 10);
    return false;
  }

 private:
  ServerState& state_;
};

}  // namespace

GuardedSocket::GuardedSocket(poco_socket_t descriptor, ServerState& state)
    : StreamSocketImpl(descriptor), state_(state) {}

std::int64_t GuardedSocket::transfer_deadline(std::uint64_t bytes) const {
  const auto seconds = static_cast<std::int64_t>(bytes) / state_.limits.transfer_bytes_per_second_min;
  return now() + state_.limits.transfer_deadline_ms * 1'000 + seconds * 1'000'000;
}

GuardedSocket::Ready GuardedSocket::wait(short events, std::int64_t deadline_microseconds) {
  while (true) {
    if (state_.aborting) throw Poco::Net::ConnectionAbortedException("the server is stopping");
    const std::int64_t remaining = deadline_microseconds - now();
    if (remaining <= 0) return Ready::kTimeout;
    pollfd entry{sockfd(), events, 0};
    const auto slice = static_cast<int>((std::min(remaining, kSliceMicroseconds) + 999) / 1'000);
    const int ready = ::poll(&entry, 1, slice);
    if (ready > 0) return Ready::kYes;
    if (ready < 0 && errno != EINTR) throw Poco::Net::NetException("could not wait for a connection");
  }
}

int GuardedSocket::receiveBytes(void* buffer, int length, int flags) {
  if (head_failed_) throw Poco::Net::ConnectionAbortedException("the head is broken");
  if (!in_request_ && deadline_ == 0) deadline_ = now() + state_.limits.head_deadline_ms * 1'000;
  if (!in_request_ && head_bytes_ > state_.limits.head_bytes_max) {
    fail_head(kHeadTooLarge);
    throw Poco::Net::ConnectionAbortedException("the head is too large");
  }
  while (true) {
    const ssize_t count = ::recv(sockfd(), buffer, static_cast<std::size_t>(length), flags | MSG_DONTWAIT);
    if (count > 0) {
      if (!in_request_) note_head_bytes({static_cast<const char*>(buffer), static_cast<std::size_t>(count)});
      // Checked here too: a byte now and then never lets the socket run dry long enough to wait.
      if (now() > deadline_) break;
      return static_cast<int>(count);
    }
    if (count == 0) {
      // A head that ends with the connection looks complete to Poco. Nobody is left to read an answer.
      if (!in_request_) head_failed_ = answered_ = true;
      return 0;
    }
    if (errno == EINTR) continue;
    if (errno != EAGAIN && errno != EWOULDBLOCK) {
      if (!in_request_) head_failed_ = answered_ = true;
      throw Poco::Net::ConnectionResetException("the client broke the connection");
    }
    if (wait(POLLIN, deadline_) == Ready::kTimeout) break;
  }
  if (!in_request_) fail_head(kHeadTooSlow);
  throw Poco::TimeoutException("the client was too slow");
}

void GuardedSocket::note_head_bytes(std::string_view bytes) {
  head_bytes_ += bytes.size();
  for (const char byte : bytes) {
    if (byte != '\n') {
      ++line_bytes_;
      continue;
    }
    line_too_long_ = line_too_long_ || line_bytes_ > (line_count_ == 0 ? kRequestLineBytesMax : kHeaderLineBytesMax);
    ++line_count_;
    line_bytes_ = 0;
  }
  line_too_long_ = line_too_long_ || line_bytes_ > (line_count_ == 0 ? kRequestLineBytesMax : kHeaderLineBytesMax);
}

void GuardedSocket::fail_head(const Refusal& refusal) {
  head_failed_ = true;
  if (answered_) return;
  answered_ = true;
  linger_ = true;
  try {
    const std::string answer = state_.early_answer(refusal);
    send_until(answer, transfer_deadline(answer.size()));
  } catch (const Poco::Exception&) {
    // The client is gone; there is nobody to tell.
  }
}

int GuardedSocket::sendBytes(const void* buffer, int length, int flags) {
  static_cast<void>(flags);
  if (!in_request_) {
    // Poco's own bare error answer, sent when it could not read the head. Ours says more.
    const bool too_large = line_too_long_ || line_count_ > kHeaderCountMax;
    fail_head(too_large ? kHeadTooLarge : kBadHead);
    return length;
  }
  const auto count = static_cast<std::size_t>(length);
  send_until({static_cast<const char*>(buffer), count}, transfer_deadline(count));
  return length;
}

void GuardedSocket::send_answer(std::string_view bytes) {
  send_until(bytes, transfer_deadline(bytes.size()));
}

void GuardedSocket::send_until(std::string_view bytes, std::int64_t deadline_microseconds) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(sockfd(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (count >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
      continue;
    }
    if (errno == EINTR) continue;
    if (errno != EAGAIN && errno != EWOULDBLOCK) {
      throw Poco::Net::ConnectionResetException("the client broke the connection");
    }
    if (wait(POLLOUT, deadline_microseconds) == Ready::kTimeout) {
      throw Poco::TimeoutException("the client took its answer too slowly");
    }
  }
}

bool GuardedSocket::poll(const Poco::Timespan& timeout, int mode) {
  if ((mode & SELECT_READ) == 0) return StreamSocketImpl::poll(timeout, mode);
  const bool idle = !first_wait_;
  first_wait_ = false;
  const std::int64_t end = now() + timeout.totalMicroseconds();
  while (true) {
    pollfd entry{sockfd(), POLLIN, 0};
    if (::poll(&entry, 1, static_cast<int>(kSliceMicroseconds / 1'000)) > 0) return true;
    if (now() >= end) return false;
    if (state_.draining) return false;
    // An idle client gives its thread to one that waits.
    if (idle && state_.queued() > 0) return false;
  }
}

void GuardedSocket::close() {
  // Some broken heads make Poco 1.11 drop the connection without a word.
  if (!in_request_ && head_bytes_ > 0 && !answered_ && initialized()) fail_head(kBadHead);
  if (linger_ && initialized()) linger();
  StreamSocketImpl::close();
  closed_.store(true, std::memory_order_release);
}

void GuardedSocket::linger() {
  linger_ = false;
  ::shutdown(sockfd(), SHUT_WR);
  std::array<char, 16'384> dropped;
  std::uint64_t total = 0;
  const std::int64_t end = now() + state_.limits.linger_ms * 1'000;
  while (total < state_.limits.linger_bytes_max && now() < end && !state_.aborting) {
    const ssize_t count = ::recv(sockfd(), dropped.data(), dropped.size(), MSG_DONTWAIT);
    if (count == 0) return;
    if (count > 0) {
      total += static_cast<std::uint64_t>(count);
      continue;
    }
    if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) return;
    pollfd entry{sockfd(), POLLIN, 0};
    ::poll(&entry, 1, 50);
  }
}

void GuardedSocket::begin_request(std::uint64_t body_bytes) {
  in_request_ = true;
  deadline_ = transfer_deadline(body_bytes);
}

void GuardedSocket::end_request() {
  in_request_ = false;
  head_bytes_ = line_bytes_ = line_count_ = 0;
  line_too_long_ = false;
  deadline_ = 0;
}

GuardedServerSocket::GuardedServerSocket(const std::string& address, std::uint16_t port, ServerState& state)
    : ServerSocket(new GuardedServerSocketImpl(state), true) {
  try {
    bind(Poco::Net::SocketAddress(address, port), true, false);
    listen(1'024);
  } catch (const Poco::Exception&) {
    throw platform::Failure(platform::FailureKind::kUnavailable, false,
                            "could not listen on the configured address and port: is another program using it?");
  }
}

}  // namespace careway::http
