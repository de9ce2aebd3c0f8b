#include "gateway/api/callers.h"

#include <gtest/gtest.h>

#include "tests/gateway/api/api_fixture.h"

namespace careway::api {
namespace {

TEST(Callers, WithoutAKeyNothingIsServedButProbesAndMetadata) {
  Gateway gateway;
  gateway.use_key("");
  for (const http::Route& route : gateway.router().routes()) {
    std::string target = route.path;
    for (std::size_t open = target.find('{'); open != std::string::npos; open = target.find('{')) {
      target.replace(open, target.find('}') - open + 1, "x");
    }
    const int status = gateway.send(route.method, target).status;
    const bool is_open = route.capability == http::Capability::kProbe || route.capability == http::Capability::kPublic;
    EXPECT_EQ(status == 401, !is_open) << route.method << " " << route.path << " " << status;
  }
}

TEST(Callers, AWrongKeyIs401AndAMissingRole403) {
  Gateway gateway;
  gateway.use_key("council-kez");
  const auto unknown = gateway.send("GET", "/fhir/Patient");
  EXPECT_EQ(unknown.status, 401);
  EXPECT_EQ(unknown.headers.find("WWW-Authenticate"), "Bearer");
  EXPECT_EQ(told(unknown), "unauthenticated");
  gateway.use_key(kReaderKey);
  EXPECT_EQ(gateway.send("GET", "/fhir/Patient").status, 200);
  const auto refused = gateway.send("POST", "/fhir/Patient", R"({"resourceType":"Patient","active":true})");
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(told(refused), "forbidden");
}

TEST(Callers, TwoAuthorizationHeadersAreNobody) {
  Gateway gateway;
  EXPECT_EQ(gateway.send("GET", "/fhir/Patient", {}, {{"Authorization", "Bearer other"}}).status, 401);
}

TEST(Callers, SchemeIsReadWithoutRegardToCase) {
  const Callers callers(
      {{"t", "p", "nhs", {.read = true, .write = false, .operate = false}, platform::sha256_hex("k")}});
  http::Request request;
  request.headers.add("Authorization", "bearer k");
  ASSERT_TRUE(callers.find(request));
  EXPECT_EQ(callers.find(request)->caller.partner, "p");
  request.headers.set("Authorization", "Basic k");
  EXPECT_FALSE(callers.find(request));
}

}  // namespace
}  // namespace careway::api
