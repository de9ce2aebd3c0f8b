#include <gtest/gtest.h>

#include <set>

#include "tests/gateway/api/api_fixture.h"

namespace careway::api {
namespace {

class Search : public testing::TestWithParam<Gateway::Engine> {
 protected:
  Gateway gateway{GetParam()};

  std::string request(const std::string& patient, const std::string& identifier = "urn:s|1") {
    const std::size_t bar = identifier.find('|');
    std::string coded = "\"value\":\"" + identifier.substr(bar + 1) + "\"";
    if (bar > 0) coded += ",\"system\":\"" + identifier.substr(0, bar) + "\"";
    return R"({"resourceType":"ServiceRequest","identifier":[{)" + coded +
           R"(}],"status":"active","intent":"order","subject":{"reference":"Patient/)" + patient + "\"}}";
  }
  std::string total(const std::string& query) {
    return value_at(gateway.send("GET", "/fhir/ServiceRequest" + query).body, "total");
  }
  /// The path and query of the next link, or empty.
  static std::string next(const http::Response& page) {
    for (const char* place : {"link.0", "link.1"}) {
      if (value_at(page.body, std::string(place) + ".relation") != "next") continue;
      const std::string url = value_at(page.body, std::string(place) + ".url");
      return url.substr(url.find("/fhir/"));
    }
    return {};
  }
};

TEST_P(Search, FindsByIdIdentifierAndReference) {
  const std::string id = gateway.create("ServiceRequest", request("p1", "urn:s|1"));
  gateway.create("ServiceRequest", request("p2", "urn:s|2"));
  gateway.create("ServiceRequest", request("p2", "|1"));
  EXPECT_EQ(total(""), "3");
  EXPECT_EQ(total("?_id=" + id), "1");
  EXPECT_EQ(total("?_id=" + id + ",none"), "1");
  EXPECT_EQ(total("?identifier=1"), "2");
  EXPECT_EQ(total("?identifier=urn:s%7C1"), "1");
  EXPECT_EQ(total("?identifier=urn:s%7C"), "2");
  EXPECT_EQ(total("?identifier=%7C1"), "1");
  EXPECT_EQ(total("?identifier=urn:s%7C1,urn:s%7C2"), "2");
  EXPECT_EQ(total("?patient=p2"), "2");
  EXPECT_EQ(total("?patient=Patient/p2"), "2");
  EXPECT_EQ(total("?subject=p1"), "1");
  EXPECT_EQ(total("?subject:Patient=p1"), "1");
  EXPECT_EQ(total("?subject=http://localhost/fhir/Patient/p1"), "1");
  EXPECT_EQ(total("?patient=p2&identifier=urn:s%7C2"), "1");
  EXPECT_EQ(total("?patient=p2&_summary=count"), "2");
  EXPECT_EQ(total("?_count=0"), "3");
}

TEST_P(Search, FindsByTheTimeOfTheLastUpdate) {
  gateway.create("ServiceRequest", request("p1"));
  gateway.clock().advance_microseconds(3'600'000'000);
  gateway.create("ServiceRequest", request("p2"));
  EXPECT_EQ(total("?_lastUpdated=2026-01-31"), "2");
  EXPECT_EQ(total("?_lastUpdated=eq2026"), "2");
  EXPECT_EQ(total("?_lastUpdated=gt2026-01-31"), "0");
  EXPECT_EQ(total("?_lastUpdated=ge2026-01-31T13:00:00Z"), "1");
  EXPECT_EQ(total("?_lastUpdated=gt2026-01-31T12:00:00Z"), "1");
  EXPECT_EQ(total("?_lastUpdated=le2026-01-31T12:00:00Z"), "1");
  EXPECT_EQ(total("?_lastUpdated=lt2026-01-31T12:00:00Z"), "0");
  EXPECT_EQ(total("?_lastUpdated=lt2026-01-31T14:00:00%2B01:00"), "1");
  EXPECT_EQ(total("?_lastUpdated=ge2026-01-31T12:30:00Z&_lastUpdated=lt2026-01-31T13:30:00Z"), "1");
  EXPECT_EQ(told(gateway.send("GET", "/fhir/ServiceRequest?_lastUpdated=yesterday")), "parameter-value@_lastUpdated");
  EXPECT_EQ(told(gateway.send("GET", "/fhir/ServiceRequest?_lastUpdated=ne2026")), "parameter-value@_lastUpdated");
}

TEST_P(Search, PagesHoldStillWhileOthersWrite) {
  std::set<std::string> expected;
  for (int i = 0; i < 25; ++i) expected.insert(gateway.create("ServiceRequest", request("p1")));
  std::set<std::string> seen;
  std::string address = "/fhir/ServiceRequest?patient=p1&_count=10";
  int pages = 0;
  while (!address.empty()) {
    const auto page = gateway.send("GET", address);
    ASSERT_EQ(page.status, 200);
    const fhir::Document bundle = parsed(page.body);
    for (fhir::Element entry : bundle.root()) {
      if (entry.name() != "entry") continue;
      EXPECT_TRUE(seen.insert(std::string(entry.child("resource").child_value("id"))).second);
    }
    ++pages;
    for (int i = 0; i < 3; ++i) gateway.create("ServiceRequest", request("p1"));
    address = next(page);
  }
  EXPECT_EQ(pages, 3);
  EXPECT_EQ(seen, expected);
}

TEST_P(Search, AnAlteredCursorIsRefused) {
  for (int i = 0; i < 3; ++i) gateway.create("ServiceRequest", request("p1"));
  const std::string address = next(gateway.send("GET", "/fhir/ServiceRequest?_count=1"));
  ASSERT_FALSE(address.empty());
  EXPECT_EQ(gateway.send("GET", address).status, 200);
  EXPECT_EQ(told(gateway.send("GET", address + "A")), "cursor-refused");
  EXPECT_EQ(told(gateway.send("GET", address + "&patient=p1")), "cursor-refused");
  gateway.use_key(kOtherTenantKey);
  EXPECT_EQ(told(gateway.send("GET", address)), "cursor-refused");
}

TEST_P(Search, UnknownParametersAreToldOrLeftOut) {
  gateway.create("ServiceRequest", request("p1"));
  const auto lenient = gateway.send("GET", "/fhir/ServiceRequest?colour=red&patient=p1");
  EXPECT_EQ(lenient.status, 200);
  EXPECT_EQ(value_at(lenient.body, "link.0.url"), "http://localhost/fhir/ServiceRequest?patient=p1");
  const auto strict = gateway.send("GET", "/fhir/ServiceRequest?colour=red", {}, {{"Prefer", "handling=strict"}});
  EXPECT_EQ(strict.status, 400);
  EXPECT_EQ(told(strict), "parameter-unknown");
  EXPECT_EQ(told(gateway.send("GET", "/fhir/ServiceRequest?_count=many")), "parameter-value@_count");
}

TEST_P(Search, TakesItsParametersAsAForm) {
  gateway.create("ServiceRequest", request("p1", "urn:s|a b"));
  gateway.create("ServiceRequest", request("p2"));
  const Gateway::Headers form{{"Content-Type", "application/x-www-form-urlencoded"}};
  const auto found = gateway.send("POST", "/fhir/ServiceRequest/_search", "identifier=urn:s%7Ca+b&_count=5", form);
  EXPECT_EQ(found.status, 200);
  EXPECT_EQ(value_at(found.body, "total"), "1");
  EXPECT_EQ(told(gateway.send("POST", "/fhir/ServiceRequest/_search", "a=%zz", form)), "form-unreadable");
  EXPECT_EQ(told(gateway.send("POST", "/fhir/ServiceRequest/_search", "{}")), "media-type-unknown");
}

INSTANTIATE_TEST_SUITE_P(Stores, Search, testing::Values(Gateway::Engine::memory, Gateway::Engine::sqlite),
                         [](const auto& one) { return one.param == Gateway::Engine::memory ? "memory" : "sqlite"; });

}  // namespace
}  // namespace careway::api
