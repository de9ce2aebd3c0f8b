#pragma once

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>

#include <cstdint>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>

#include "gateway/http/guarded_socket.h"
#include "gateway/http/server.h"

namespace careway::http {

// What all conversations of one server share.
struct ServerCore {
  explicit ServerCore(ServerParts server_parts) : parts(std::move(server_parts)), state(parts.limits, parts.clock) {}

  ServerParts parts;
  ServerState state;
};

// A place among the requests in work, and room for a body; given back when it goes out of scope.
class WorkPlace {
 public:
  explicit WorkPlace(ServerState& state) : state_(state) {}
  ~WorkPlace() { release(); }
  WorkPlace(const WorkPlace&) = delete;
  WorkPlace& operator=(const WorkPlace&) = delete;

  // False when the server is full; then nothing is held. always: count it, but let it in.
  bool take(std::uint64_t body_bytes, bool always);
  void release();

 private:
  ServerState& state_;
  std::uint64_t body_bytes_ = 0;
  bool held_ = false;
};

// One request and its answer, on one worker thread.
class Conversation : public Poco::Net::HTTPRequestHandler {
 public:
  // Judges the head. Whatever can be refused without the body is decided here, because Poco sends "100 Continue"
  // between this and handleRequest.
  Conversation(ServerCore& core, GuardedSocket& socket, const Poco::Net::HTTPServerRequest& request);

  // False when the answer is known already and the body is not wanted.
  bool wants_body() const { return !answer_ && !socket_.head_failed(); }

  // Reads the body, asks the handler, sends the answer, tells the listener. Throws nothing.
  void handleRequest(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response) override;

 private:
  void judge_head(const Poco::Net::HTTPServerRequest& request);
  void copy_head(const Poco::Net::HTTPServerRequest& request);
  std::optional<Refusal> find_route(const std::string& target);
  bool read_body(std::istream& stream);
  void answer_request(std::istream& stream);
  void refuse(const Refusal& refusal);
  void note_exception();
  bool send(bool keep_alive);
  void tell_listener(std::uint64_t body_bytes_out) const;

  ServerCore& core_;
  GuardedSocket& socket_;
  WorkPlace place_;
  const std::int64_t started_;
  Request request_;
  const Route* route_ = nullptr;
  std::string allow_;
  std::string failure_;
  std::uint64_t body_bytes_ = 0;
  bool close_ = false;
  std::optional<Response> answer_;
};

// Makes a Conversation for each head that Poco has read.
class ConversationFactory : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  explicit ConversationFactory(ServerCore& core) : core_(core) {}
  Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest& request) override;

 private:
  ServerCore& core_;
};

// The method's name if a standard knows it, else "other": a log must not hold whatever a client sends.
std::string loggable_method(const std::string& method);

}  // namespace careway::http
