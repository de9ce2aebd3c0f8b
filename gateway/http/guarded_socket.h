#pragma once

#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/ServerSocketImpl.h>
#include <Poco/Net/StreamSocketImpl.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "adapters/platform/clock.h"
#include "gateway/http/limits.h"
#include "gateway/http/refusal.h"

namespace careway::http {

// What every connection of one server shares. Safe from any thread.
struct ServerState {
  ServerState(const Limits& server_limits, const platform::Clock& server_clock)
      : limits(server_limits), clock(server_clock) {}

  const Limits limits;
  const platform::Clock& clock;

  std::atomic<bool> accepting = true;
  std::atomic<bool> draining = false;
  std::atomic<bool> aborting = false;  // the stop deadline has passed: nobody waits for a client any more
  std::atomic<int> requests_in_work = 0;
  std::atomic<std::uint64_t> bodies_bytes = 0;

  // How many accepted connections wait for a thread.
  std::function<int()> queued = [] { return 0; };
  // The whole answer (head and body) to a request that never got as far as a handler, and a note of it for the log.
  std::function<std::string(const Refusal&)> early_answer;
};

// A server's end of one connection. Poco 1.11 waits for a client with one timeout for each read, takes the end of a
// connection for the end of a head, and answers broken heads with nothing or with an empty 400. It reads and writes
// through this object, which therefore keeps the deadlines, limits the head, notes that a head was cut short, and words
// the answers. Used by one thread at a time.
class GuardedSocket : public Poco::Net::StreamSocketImpl {
 public:
  GuardedSocket(poco_socket_t descriptor, ServerState& state);

  using StreamSocketImpl::receiveBytes;
  using StreamSocketImpl::sendBytes;

  // Poco's way in.
  int receiveBytes(void* buffer, int length, int flags) override;
  int sendBytes(const void* buffer, int length, int flags) override;
  bool poll(const Poco::Timespan& timeout, int mode) override;
  void close() override;

  // The head is complete as far as Poco can see. From now on reads are body reads, with a deadline for all its bytes,
  // and what is sent goes out as it is.
  void begin_request(std::uint64_t body_bytes);

  // True when the head broke off, came too slowly or was too large. It must not be served, and needs no further answer.
  bool head_failed() const { return head_failed_; }

  // Sends everything or throws. The deadline grows with the size.
  void send_answer(std::string_view bytes);

  // The request is answered; the next bytes are a new head.
  void end_request();

  // The answer leaves body bytes unread: on close, take in and drop some of them first, so that the system does not
  // reset the connection under the answer.
  void linger_on_close() { linger_ = true; }

 protected:
  // Takes over from the thread that closed it: Poco may drop its last reference on another one.
  ~GuardedSocket() override { closed_.load(std::memory_order_acquire); }

 private:
  enum class Ready { kYes, kTimeout };

  Ready wait(short events, std::int64_t deadline_microseconds);
  void fail_head(const Refusal& refusal);
  void note_head_bytes(std::string_view bytes);
  void send_until(std::string_view bytes, std::int64_t deadline_microseconds);
  void linger();
  std::int64_t now() const { return state_.clock.monotonic_microseconds(); }
  std::int64_t transfer_deadline(std::uint64_t bytes) const;

  ServerState& state_;
  std::atomic<bool> closed_ = false;
  bool in_request_ = false;
  bool first_wait_ = true;
  bool head_failed_ = false;
  bool answered_ = false;
  bool linger_ = false;
  bool line_too_long_ = false;
  std::size_t head_bytes_ = 0;
  std::size_t line_bytes_ = 0;
  std::size_t line_count_ = 0;
  std::int64_t deadline_ = 0;  // for the head or the body under way
};

// The listening socket: gives out GuardedSockets, and none once the server has stopped accepting.
class GuardedServerSocket : public Poco::Net::ServerSocket {
 public:
  // Throws platform::Failure when the address cannot be had.
  GuardedServerSocket(const std::string& address, std::uint16_t port, ServerState& state);
};

}  // namespace careway::http
