#include "gateway/http/server.h"

#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/ThreadPool.h>
#include <poll.h>

#include "gateway/http/answer.h"
#include "gateway/http/conversation.h"
#include "gateway/http/guarded_socket.h"

namespace careway::http {
namespace {

Poco::Net::HTTPServerParams::Ptr poco_parameters(const Limits& limits) {
  Poco::Net::HTTPServerParams::Ptr parameters = new Poco::Net::HTTPServerParams;
  parameters->setMaxThreads(limits.requests_in_work_max + limits.threads_spare);
  parameters->setMaxQueued(limits.connections_queued_max);
  parameters->setKeepAlive(true);
  parameters->setKeepAliveTimeout(Poco::Timespan(limits.keep_alive_ms * 1'000));
  parameters->setMaxKeepAliveRequests(limits.requests_per_connection_max);
  parameters->setTimeout(Poco::Timespan(limits.head_deadline_ms * 1'000));
  return parameters;
}

// The answer to a head that never became a request, ready for the wire.
std::string early_answer(ServerCore& core, const Refusal& refusal) {
  Response response = core.parts.refusal_writer(refusal);
  response.status = refusal.status;
  const std::string request_id = core.parts.random.hex(8);
  const AnswerContext context{false, false, core.parts.clock.microseconds(), request_id};
  if (core.parts.on_access) {
    core.parts.on_access({"other", "-", refusal.status, 0, 0, response.body.size(), request_id, {}});
  }
  return answer_head(response, context) + response.body;
}

}  // namespace

struct Server::Parts {
  Parts(ServerParts parts, const std::string& address, std::uint16_t wanted_port)
      : core(std::move(parts)),
        pool("http", 2, core.state.limits.requests_in_work_max + core.state.limits.threads_spare),
        socket(address, wanted_port, core.state),
        server(new ConversationFactory(core), pool, socket, poco_parameters(core.state.limits)) {}

  ServerCore core;
  Poco::ThreadPool pool;  // ours alone: Poco's default pool has 16 threads for the whole process
  GuardedServerSocket socket;
  const std::uint16_t port = socket.address().port();
  Poco::Net::HTTPServer server;
  bool stopped = false;  // used by the thread that stops
};

Server::Server(ServerParts parts, const std::string& address, std::uint16_t port)
    : state_(std::make_unique<Parts>(std::move(parts), address, port)) {
  Parts& own = *state_;
  own.core.state.queued = [&own] { return own.server.queuedConnections(); };
  own.core.state.early_answer = [&own](const Refusal& refusal) { return early_answer(own.core, refusal); };
  own.server.start();
}

Server::~Server() {
  stop(0);
}

std::uint16_t Server::port() const {
  return state_->port;
}

void Server::drain() {
  state_->core.state.draining = true;
}

bool Server::draining() const {
  return state_->core.state.draining;
}

int Server::requests_in_work() const {
  return state_->core.state.requests_in_work;
}

void Server::stop(std::int64_t deadline_ms) {
  Parts& own = *state_;
  if (own.stopped) return;
  own.stopped = true;
  drain();
  own.core.state.accepting = false;
  // Poco's own stop drops the queued connections, so the queue is served first.
  const platform::Clock& clock = own.core.parts.clock;
  const std::int64_t end = clock.monotonic_microseconds() + deadline_ms * 1'000;
  while (own.server.queuedConnections() + own.server.currentConnections() > 0 && clock.monotonic_microseconds() < end) {
    ::poll(nullptr, 0, 5);
  }
  own.server.stop();
  // Poco leaves it open, and clients that were never accepted would wait for ever.
  own.socket.close();
  own.core.state.aborting = true;
  own.pool.joinAll();
}

}  // namespace careway::http
