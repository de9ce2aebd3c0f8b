#include <gtest/gtest.h>

#include "tests/gateway/api/api_fixture.h"

namespace careway::api {
namespace {

const Gateway::Headers kXml{{"Content-Type", "application/xml"}};

std::string council_says(std::string_view finality, std::string_view withdrawn_on = {}) {
  std::string document = sample("council-eligibility.xml");
  const std::string final = "<Finality>Final</Finality>";
  document.replace(document.find(final), final.size(), "<Finality>" + std::string(finality) + "</Finality>");
  if (!withdrawn_on.empty()) {
    const std::size_t at = document.find("<DecidedBy>");
    document.insert(at, "<WithdrawnOn>" + std::string(withdrawn_on) + "</WithdrawnOn>");
  }
  return document;
}

class Determinations : public testing::TestWithParam<Gateway::Engine> {
 protected:
  Gateway gateway{GetParam()};

  http::Response push(const std::string& document) {
    gateway.use_key(kCouncilKey);
    gateway.clock().advance_microseconds(1'000'000);
    return gateway.send("POST", "/faces/council-eligibility", document, kXml);
  }

  /// What a key sees of the person's determinations: status of each Task, read from the Patient.
  std::string seen_by(std::string_view key) {
    gateway.use_key(key);
    const auto people =
        gateway.send("GET", "/fhir/Patient?identifier=https://careway.example/fhir/Id/la-person%7CE09000033:P1001");
    const std::string person = value_at(people.body, "entry.resource.id");
    const auto tasks = gateway.send("GET", "/fhir/Task?patient=" + person);
    std::string seen;
    const fhir::Document bundle = parsed(tasks.body);
    for (fhir::Element entry : bundle.root()) {
      if (entry.name() == "entry") seen += std::string(entry.child("resource").child_value("status")) + " ";
    }
    return seen;
  }
};

TEST_P(Determinations, AreSeenByEverybodyInTheFirstReadAfterTheAnswer) {
  ASSERT_EQ(push(council_says("Final")).status, 200);
  for (const auto key : {kPhbKey, kMarketKey, kReaderKey, kCouncilKey}) EXPECT_EQ(seen_by(key), "completed ") << key;
  gateway.use_key(kOtherTenantKey);
  EXPECT_EQ(value_at(gateway.send("GET", "/fhir/Task").body, "total"), "0");
  EXPECT_EQ(value_at(gateway.send("GET", "/fhir/Task").body, "entry.resource.id"), "");
}

TEST_P(Determinations, AWithdrawalIsSeenTheSameWay) {
  ASSERT_EQ(push(council_says("Final")).status, 200);
  ASSERT_EQ(push(council_says("Withdrawn", "04/05/2026")).status, 200);
  for (const auto key : {kPhbKey, kMarketKey, kReaderKey, kCouncilKey}) EXPECT_EQ(seen_by(key), "cancelled ") << key;
}

INSTANTIATE_TEST_SUITE_P(Engines, Determinations, testing::Values(Gateway::Engine::memory, Gateway::Engine::sqlite),
                         [](const auto& engine) {
                           return engine.param == Gateway::Engine::memory ? "memory" : "sqlite";
                         });

}  // namespace
}  // namespace careway::api
