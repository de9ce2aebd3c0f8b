#include <thread>

#include <gmock/gmock.h>
#include "tests/gateway/http/test_server.h"

namespace careway::http {
namespace {

// Moves time on until the client has an answer or the connection ends.
void pass_time_until_answered(platform::FakeClock& clock, RawClient& client) {
  while (!client.has_something_to_read(20)) clock.advance_microseconds(500'000);
}

TEST_F(ServerTest, BodyOverTheLimitIs413AndClosed) {
  limits_.body_bytes_max = 100'000;
  RawClient client = connect();
  client.send("POST /echo/a HTTP/1.1\r\nHost: x\r\nContent-Length: 100001\r\n\r\n");
  client.send_what_is_taken(std::string(100'001, 'x'));
  const Answer answer = client.read();
  EXPECT_EQ(answer.status, 413);
  EXPECT_TRUE(answer.is_outcome_with("body-too-large"));
  EXPECT_TRUE(client.at_end());
  RawClient fits = connect();
  fits.send("POST /echo/a HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n" + std::string(100'000, 'x'));
  EXPECT_EQ(fits.read().body.size(), 100'000U);
}

TEST_F(ServerTest, RouteMayTakeLessThanTheServer) {
  EXPECT_EQ(exchange("PUT /small HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n01234567890").status, 413);
  EXPECT_EQ(exchange("PUT /small HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n0123456789").status, 200);
}

// Row 14, and our own limit for the whole head.
TEST_F(ServerTest, HeadOverItsLimitsIs431) {
  std::string many;
  for (int i = 0; i < 130; ++i) many += "X-" + std::to_string(i) + ": y\r\n";
  std::string large;
  for (int i = 0; i < 20; ++i) large += "X-" + std::to_string(i) + ": " + std::string(4'000, 'y') + "\r\n";
  for (const std::string& head :
       {"GET /hello HTTP/1.1\r\nHost: x\r\nX: " + std::string(9'000, 'y') + "\r\n\r\n",
        "GET /" + std::string(20'000, 'y') + " HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /hello HTTP/1.1\r\nHost: x\r\n" + many + "\r\n", "GET /hello HTTP/1.1\r\nHost: x\r\n" + large + "\r\n"}) {
    RawClient client = connect();
    client.send_what_is_taken(head);
    const Answer answer = client.read();
    EXPECT_EQ(answer.status, 431) << head.substr(0, 40);
    EXPECT_TRUE(answer.is_outcome_with("head-too-large")) << head.substr(0, 40);
    EXPECT_TRUE(client.at_end());
  }
}

// Row 9.
TEST_F(ServerTest, SlowHeadIsGivenUpAndNotServed) {
  RawClient client = connect();
  client.send("DELETE /echo/a HTTP/1.1\r\nHost: x\r\n");
  pass_time_until_answered(clock_, client);
  const Answer answer = client.read();
  EXPECT_EQ(answer.status, 408);
  EXPECT_TRUE(answer.is_outcome_with("head-too-slow"));
  EXPECT_TRUE(client.at_end());
}

// Row 9: a byte now and then keeps Poco's own timeout from ever firing.
TEST_F(ServerTest, DrippedHeadIsGivenUp) {
  RawClient client = connect();
  client.send("GET /hello HTTP/1.1\r\nHost: x\r\nX: ");
  int bytes = 0;
  while (!client.has_something_to_read(1)) {
    client.send_what_is_taken("y");
    clock_.advance_microseconds(1'000'000);
    ASSERT_LT(++bytes, 5'000);
  }
  EXPECT_EQ(client.read().status, 408);
  EXPECT_TRUE(client.at_end());
}

// Row 9.
TEST_F(ServerTest, SlowBodyIsGivenUp) {
  RawClient client = connect();
  client.send("POST /echo/a HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
  pass_time_until_answered(clock_, client);
  const Answer answer = client.read();
  EXPECT_EQ(answer.status, 408);
  EXPECT_TRUE(answer.is_outcome_with("body-too-slow"));
  EXPECT_TRUE(client.at_end());
  EXPECT_EQ(handled(), 0U);
}

// Row 8, first half: an idle connection is closed after the keep-alive time.
TEST_F(ServerTest, IdleConnectionIsClosed) {
  RawClient client = connect();
  EXPECT_EQ(client.exchange("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
  pass_time_until_answered(clock_, client);
  EXPECT_TRUE(client.at_end());
}

// Row 8, second half: idle clients give their threads to one that waits, although time stands still.
TEST_F(ServerTest, IdleConnectionsDoNotKeepANewClientOut) {
  limits_.requests_in_work_max = 2;
  limits_.threads_spare = 1;
  std::vector<RawClient> idle;
  for (int i = 0; i < 3; ++i) {
    idle.push_back(connect());
    EXPECT_EQ(idle.back().exchange("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
  }
  EXPECT_EQ(exchange("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
}

// Row 7.
TEST_F(ServerTest, FullServerSays503AndStillAnswersProbes) {
  limits_.requests_in_work_max = 2;
  std::vector<RawClient> held;
  for (int i = 0; i < 2; ++i) {
    held.push_back(connect());
    held.back().send("GET /held HTTP/1.1\r\nHost: x\r\n\r\n");
  }
  gate_.wait_until_inside(2);
  RawClient client = connect();
  const Answer full = client.exchange("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(full.status, 503);
  EXPECT_EQ(full.header("Retry-After"), "2");
  EXPECT_TRUE(full.is_outcome_with("server-full"));
  EXPECT_EQ(client.exchange("GET /ready HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
  entries(2);
  EXPECT_EQ(server_->requests_in_work(), 2);
  gate_.open();
  for (RawClient& one : held) EXPECT_EQ(one.read().body, "held");
  entries(4);
  EXPECT_EQ(client.exchange("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
}

// Row 7: more clients at once than threads; none is reset.
TEST_F(ServerTest, BurstIsAnsweredWithoutResets) {
  limits_.requests_in_work_max = 4;
  limits_.threads_spare = 4;
  start();
  std::vector<RawClient> clients;
  for (int i = 0; i < 200; ++i) clients.push_back(connect());
  for (RawClient& client : clients) client.send("GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  int served = 0;
  for (RawClient& client : clients) {
    const int status = client.read().status;
    EXPECT_TRUE(status == 200 || status == 503) << status;
    served += status == 200 ? 1 : 0;
  }
  EXPECT_GT(served, 0);
}

TEST_F(ServerTest, BodiesTogetherHaveALimit) {
  limits_.body_bytes_max = 1'000;
  limits_.bodies_bytes_max = 1'500;
  RawClient first = connect();
  first.send("POST /held HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n" + std::string(1'000, 'x'));
  gate_.wait_until_inside(1);
  RawClient second = connect();
  second.send("POST /echo/a HTTP/1.1\r\nHost: x\r\nContent-Length: 501\r\n\r\n");
  EXPECT_EQ(second.read().status, 503);
  EXPECT_EQ(exchange("POST /echo/a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc").body, "abc");
  gate_.open();
  EXPECT_EQ(first.read().body, "held");
  entries(3);
  EXPECT_EQ(exchange("POST /echo/a HTTP/1.1\r\nHost: x\r\nContent-Length: 501\r\n\r\n" + std::string(501, 'x')).status,
            200);
}

TEST_F(ServerTest, ConnectionServesABoundedNumberOfRequests) {
  limits_.requests_per_connection_max = 3;
  RawClient client = connect();
  EXPECT_FALSE(client.exchange("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").closes());
  EXPECT_FALSE(client.exchange("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").closes());
  EXPECT_TRUE(client.exchange("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").closes());
  EXPECT_TRUE(client.at_end());
}

}  // namespace
}  // namespace careway::http
