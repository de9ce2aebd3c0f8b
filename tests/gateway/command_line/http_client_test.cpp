#include "adapters/channels/http_client.h"

#include <gtest/gtest.h>

#include "adapters/platform/clock.h"
#include "adapters/platform/failure.h"
#include "adapters/platform/random.h"
#include "gateway/http/server.h"

namespace careway::channels {
namespace {

class HttpClientTest : public testing::Test {
 protected:
  HttpClientTest() {
    router_.add("POST", "/echo", http::Capability::kWrite, [](const http::Request& request) {
      http::Response response;
      response.status = 201;
      response.headers.add("X-Asked", std::string(request.headers.find("X-Ask").value_or("nothing")));
      response.body = request.body + std::string(request.query_value("more").value_or(""));
      return response;
    });
    router_.add("GET", "/empty", http::Capability::kRead, [](const http::Request&) {
      return http::Response{204, {}, {}};
    });
    server_.emplace(http::ServerParts{router_, [](const http::Request&, http::Capability) { return std::nullopt; },
                                      clock_, random_},
                    "127.0.0.1", 0);
  }
  std::string url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(server_->port()) + path;
  }

  static platform::FailureKind failure_of(const HttpRequest& request, const HttpLimits& limits = {}) {
    try {
      NetworkHttpClient().send(request, limits);
    } catch (const platform::Failure& failure) {
      return failure.kind();
    }
    ADD_FAILURE() << "it was answered";
    return platform::FailureKind::kInputOutput;
  }

  platform::SystemClock clock_;
  platform::SeededRandom random_{1};
  http::Router router_;
  std::optional<http::Server> server_;
};

TEST_F(HttpClientTest, SendsAndReceives) {
  const std::string body(300'000, 'x');
  const HttpAnswer answer = NetworkHttpClient().send({"POST", url("/echo?more=y"), {{"X-Ask", "this"}}, body});
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.header("x-asked"), "this");
  EXPECT_EQ(answer.header("x-missing"), "");
  EXPECT_EQ(answer.body, body + "y");
}

TEST_F(HttpClientTest, AnyStatusIsAnAnswer) {
  EXPECT_EQ(NetworkHttpClient().send({"GET", url("/empty"), {}, {}}).status, 204);
  EXPECT_EQ(NetworkHttpClient().send({"GET", url("/nowhere"), {}, {}}).status, 404);
  EXPECT_EQ(NetworkHttpClient().send({"POST", url("/echo"), {}, {}}).status, 201);
}

TEST_F(HttpClientTest, AnAnswerOverTheLimitIsRefused) {
  HttpLimits limits;
  limits.answer_bytes_max = 10;
  EXPECT_EQ(failure_of({"POST", url("/echo"), {}, "12345678901"}, limits), platform::FailureKind::kTooLarge);
}

TEST_F(HttpClientTest, AddressesThatAreNone) {
  for (const char* address : {"", "ftp://server.example/", "server", "http://", "http://user:word@server.example/"}) {
    EXPECT_EQ(failure_of({"GET", address, {}, {}}), platform::FailureKind::kConfiguration) << address;
  }
}

TEST_F(HttpClientTest, NobodyListens) {
  const std::string address = url("/empty");
  server_->stop(0);
  EXPECT_EQ(failure_of({"GET", address, {}, {}}), platform::FailureKind::kUnavailable);
}

}  // namespace
}  // namespace careway::channels
