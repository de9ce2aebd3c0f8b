#pragma once

#include <Poco/Net/NetException.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include "adapters/platform/clock.h"
#include "adapters/platform/failure.h"
#include "adapters/platform/random.h"
#include "gateway/http/server.h"

namespace careway::http {

// An answer as it came over the wire. Status 0: the connection ended without one.
struct Answer {
  int status = 0;
  Headers headers;
  std::string body;

  std::string header(std::string_view name) const { return std::string(headers.find(name).value_or("")); }
  bool closes() const { return header("Connection") == "close"; }
  bool is_outcome_with(std::string_view code) const {
    return body.starts_with(R"({"resourceType":"OperationOutcome")") &&
           body.find("\"" + std::string(code) + "\"") != std::string::npos;
  }
};

// A client that sends exactly the bytes it is told to.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : socket_(Poco::Net::SocketAddress("127.0.0.1", port)) {
    socket_.setReceiveTimeout(Poco::Timespan(20, 0));
    socket_.setNoDelay(true);
  }

  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const int count = socket_.sendBytes(bytes.data(), static_cast<int>(std::min<std::size_t>(bytes.size(), 1 << 20)));
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
  }

  // Sends as much as the server takes; a reset half way is fine.
  void send_what_is_taken(std::string_view bytes) {
    try {
      send(bytes);
    } catch (const Poco::Exception&) {
    }
  }

  void finish_sending() { socket_.shutdownSend(); }

  bool has_something_to_read(int wait_ms) {
    return !buffer_.empty() || socket_.poll(Poco::Timespan(wait_ms * 1000), Poco::Net::Socket::SELECT_READ);
  }

  // The next answer. Without a body when the request was HEAD.
  Answer read(bool is_head = false) {
    Answer answer;
    std::size_t end = std::string::npos;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
      if (!fill()) return {};
    }
    std::string_view head = std::string_view(buffer_).substr(0, end + 2);
    answer.status = std::stoi(std::string(head.substr(9, 3)));
    head.remove_prefix(head.find("\r\n") + 2);
    while (!head.empty()) {
      const std::size_t line = head.find("\r\n");
      const std::size_t colon = head.find(": ");
      answer.headers.add(std::string(head.substr(0, colon)), std::string(head.substr(colon + 2, line - colon - 2)));
      head.remove_prefix(line + 2);
    }
    buffer_.erase(0, end + 4);
    const std::string length = answer.header("Content-Length");
    const std::size_t body_bytes = is_head || length.empty() ? 0 : std::stoul(length);
    while (buffer_.size() < body_bytes && fill()) {
    }
    answer.body = buffer_.substr(0, body_bytes);
    buffer_.erase(0, body_bytes);
    return answer;
  }

  // True when the server has closed the connection and nothing more was in it.
  bool at_end() { return buffer_.empty() && !fill(); }

  Answer exchange(std::string_view bytes) {
    send(bytes);
    return read(bytes.starts_with("HEAD "));
  }

 private:
  bool fill() {
    char piece[65'536];
    try {
      const int count = socket_.receiveBytes(piece, sizeof(piece));
      if (count <= 0) return false;
      buffer_.append(piece, static_cast<std::size_t>(count));
      return true;
    } catch (const Poco::TimeoutException&) {
      ADD_FAILURE() << "the server said nothing for 20 seconds";
      return false;
    } catch (const Poco::Exception&) {
      return false;
    }
  }

  Poco::Net::StreamSocket socket_;
  std::string buffer_;
};

// Lets a test hold handlers until it is ready.
class Gate {
 public:
  void wait_inside() {
    std::unique_lock lock(mutex_);
    ++inside_;
    changed_.notify_all();
    changed_.wait(lock, [&] { return open_; });
  }
  void wait_until_inside(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return inside_ >= count; });
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int inside_ = 0;
  bool open_ = false;
};

// A server on a free port with a few routes. Time stands still unless the test moves it.
class ServerTest : public testing::Test {
 protected:
  ServerTest() {
    router_.add("GET", "/hello", Capability::kPublic, [](const Request&) { return Response{200, {}, "hello"}; });
    router_.add("POST", "/echo/{name}", Capability::kWrite, [this](const Request& request) { return echo(request); });
    router_.add(
        "PUT", "/small", Capability::kWrite, [this](const Request& request) { return echo(request); }, 10);
    router_.add("DELETE", "/echo/{name}", Capability::kWrite, [](const Request&) { return Response{204, {}, ""}; });
    router_.add("GET", "/forbidden", Capability::kOperate, [](const Request&) { return Response{}; });
    router_.add("POST", "/forbidden", Capability::kOperate, [](const Request&) { return Response{}; });
    router_.add("GET", "/held", Capability::kRead, [this](const Request&) {
      gate_.wait_inside();
      return Response{200, {}, "held"};
    });
    router_.add("POST", "/held", Capability::kWrite, [this](const Request&) {
      gate_.wait_inside();
      return Response{200, {}, "held"};
    });
    router_.add("GET", "/ready", Capability::kProbe, [this](const Request&) {
      return Response{server_->draining() ? 503 : 200, {}, ""};
    });
    router_.add("GET", "/throws/{what}", Capability::kRead,
                [](const Request& request) { return thrown(request.capture("what")); });
    router_.add("GET", "/split", Capability::kRead, [](const Request&) {
      return Response{200, {{"Location", "/a\r\nSet-Cookie: x=1"}}, ""};
    });
    router_.add("GET", "/large", Capability::kRead, [](const Request&) {
      return Response{200, {}, std::string(5'000'000, 'x')};
    });
  }

  ~ServerTest() override {
    gate_.open();
    if (server_) server_->stop(0);
  }

  void start() {
    ServerParts parts{
        .router = router_,
        .guard = [](const Request& request, Capability capability) -> std::optional<Response> {
          if (capability != Capability::kOperate) return std::nullopt;
          return Response{request.headers.find("Authorization") ? 403 : 401, {}, "no"};
        },
        .clock = clock_,
        .random = random_,
        .limits = limits_,
        .on_access = [this](const AccessEntry& entry) { note(entry); },
    };
    server_ = std::make_unique<Server>(std::move(parts), "127.0.0.1", 0);
  }

  RawClient connect() {
    if (!server_) start();
    return RawClient(server_->port());
  }

  // One exchange on a connection of its own.
  Answer exchange(std::string_view bytes) {
    RawClient client = connect();
    return client.exchange(bytes);
  }

  // Waits for the listener to have been told of that many requests, and gives them in order.
  std::vector<AccessEntry> entries(std::size_t count) {
    std::unique_lock lock(mutex_);
    told_.wait(lock, [&] { return entries_.size() >= count; });
    return entries_;
  }

  std::size_t handled() {
    const std::lock_guard lock(mutex_);
    return bodies_.size();
  }

  std::vector<std::string> bodies() {
    const std::lock_guard lock(mutex_);
    return bodies_;
  }

  Limits limits_;
  Router router_;
  platform::FakeClock clock_;
  platform::SeededRandom random_{1};
  Gate gate_;
  std::unique_ptr<Server> server_;

 private:
  Response echo(const Request& request) {
    const std::lock_guard lock(mutex_);
    bodies_.push_back(request.body);
    return {200, {{"Content-Type", "text/plain"}}, request.body};
  }

  static Response thrown(std::string_view what) {
    if (what == "standard") throw std::runtime_error("secret");
    if (what == "poco") throw Poco::Net::NetException("secret");
    if (what == "number") throw 7;
    if (what == "retryable") throw platform::Failure(platform::FailureKind::kUnavailable, true, "the disc is busy");
    throw platform::Failure(platform::FailureKind::kNoSpace, false, "the disc is full");
  }

  void note(const AccessEntry& entry) {
    const std::lock_guard lock(mutex_);
    entries_.push_back(entry);
    told_.notify_all();
  }

  std::mutex mutex_;  // guards entries_ and bodies_
  std::condition_variable told_;
  std::vector<AccessEntry> entries_;
  std::vector<std::string> bodies_;
};

}  // namespace careway::http
