#include <future>

#include "tests/gateway/http/test_server.h"

namespace careway::http {
namespace {

// Row 13 and the order of a graceful stop.

TEST_F(ServerTest, DrainingSaysSoAndClosesConnections) {
  RawClient client = connect();
  EXPECT_EQ(client.exchange("GET /ready HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
  RawClient idle = connect();
  EXPECT_EQ(idle.exchange("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
  server_->drain();
  EXPECT_TRUE(idle.at_end());
  RawClient late = connect();
  const Answer ready = late.exchange("GET /ready HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(ready.status, 503);
  EXPECT_TRUE(ready.closes());
  EXPECT_TRUE(late.at_end());
  const Answer served = exchange("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(served.status, 200);
  EXPECT_TRUE(served.closes());
}

TEST_F(ServerTest, StopFinishesRunningAndQueuedRequests) {
  limits_.requests_in_work_max = 2;
  limits_.threads_spare = 0;
  start();
  std::vector<RawClient> clients;
  for (int i = 0; i < 6; ++i) {
    clients.push_back(connect());
    clients.back().send("GET /held HTTP/1.1\r\nHost: x\r\n\r\n");
  }
  gate_.wait_until_inside(2);
  // Whatever was accepted by now must be answered; what was not may be refused.
  std::future<void> stopped = std::async(std::launch::async, [&] { server_->stop(60'000); });
  gate_.open();
  stopped.get();
  EXPECT_EQ(server_->requests_in_work(), 0);
  int served = 0;
  for (RawClient& client : clients) {
    const Answer answer = client.read();
    EXPECT_TRUE(answer.status == 200 || answer.status == 0) << answer.status;
    served += answer.status == 200 ? 1 : 0;
  }
  EXPECT_GE(served, 2);
}

TEST_F(ServerTest, StopRefusesNewConnections) {
  // A free port may be taken by another program at once, so one refusal in a few tries is asked for.
  int refused = 0;
  for (int i = 0; i < 3 && refused == 0; ++i) {
    start();
    const std::uint16_t port = server_->port();
    server_->stop(1'000);
    try {
      RawClient client(port);
    } catch (const Poco::Exception&) {
      ++refused;
    }
  }
  EXPECT_EQ(refused, 1);
}

TEST_F(ServerTest, StopDoesNotWaitForeverForASlowClient) {
  RawClient client = connect();
  client.send("POST /echo/a HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
  RawClient other = connect();
  EXPECT_EQ(other.exchange("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
  server_->stop(0);
  EXPECT_NE(client.read().status, 200);
  EXPECT_EQ(handled(), 0U);
}

TEST_F(ServerTest, StopTwiceIsFine) {
  start();
  server_->stop(0);
  server_->stop(0);
}

}  // namespace
}  // namespace careway::http
