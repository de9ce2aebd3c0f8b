#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <gtest/gtest.h>

#include <iterator>
#include <sstream>

#include "gateway/http/access_log.h"
#include "gateway/http/server.h"
#include "tests/gateway/api/api_fixture.h"

namespace careway::api {
namespace {

/// The API behind real sockets.
class OverHttp : public testing::Test {
 protected:
  Gateway gateway;
  std::ostringstream log;
  http::AccessLog access_log{log, gateway.clock()};
  http::Metrics metrics;
  http::RequestMetrics request_metrics{gateway.api().metrics};
  std::unique_ptr<http::Server> server;

  void SetUp() override {
    server = std::make_unique<http::Server>(http::ServerParts{.router = gateway.router(),
                                                              .guard = make_guard(gateway.api()),
                                                              .clock = gateway.clock(),
                                                              .random = gateway.random(),
                                                              .limits = {},
                                                              .refusal_writer = http::operation_outcome,
                                                              .on_access =
                                                                  [this](const http::AccessEntry& entry) {
                                                                    request_metrics.record(entry);
                                                                    access_log.write(entry);
                                                                  }},
                                            "127.0.0.1", 0);
    gateway.api().draining = [this] { return server->draining(); };
  }

  struct Answer {
    int status = 0;
    std::string body;
    std::string etag;
  };
  Answer send(const std::string& method, const std::string& target, const std::string& body = {},
              std::string_view key = kPhbKey) {
    Poco::Net::HTTPClientSession session("127.0.0.1", server->port());
    Poco::Net::HTTPRequest request(method, target, "HTTP/1.1");
    if (!key.empty()) request.set("Authorization", "Bearer " + std::string(key));
    if (method == "POST" || method == "PUT") {
      request.setContentType("application/fhir+json");
      request.setContentLength(static_cast<int>(body.size()));
    }
    session.sendRequest(request) << body;
    Poco::Net::HTTPResponse response;
    std::istream& stream = session.receiveResponse(response);
    Answer answer;
    answer.body.assign(std::istreambuf_iterator<char>(stream), {});
    answer.status = response.getStatus();
    answer.etag = response.get("ETag", "");
    return answer;
  }
};

TEST_F(OverHttp, WritesAndReads) {
  const auto made = send("POST", "/fhir/Patient", R"({"resourceType":"Patient","name":[{"family":"Example"}]})");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.etag, "W/\"1\"");
  const auto read = send("GET", "/fhir/Patient/" + value_at(made.body, "id"));
  EXPECT_EQ(read.body, made.body);
  EXPECT_EQ(send("GET", "/fhir/Patient", {}, {}).status, 401);
  EXPECT_EQ(send("GET", "/fhir/metadata", {}, {}).status, 200);
  EXPECT_EQ(send("DELETE", "/fhir/Patient").status, 405);
}

TEST_F(OverHttp, AccessLogAndMetricsHoldNoIdsAndNoNames) {
  const auto made = send(
      "POST", "/fhir/Patient",
      R"({"resourceType":"Patient","identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"9995000008"}],"name":[{"family":"Secretname"}]})");
  const std::string id = value_at(made.body, "id");
  send("GET", "/fhir/Patient/" + id);
  send("GET", "/fhir/Patient?identifier=https://fhir.nhs.uk/Id/nhs-number%7C9995000008");
  const auto figures = send("GET", "/metrics", {}, {});
  EXPECT_EQ(figures.status, 200);
  server->stop(1000);
  const std::string lines = log.str();
  EXPECT_NE(lines.find("/fhir/{type}/{id}"), std::string::npos);
  EXPECT_NE(figures.body.find("/fhir/{type}"), std::string::npos);
  for (const std::string& text : {lines, figures.body}) {
    EXPECT_EQ(text.find(id), std::string::npos);
    EXPECT_EQ(text.find("9995000008"), std::string::npos);
    EXPECT_EQ(text.find("Secretname"), std::string::npos);
    EXPECT_EQ(text.find(kPhbKey), std::string::npos);
  }
}

TEST_F(OverHttp, HealthSaysWhenItDrains) {
  EXPECT_EQ(send("GET", "/health/live", {}, {}).status, 200);
  EXPECT_EQ(send("GET", "/health/ready", {}, {}).status, 200);
  server->drain();
  EXPECT_EQ(send("GET", "/health/live", {}, {}).status, 200);
  EXPECT_EQ(send("GET", "/health/ready", {}, {}).status, 503);
}

}  // namespace
}  // namespace careway::api
