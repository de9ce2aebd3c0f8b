// An average over few people could show what one of them gets: it neither comes in nor is shown.
#include <gmock/gmock.h>

#include "mappers/budget/rate_rows.h"
#include "tests/mappers/budget/budget_support.h"

namespace careway::budget {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string url(const std::string& name) {
  return R"("url":"https://careway.example/fhir/StructureDefinition/)" + name + "\"";
}

std::string basis(const std::string& code) {
  return "{" + url("rate-basis") +
         R"(,"valueCodeableConcept":{"coding":[{"system":"urn:x","code":"average"},)"
         R"({"system":"https://careway.example/fhir/CodeSystem/costing-method","code":")" +
         code + "\"}]}}";
}

std::string people(const std::string& count) {
  return "{" + url("rate-people") + R"(,"valueInteger":)" + count + "}";
}

fhir::Document rate(const std::string& extensions, const std::string& status = "active") {
  return resource(R"({"resourceType":"ChargeItemDefinition","id":"r1","url":"urn:x:r1","status":")" + status +
                  R"(","extension":[)" + extensions + "]}");
}

bool may(const fhir::Document& document, fhir::Issues& issues) {
  return rate_may_come(document.root(), names(), issues);
}

TEST(RateRule, LetsAverageOverTenPeopleIn) {
  fhir::Issues issues;
  EXPECT_TRUE(may(rate(basis("average") + "," + people("10")), issues));
  EXPECT_TRUE(may(rate(basis("agreed")), issues));
  EXPECT_TRUE(may(rate(basis("agreed") + "," + people("3")), issues)) << "an agreed price is a contract";
  EXPECT_TRUE(rate_may_come({}, names(), issues)) << "a deletion";
  EXPECT_TRUE(may(
      resource(R"({"resourceType":"List","status":"current","mode":"working","extension":[)" + basis("average") + "]}"),
      issues));
  EXPECT_THAT(found(issues), IsEmpty());
}

TEST(RateRule, RefusesFewerPeopleOrNobody) {
  for (const std::string& extensions :
       {basis("average"), basis("average") + "," + people("9"), basis("average") + "," + people("0"),
        basis("average") + "," + people("-12"), basis("average") + "," + people("40") + "," + people("4"),
        basis("agreed") + "," + basis("average") + "," + people("4")}) {
    for (const char* status : {"active", "draft", "retired"}) {
      fhir::Issues issues;
      EXPECT_FALSE(may(rate(extensions, status), issues)) << extensions;
      EXPECT_THAT(found(issues), ElementsAre("rate-disclosure ChargeItemDefinition.extension"));
    }
  }
}

TEST(RateRule, LeavesSmallAveragesOut) {
  std::vector<RateBook::Row> rows(4);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].rate.id = "r" + std::to_string(i);
    rows[i].rate.basis = i == 0 ? money::RateBasis::agreed : money::RateBasis::average;
  }
  rows[1].rate.people = 9;
  rows[2].rate.people = 10;
  fhir::Issues issues;
  const auto kept = without_small_averages(std::move(rows), issues);
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0].rate.id, "r0");
  EXPECT_EQ(kept[1].rate.id, "r2");
  EXPECT_THAT(found(issues), ElementsAre("rate-disclosure r1", "rate-disclosure r3"));
  EXPECT_FALSE(issues.has_errors());
}

}  // namespace
}  // namespace careway::budget
