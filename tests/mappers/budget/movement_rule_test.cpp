// A movement of an account is only ever reversed.
#include "mappers/budget/movement_rule.h"

#include <gmock/gmock.h>

#include "tests/mappers/budget/budget_support.h"

namespace careway::budget {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const char kMovement[] = R"({"resourceType":"PaymentNotice","id":"m1",
  "extension":[{"url":"https://careway.example/fhir/StructureDefinition/movement-detail","extension":[
    {"url":"kind","valueCodeableConcept":{"coding":[{"system":"https://careway.example/fhir/CodeSystem/movement-kind","code":"debit"}]}},
    {"url":"day","valueDate":"2025-05-12"},{"url":"text","valueString":"A text"}]}],
  "identifier":[{"system":"https://careway.example/fhir/Id/movement","value":"E09000033:M-3"}],
  "status":"active","request":{"reference":"Account/a1"},"created":"2025-05-12","payment":{"display":"x"},
  "recipient":{"display":"y"},"amount":{"value":250.00,"currency":"GBP"}})";

fhir::Document movement_with(const std::string& old, const std::string& fresh) {
  std::string json = kMovement;
  const std::size_t at = json.find(old);
  EXPECT_NE(at, std::string::npos) << old;
  return resource(json.replace(at, old.size(), fresh));
}

struct Change {
  std::string old;
  std::string fresh;
  std::string path;  ///< empty: it may
};

class MovementRule : public testing::TestWithParam<Change> {};

TEST_P(MovementRule, KeepsWhatAMovementWas) {
  const fhir::Document before = resource(kMovement);
  const fhir::Document after = movement_with(GetParam().old, GetParam().fresh);
  fhir::Issues issues;
  EXPECT_EQ(movement_may_become(before.root(), after.root(), names(), issues), GetParam().path.empty());
  if (GetParam().path.empty()) {
    EXPECT_THAT(found(issues), IsEmpty());
  } else {
    EXPECT_THAT(found(issues), ElementsAre("movement-frozen " + GetParam().path));
  }
}

INSTANTIATE_TEST_SUITE_P(Changes, MovementRule,
                         testing::Values(Change{"250.00", "250.0", ""}, Change{"A text", "Another text", ""},
                                         Change{"250.00", "250.01", "PaymentNotice.amount"},
                                         Change{"GBP", "EUR", "PaymentNotice.amount.currency"},
                                         Change{"debit", "credit", "PaymentNotice.extension"},
                                         Change{"2025-05-12\"},", "2025-05-13\"},", "PaymentNotice.extension"},
                                         Change{"Account/a1", "Account/a2", "PaymentNotice.request"},
                                         Change{"active", "cancelled", "PaymentNotice.status"},
                                         Change{"M-3", "M-4", "PaymentNotice.identifier"}));

TEST(MovementRule, RefusesToDelete) {
  const fhir::Document before = resource(kMovement);
  fhir::Issues issues;
  EXPECT_FALSE(movement_may_become(before.root(), {}, names(), issues));
  EXPECT_THAT(found(issues), ElementsAre("movement-frozen PaymentNotice"));
}

TEST(MovementRule, LeavesOthersAlone) {
  const fhir::Document after = resource(kMovement);
  fhir::Issues issues;
  EXPECT_TRUE(movement_may_become({}, after.root(), names(), issues)) << "a new one";
  const fhir::Document notice = movement_with("Id/movement", "Id/another");
  EXPECT_TRUE(movement_may_become(notice.root(), {}, names(), issues)) << "a notice of somebody else";
  EXPECT_THAT(found(issues), IsEmpty());
}

}  // namespace
}  // namespace careway::budget
