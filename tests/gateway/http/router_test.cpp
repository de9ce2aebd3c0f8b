#include "gateway/http/router.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace careway::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

Handler any_handler() {
  return [](const Request&) { return Response{}; };
}

Router fhir_routes() {
  Router router;
  router.add("GET", "/", Capability::kPublic, any_handler());
  router.add("GET", "/fhir/{type}/{id}", Capability::kRead, any_handler());
  router.add("PUT", "/fhir/{type}/{id}", Capability::kWrite, any_handler(), 1'000);
  router.add("GET", "/fhir/{type}", Capability::kRead, any_handler());
  router.add("POST", "/fhir/{type}", Capability::kWrite, any_handler());
  router.add("GET", "/fhir/metadata", Capability::kPublic, any_handler());
  router.add("GET", "/fhir/{type}/{id}/_history", Capability::kRead, any_handler());
  return router;
}

std::string path_for(const Router& router, std::string_view method, const std::vector<std::string>& segments) {
  const Match match = router.match(method, segments);
  return match.route == nullptr ? "none" : match.route->path;
}

TEST(Router, BindsNamesToSegments) {
  const Router router = fhir_routes();
  const Match match = router.match("PUT", {"fhir", "Patient", "a b"});
  ASSERT_NE(match.route, nullptr);
  EXPECT_EQ(match.route->capability, Capability::kWrite);
  EXPECT_EQ(match.route->body_bytes_max, 1'000U);
  EXPECT_THAT(match.captures, ElementsAre(Pair("type", "Patient"), Pair("id", "a b")));
}

TEST(Router, LiteralPartBeatsName) {
  const Router router = fhir_routes();
  EXPECT_EQ(path_for(router, "GET", {"fhir", "metadata"}), "/fhir/metadata");
  EXPECT_EQ(path_for(router, "GET", {"fhir", "Patient"}), "/fhir/{type}");
  EXPECT_EQ(path_for(router, "GET", {"fhir", "Patient", "1", "_history"}), "/fhir/{type}/{id}/_history");
  EXPECT_EQ(path_for(router, "GET", {}), "/");
}

TEST(Router, LeftmostLiteralDecides) {
  Router router;
  router.add("GET", "/{a}/x", Capability::kRead, any_handler());
  router.add("GET", "/y/{b}", Capability::kRead, any_handler());
  EXPECT_EQ(path_for(router, "GET", {"y", "x"}), "/y/{b}");
  EXPECT_EQ(path_for(router, "GET", {"z", "x"}), "/{a}/x");
}

TEST(Router, UnknownPathIsDenied) {
  const Router router = fhir_routes();
  const std::vector<std::vector<std::string>> unknown = {
      {"fhir"}, {"fhir", "Patient", "1", "_history", "2"}, {"FHIR", "Patient"}, {"admin"}};
  for (const std::vector<std::string>& segments : unknown) {
    const Match match = router.match("GET", segments);
    EXPECT_EQ(match.route, nullptr);
    EXPECT_THAT(match.allow, IsEmpty());
  }
}

TEST(Router, OtherMethodIsDeniedWithTheMethodsThereAre) {
  const Router router = fhir_routes();
  EXPECT_EQ(router.match("DELETE", {"fhir", "Patient", "1"}).route, nullptr);
  EXPECT_EQ(router.match("DELETE", {"fhir", "Patient", "1"}).allow, "GET, HEAD, PUT");
  EXPECT_EQ(router.match("get", {"fhir", "metadata"}).allow, "GET, HEAD, POST");
}

TEST(Router, HeadIsServedByGetUnlessItHasItsOwn) {
  Router router = fhir_routes();
  EXPECT_EQ(router.match("HEAD", {"fhir", "metadata"}).route->method, "GET");
  router.add("HEAD", "/fhir/{type}", Capability::kRead, any_handler());
  EXPECT_EQ(router.match("HEAD", {"fhir", "Patient"}).route->method, "HEAD");
}

TEST(RouterDeathTest, AbortsForRoutesThatCannotWork) {
  Router router = fhir_routes();
  const auto add = [&](const char* path) { router.add("GET", path, Capability::kRead, any_handler()); };
  EXPECT_DEATH(add("/fhir/{other}/{name}"), "");
  EXPECT_DEATH(add("fhir"), "");
  EXPECT_DEATH(add("/fhir/"), "");
  EXPECT_DEATH(add("/a//b"), "");
  EXPECT_DEATH(add("/a/{b"), "");
  EXPECT_DEATH(add("/a/x{b}"), "");
  EXPECT_DEATH(add("/{a}/{a}"), "");
  EXPECT_DEATH(router.add("GET", "/new", Capability::kRead, nullptr), "");
}

}  // namespace
}  // namespace careway::http
