#include "gateway/http/server.h"

#include <gmock/gmock.h>
#include "tests/gateway/http/test_server.h"

namespace careway::http {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// The tests are named after the row of Poco's framing holes that they hold shut; the README has the table.

TEST_F(ServerTest, ServesRequestsOnOneConnection) {
  RawClient client = connect();
  for (int i = 0; i < 3; ++i) {
    const Answer answer = client.exchange("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "hello");
    EXPECT_EQ(answer.header("Connection"), "keep-alive");
    EXPECT_EQ(answer.header("Date"), "Sat, 31 Jan 2026 12:00:00 GMT");
    EXPECT_EQ(answer.header("Cache-Control"), "no-store");
    EXPECT_EQ(answer.header("X-Request-Id").size(), 16U);
  }
  EXPECT_EQ(client.exchange("POST /echo/a HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n").status, 200);
}

TEST_F(ServerTest, CarriesEveryByteOfABody) {
  std::string body;
  for (int i = 0; i < 300'000; ++i) body += static_cast<char>(i * 31 % 256);
  RawClient client = connect();
  client.send("POST /echo/a HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n");
  client.send(std::string_view(body).substr(0, 1'000));
  client.send(std::string_view(body).substr(1'000));
  EXPECT_EQ(client.read().body, body);
}

TEST_F(ServerTest, SendsALargeAnswerWhole) {
  RawClient client = connect();
  EXPECT_EQ(client.exchange("GET /large HTTP/1.1\r\nHost: x\r\n\r\n").body, std::string(5'000'000, 'x'));
  EXPECT_EQ(client.exchange("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
}

TEST_F(ServerTest, PipelinedRequestsAreAnsweredInOrder) {
  RawClient client = connect();
  client.send(
      "POST /echo/a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\none"
      "POST /echo/a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\ntwo"
      "GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(client.read().body, "one");
  EXPECT_EQ(client.read().body, "two");
  const Answer last = client.read();
  EXPECT_EQ(last.body, "hello");
  EXPECT_TRUE(last.closes());
  EXPECT_TRUE(client.at_end());
}

TEST_F(ServerTest, HeadHasTheHeadersOfGetAndNoBody) {
  RawClient client = connect();
  const Answer head = client.exchange("HEAD /hello HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("Content-Length"), "5");
  EXPECT_EQ(client.exchange("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").body, "hello");
}

TEST_F(ServerTest, NoContentHasNoLength) {
  RawClient client = connect();
  const Answer answer = client.exchange("DELETE /echo/a HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(answer.status, 204);
  EXPECT_FALSE(answer.headers.find("Content-Length").has_value());
  EXPECT_EQ(client.exchange("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").body, "hello");
}

TEST_F(ServerTest, OldClientsAreServedAndClosed) {
  RawClient client = connect();
  const Answer answer = client.exchange("GET /hello HTTP/1.0\r\n\r\n");
  EXPECT_EQ(answer.body, "hello");
  EXPECT_TRUE(answer.closes());
  EXPECT_TRUE(client.at_end());
}

TEST_F(ServerTest, UnknownPathIs404AndOtherMethod405WithAllow) {
  RawClient client = connect();
  const Answer missing = client.exchange("GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(missing.status, 404);
  EXPECT_TRUE(missing.is_outcome_with("not-found"));
  const Answer wrong = client.exchange("DELETE /hello HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.header("Allow"), "GET, HEAD");
  EXPECT_TRUE(wrong.is_outcome_with("method-not-allowed"));
  EXPECT_EQ(client.exchange("BREW /hello HTTP/1.1\r\nHost: x\r\n\r\n").status, 405);
  EXPECT_EQ(client.exchange("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
}

// Row 1.
TEST_F(ServerTest, UnreadBodyNeverRunsAsTheNextRequest) {
  const std::string hidden = "POST /echo/a HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nhidden";
  const std::string length = std::to_string(hidden.size());
  for (const std::string start : {"POST /nowhere", "PUT /hello", "POST /forbidden", "PUT /small"}) {
    RawClient client = connect();
    client.send(start + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n" + hidden);
    const Answer answer = client.read();
    EXPECT_GE(answer.status, 401) << start;
    EXPECT_TRUE(answer.closes()) << start;
    EXPECT_TRUE(client.at_end()) << start;
  }
  EXPECT_EQ(handled(), 0U);
}

// Row 2.
TEST_F(ServerTest, ChunkedBodyIsRefusedBeforeItIsRead) {
  RawClient client = connect();
  client.send("POST /echo/a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel");
  const Answer answer = client.read();
  EXPECT_EQ(answer.status, 411);
  EXPECT_TRUE(answer.is_outcome_with("length-required"));
  EXPECT_TRUE(client.at_end());
  EXPECT_EQ(exchange("POST /echo/a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n").status, 501);
  EXPECT_EQ(exchange("GET /hello HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n").status, 411);
  EXPECT_EQ(handled(), 0U);
}

// Row 3.
TEST_F(ServerTest, CutBodyIsRefused) {
  RawClient client = connect();
  client.send("POST /echo/a HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nMSH|^");
  client.finish_sending();
  const Answer answer = client.read();
  EXPECT_EQ(answer.status, 400);
  EXPECT_TRUE(answer.is_outcome_with("body-cut-short"));
  EXPECT_TRUE(client.at_end());
  EXPECT_EQ(handled(), 0U);
}

// Row 4.
TEST_F(ServerTest, DoubtfulLengthsAreRefusedAndTheConnectionClosed) {
  for (const std::string headers :
       {"Content-Length: 5\r\nContent-Length: 6\r\n", "Content-Length: 5\r\nContent-Length: 5\r\n",
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "Content-Length: -5\r\n", "Content-Length: abc\r\n",
        "Content-Length: +5\r\n", "Content-Length: 5, 5\r\n", "Content-Length: 99999999999999999999\r\n",
        "Content-Length: \r\n", "Content-Length : 5\r\n", "Content-Length: =?utf-8?q?5,5?=\r\n"}) {
    RawClient client = connect();
    client.send("POST /echo/a HTTP/1.1\r\nHost: x\r\n" + headers + "\r\nhello");
    const Answer answer = client.read();
    EXPECT_TRUE(answer.status == 400 || (answer.status == 411 && headers.starts_with("Content-Length: \r")))
        << headers << answer.status;
    EXPECT_TRUE(answer.closes()) << headers;
    EXPECT_TRUE(client.at_end()) << headers;
  }
  EXPECT_EQ(handled(), 0U);
}

// Row 5: answered at once, although time stands still and no more bytes come.
TEST_F(ServerTest, BodyWithoutALengthIsRefusedAtOnce) {
  for (const std::string method : {"POST", "PUT", "PATCH"}) {
    RawClient client = connect();
    client.send(method + " /echo/a HTTP/1.1\r\nHost: x\r\n\r\n");
    const Answer answer = client.read();
    EXPECT_EQ(answer.status, 411) << method;
    EXPECT_TRUE(client.at_end()) << method;
  }
}

// Row 6.
TEST_F(ServerTest, EveryExceptionIsAnsweredWithoutItsText) {
  RawClient client = connect();
  for (const std::string what : {"standard", "poco", "number", "failure"}) {
    const Answer answer = client.exchange("GET /throws/" + what + " HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(answer.status, 500) << what;
    EXPECT_TRUE(answer.is_outcome_with("internal-error")) << what;
    EXPECT_THAT(answer.body, Not(HasSubstr("secret")));
    EXPECT_THAT(answer.body, Not(HasSubstr("disc")));
  }
  const Answer retryable = client.exchange("GET /throws/retryable HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(retryable.status, 503);
  EXPECT_EQ(retryable.header("Retry-After"), "2");
  const std::vector<AccessEntry> told = entries(5);
  EXPECT_THAT(told[0].failure, Not(HasSubstr("secret")));
  EXPECT_EQ(told[3].failure, "no-space: the disc is full");
  EXPECT_EQ(told[4].failure, "unavailable: the disc is busy");
}

TEST_F(ServerTest, AnswerCannotBeSplitByAHeader) {
  RawClient client = connect();
  const Answer answer = client.exchange("GET /split HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(answer.status, 500);
  EXPECT_FALSE(answer.headers.find("Set-Cookie").has_value());
}

TEST_F(ServerTest, GuardDecidesBeforeTheBodyIsRead) {
  RawClient client = connect();
  client.send("POST /forbidden HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n");
  EXPECT_EQ(client.read().status, 401);
  EXPECT_EQ(exchange("GET /forbidden HTTP/1.1\r\nHost: x\r\nAuthorization: x\r\n\r\n").status, 403);
}

TEST_F(ServerTest, ContinueIsSentOnlyWhenTheBodyIsWanted) {
  RawClient wanted = connect();
  wanted.send("POST /echo/a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(wanted.read().status, 100);
  wanted.send("hello");
  EXPECT_EQ(wanted.read().body, "hello");
  RawClient unwanted = connect();
  unwanted.send("PUT /small HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(unwanted.read().status, 413);
  EXPECT_EQ(exchange("POST /echo/a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: tea\r\n\r\n").status, 417);
}

TEST_F(ServerTest, BadAddressesAreRefused) {
  for (const std::string target :
       {"/a%", "/a%00", "/a%0a", "/%ff", "/hello/../hello", "hello", "/a#b", "/caf\xC3\xA9"}) {
    const Answer answer = exchange("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(answer.status, 400) << target;
    EXPECT_THAT(answer.body, HasSubstr("OperationOutcome")) << target;
  }
}

TEST_F(ServerTest, BrokenHeadsAreAnsweredAndClosed) {
  for (const std::string head :
       {"GET\r\n\r\n", "\x16\x03\x01 nonsense\r\n\r\n", "GET /hello HTTP/1.1\r\n\r\n",
        "GET /hello HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", "GET /hello HTTP/1.1\r\nHost: x\r\nA\x01: b\r\n\r\n",
        "GET /hello HTTP/3.0\r\nHost: x\r\n\r\n"}) {
    RawClient client = connect();
    client.send(head);
    client.finish_sending();
    const Answer answer = client.read();
    EXPECT_TRUE(answer.status == 400 || answer.status == 505) << head << answer.status;
    EXPECT_TRUE(answer.closes()) << head;
    EXPECT_TRUE(client.at_end()) << head;
  }
}

// Found here: Poco takes the end of a connection for the end of a head and would run the request without its last
// headers.
TEST_F(ServerTest, CutHeadIsNotServed) {
  for (const std::string head :
       {"DELETE /echo/a HTTP/1.1\r\nHost: x\r\nIf-Match: W/\"1", "DELETE /echo/a HTTP/1.1\r\nHost: x\r\n",
        "DELETE /echo/a", "POST /echo/a HTTP/1.0\r\nContent-Length: 0\r\n"}) {
    RawClient client = connect();
    client.send(head);
    client.finish_sending();
    EXPECT_NE(client.read().status / 100, 2) << head;
    EXPECT_TRUE(client.at_end()) << head;
  }
  EXPECT_EQ(handled(), 0U);
}

TEST_F(ServerTest, ListenerIsToldTheTemplateAndNothingPersonal) {
  RawClient client = connect();
  client.exchange("POST /echo/9990000018?name=smith HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
  client.exchange("SMITH /hello HTTP/1.1\r\nHost: x\r\n\r\n");
  client.exchange("GET /smith HTTP/1.1\r\nHost: x\r\n\r\n");
  const std::vector<AccessEntry> told = entries(3);
  EXPECT_EQ(told[0].method, "POST");
  EXPECT_EQ(told[0].route, "/echo/{name}");
  EXPECT_EQ(told[0].status, 200);
  EXPECT_EQ(told[0].body_bytes_in, 3U);
  EXPECT_EQ(told[0].body_bytes_out, 3U);
  EXPECT_EQ(told[0].request_id.size(), 16U);
  EXPECT_EQ(told[1].method, "other");
  EXPECT_EQ(told[1].route, "-");
  EXPECT_EQ(told[1].status, 405);
  EXPECT_EQ(told[2].route, "-");
}

TEST_F(ServerTest, AddressInUseIsAFailure) {
  start();
  ServerParts parts{.router = router_, .guard = {}, .clock = clock_, .random = random_};
  EXPECT_THROW(Server(std::move(parts), "127.0.0.1", server_->port()), platform::Failure);
}

}  // namespace
}  // namespace careway::http
