#include "gateway/api/content.h"

#include <gtest/gtest.h>

namespace careway::api {
namespace {

http::Request asking(std::string accept, std::string format = {}) {
  http::Request request;
  if (!accept.empty()) request.headers.add("Accept", std::move(accept));
  if (!format.empty()) request.query.emplace_back("_format", std::move(format));
  return request;
}

TEST(WantedWire, FollowsAcceptWithItsWeights) {
  EXPECT_EQ(wanted_wire(asking("")), Wire::json);
  EXPECT_EQ(wanted_wire(asking("*/*")), Wire::json);
  EXPECT_EQ(wanted_wire(asking("application/fhir+xml")), Wire::xml);
  EXPECT_EQ(wanted_wire(asking("text/html, application/xml;q=0.9, application/json;q=0.8")), Wire::xml);
  EXPECT_EQ(wanted_wire(asking("application/fhir+xml;q=0.1, application/fhir+json;q=0.2")), Wire::json);
  EXPECT_EQ(wanted_wire(asking("application/fhir+xml;q=0, */*")), Wire::json);
  EXPECT_EQ(wanted_wire(asking("image/png")), std::nullopt);
}

TEST(WantedWire, FormatBeatsAccept) {
  EXPECT_EQ(wanted_wire(asking("application/fhir+xml", "json")), Wire::json);
  EXPECT_EQ(wanted_wire(asking("", "application/fhir xml")), Wire::xml);
  EXPECT_EQ(wanted_wire(asking("", "turtle")), std::nullopt);
}

TEST(WantedWire, IsThatOfTheBodyWhenNothingIsSaid) {
  http::Request request;
  request.headers.add("Content-Type", "application/fhir+xml; charset=utf-8");
  EXPECT_EQ(wanted_wire(request), Wire::xml);
  EXPECT_EQ(body_wire(request), Wire::xml);
}

}  // namespace
}  // namespace careway::api
