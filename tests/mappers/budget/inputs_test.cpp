// What a budget is worked out from, read from FHIR resources.
#include "mappers/budget/inputs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/mappers/budget/budget_support.h"

namespace careway::budget {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kBase = "https://careway.example/fhir/";

std::string url(const std::string& alias) {
  return "\"url\":\"" + kBase + "StructureDefinition/" + alias + "\"";
}

std::string code(const std::string& system, const std::string& value) {
  return R"({"coding":[{"system":")" + kBase + "CodeSystem/" + system + R"(","code":")" + value + R"("}]})";
}

std::string code_extension(const std::string& alias, const std::string& system, const std::string& value) {
  return "{" + url(alias) + ",\"valueCodeableConcept\":" + code(system, value) + "}";
}

std::string share(const std::string& parts) {
  return "{" + url("funding-share") + ",\"extension\":[" + parts + "]}";
}

std::string stream_part(const std::string& stream) {
  return R"({"url":"stream","valueCodeableConcept":)" + code("funding-stream", stream) + "}";
}

std::string service(const std::string& extensions, const std::string& status = "active") {
  return R"({"resourceType":"ServiceRequest","id":"s1","meta":{"versionId":"4"},"extension":[)" + extensions +
         R"(],"identifier":[{"system":")" + kBase + R"(Id/cld-event","value":"E09000033:S-1"},{"system":")" + kBase +
         R"(Id/council-line","value":"E09000033:PK-1:1"}],"status":")" + status +
         R"(","intent":"order","code":{"coding":[{"system":")" + kBase +
         R"(CodeSystem/cld-service-component","code":"home-support"}],"text":"Home care"},
           "subject":{"reference":"Patient/ada"},"occurrencePeriod":{"start":"2026-04-06","end":"2026-12-31"}})";
}

std::string priced() {
  return "{" + url("unit-cost") + R"(,"valueMoney":{"value":16.40,"currency":"GBP"}},)" +
         code_extension("cost-frequency", "cld-cost-frequency", "4-weekly") + ",{" + url("planned-units") +
         R"(,"valueDecimal":10.50},)" + code_extension("cost-line-type", "cost-line-type", "core-cost") + "," +
         code_extension("costing-method", "costing-method", "ras");
}

struct Read {
  std::optional<Inputs> inputs;
  std::vector<std::string> issues;
};

Read read(const std::vector<std::string>& texts) {
  std::vector<fhir::Document> documents;
  std::vector<fhir::Element> elements;
  for (const std::string& text : texts) documents.push_back(resource(text));
  for (const fhir::Document& document : documents) elements.push_back(document.root());
  fhir::Issues issues;
  Read result;
  result.inputs = read_inputs(elements, names(), issues);
  result.issues = found(issues);
  return result;
}

TEST(Inputs, ReadALineOfAPlan) {
  const std::string shares =
      share(stream_part("chc") +
            R"(,{"url":"percent","valueDecimal":60.5},{"url":"period","valuePeriod":{"end":"2026-09-30"}},
            {"url":"decision","valueString":"panel-1"},{"url":"chargeable","valueBoolean":false})") +
      "," + share(stream_part("education") + R"(,{"url":"fraction","valueString":"1/3"})") + "," +
      share(stream_part("s117-nhs") + R"(,{"url":"amount","valueMoney":{"value":12.345,"currency":"GBP"}},
            {"url":"legal-basis","valueCodeableConcept":)" +
            code("legal-basis", "mha-1983-s117") + "}") +
      "," + share(stream_part("adult-social-care") + R"(,{"url":"rest","valueBoolean":true})");
  const Read found = read({R"({"resourceType":"Patient","id":"ada"})", R"({"resourceType":"Patient","id":"ada-2"})",
                           R"({"resourceType":"CarePlan","id":"plan","status":"draft","intent":"plan",
                               "subject":{"reference":"Patient/ada"},"period":{"start":"2026-04-20"}})",
                           service(priced() + "," + shares)});
  ASSERT_TRUE(found.inputs);
  EXPECT_THAT(found.issues, IsEmpty());
  EXPECT_EQ(found.inputs->patient, "Patient/ada");
  EXPECT_THAT(found.inputs->drawn_from, ElementsAre("Patient/ada-2"));
  EXPECT_EQ(found.inputs->plan, "CarePlan/plan");
  EXPECT_EQ(found.inputs->plan_start, (fhir::CivilDate{2026, 4, 20}));
  ASSERT_EQ(found.inputs->lines.size(), 1U);
  const LineInput& line = found.inputs->lines[0];
  EXPECT_EQ(line.key, "E09000033:PK-1:1");
  EXPECT_EQ(line.service, "ServiceRequest/s1/_history/4");
  EXPECT_EQ(line.service_type, "home-support");
  EXPECT_EQ(line.service_type_alias, "cld-service-component");
  EXPECT_EQ(line.text, "Home care");
  EXPECT_EQ(line.line_type, "core-cost");
  EXPECT_EQ(line.method, "ras");
  EXPECT_EQ(line.price, Rational(1'640));
  EXPECT_EQ(line.unit, money::Frequency::four_weekly);
  EXPECT_EQ(line.units_per_week, Rational(21, 2));
  EXPECT_EQ(line.from, (fhir::CivilDate{2026, 4, 6}));
  EXPECT_EQ(line.to, (fhir::CivilDate{2026, 12, 31}));
  ASSERT_EQ(line.shares.size(), 4U);
  EXPECT_EQ(line.shares[0].kind, ShareInput::Kind::percent);
  EXPECT_EQ(line.shares[0].value, Rational(121, 2));
  EXPECT_EQ(line.shares[0].to, (fhir::CivilDate{2026, 9, 30}));
  EXPECT_EQ(line.shares[0].decision, "panel-1");
  EXPECT_EQ(line.shares[0].is_chargeable, false);
  EXPECT_EQ(line.shares[1].value, Rational(1, 3));
  EXPECT_EQ(line.shares[2].kind, ShareInput::Kind::fixed);
  EXPECT_EQ(line.shares[2].value, Rational(12'345, 10));
  EXPECT_EQ(line.shares[2].legal_basis, "mha-1983-s117");
  EXPECT_EQ(line.shares[3].kind, ShareInput::Kind::rest);
  EXPECT_FALSE(line.shares[3].is_chargeable);
}

TEST(Inputs, PassOverWhatIsCancelled) {
  const Read found = read({service(priced(), "revoked")});
  ASSERT_TRUE(found.inputs);
  EXPECT_THAT(found.inputs->lines, IsEmpty());
}

TEST(Inputs, TakeTheFirstDayOfALineWhereThePlanSaysNone) {
  const Read found = read({service(priced())});
  ASSERT_TRUE(found.inputs);
  EXPECT_EQ(found.inputs->plan_start, (fhir::CivilDate{2026, 4, 6}));
}

TEST(Inputs, ReadAStream) {
  const Read found = read({R"({"resourceType":"Coverage","id":"c1","extension":[)" +
                           code_extension("legal-basis", "legal-basis", "care-act-2014-s18") + "," +
                           code_extension("holding", "holding", "direct-payment") + ",{" + url("cost-centre") +
                           R"(,"valueString":"10300"},{)" + url("financial-assessment") +
                           R"(,"valueString":"FA-1"}],"identifier":[{"system":")" + kBase +
                           R"(Id/funding-stream","value":"E09000033:S-1"}],"status":"active","type":)" +
                           code("funding-stream", "adult-social-care") +
                           R"(,"beneficiary":{"reference":"Patient/ada"},"period":{"start":"2026-04-01"},
                               "payor":[{"type":"Organization","identifier":{"system":")" +
                           kBase + R"(Id/la-code","value":"E09000033"},"display":"Example Council"}],"order":2,
                               "costToBeneficiary":[{"valueMoney":{"value":58.30,"currency":"GBP"}}]})"});
  ASSERT_TRUE(found.inputs);
  EXPECT_THAT(found.issues, IsEmpty());
  ASSERT_EQ(found.inputs->streams.size(), 1U);
  const StreamInput& stream = found.inputs->streams[0];
  EXPECT_EQ(stream.stream.code, "adult-social-care");
  EXPECT_EQ(stream.stream.coverage, "Coverage/c1");
  EXPECT_EQ(stream.stream.key, "E09000033:S-1");
  EXPECT_EQ(stream.stream.funder, (Party{"la-code", "E09000033", "Example Council"}));
  EXPECT_EQ(stream.stream.legal_basis, "care-act-2014-s18");
  EXPECT_EQ(stream.stream.holding, "direct-payment");
  EXPECT_EQ(stream.stream.cost_centre, "10300");
  EXPECT_EQ(stream.order, 2);
  EXPECT_EQ(stream.assessed_weekly, Rational(5'830));
  EXPECT_EQ(stream.financial_assessment, "FA-1");
  EXPECT_EQ(stream.from, (fhir::CivilDate{2026, 4, 1}));
  EXPECT_FALSE(stream.to);
}

TEST(Inputs, ReadADeterminationAndACost) {
  const Read found =
      read({R"({"resourceType":"Task","id":"t1","extension":[{)" + url("determination-detail") +
                R"(,"extension":[{"url":"regime","valueCodeableConcept":)" + code("determination-regime", "chc") +
                R"(},{"url":"outcome","valueCodeableConcept":)" + code("determination-outcome", "eligible") +
                R"(},{"url":"finality","valueCodeableConcept":)" + code("determination-finality", "final") +
                R"(},{"url":"effective","valuePeriod":{"start":"2026-05-18"}},
                    {"url":"assessed-charge","valueMoney":{"value":1.00,"currency":"GBP"}}]}],
                    "status":"completed","intent":"order","code":)" +
                code("record-kind", "determination") + "}",
            R"({"resourceType":"ChargeItem","id":"i1","meta":{"versionId":"2"},"extension":[)" +
                code_extension("cost-sector", "cost-sector", "education") + ",{" + url("latest-cost-only") +
                R"(,"valueBoolean":true}],"identifier":[{"system":")" + kBase +
                R"(Id/service-cost","value":"S:1"}],"status":"billable","code":)" +
                code("education-provision", "short-break") +
                R"(,"subject":{"reference":"Patient/ada"},"occurrencePeriod":{"start":"2026-01-01","end":"2026-01-31"},
                    "quantity":{"value":7.5},"priceOverride":{"value":25.00,"currency":"GBP"}})"});
  ASSERT_TRUE(found.inputs);
  EXPECT_THAT(found.issues, IsEmpty());
  ASSERT_EQ(found.inputs->determinations.size(), 1U);
  const DeterminationInput& determination = found.inputs->determinations[0];
  EXPECT_EQ(determination.regime, "chc");
  EXPECT_EQ(determination.outcome, "eligible");
  EXPECT_EQ(determination.finality, "final");
  EXPECT_EQ(determination.from, (fhir::CivilDate{2026, 5, 18}));
  EXPECT_EQ(determination.assessed_weekly, Rational(100));
  ASSERT_EQ(found.inputs->actuals.size(), 1U);
  const ActualInput& actual = found.inputs->actuals[0];
  EXPECT_EQ(actual.source, (Source{"S:1", "ChargeItem/i1/_history/2"}));
  EXPECT_EQ(actual.sector, "education");
  EXPECT_EQ(actual.service_type, "short-break");
  EXPECT_EQ(actual.price, Rational(2'500));
  EXPECT_EQ(actual.quantity, Rational(15, 2));
  EXPECT_TRUE(actual.is_latest_cost_only);
}

TEST(Inputs, MarkAServiceThatOnlyClientLevelDataKnows) {
  std::string of_cld = service(priced());
  const std::string plan_system = "Id/council-line";
  of_cld.replace(of_cld.find(plan_system), plan_system.size(), "Id/cld-event");
  const Read known_from_cld = read({of_cld});
  ASSERT_TRUE(known_from_cld.inputs);
  EXPECT_TRUE(known_from_cld.inputs->lines.at(0).is_latest_cost_only);
  const Read known_from_plan = read({service(priced())});
  ASSERT_TRUE(known_from_plan.inputs);
  EXPECT_FALSE(known_from_plan.inputs->lines.at(0).is_latest_cost_only);
}

TEST(Inputs, RefuseAnotherCurrencyAndSharesThatSayNothing) {
  const std::string euro = "{" + url("unit-cost") + R"(,"valueMoney":{"value":16.40,"currency":"EUR"}})";
  EXPECT_THAT(read({service(euro)}).issues, ElementsAre("budget-currency ServiceRequest/s1/_history/4"));
  EXPECT_THAT(read({service(share(stream_part("chc")))}).issues,
              ElementsAre("budget-share ServiceRequest/s1/_history/4"));
  EXPECT_THAT(read({service(share(R"({"url":"percent","valueDecimal":60})"))}).issues,
              ElementsAre("budget-share ServiceRequest/s1/_history/4"));
  EXPECT_THAT(read({service(share(stream_part("chc") +
                                  R"(,{"url":"percent","valueDecimal":60},{"url":"rest","valueBoolean":true})"))})
                  .issues,
              ElementsAre("budget-share ServiceRequest/s1/_history/4"));
  EXPECT_THAT(read({service(code_extension("cost-frequency", "cld-cost-frequency", "sometimes"))}).issues,
              ElementsAre("budget-input ServiceRequest/s1/_history/4"));
}

std::string rate(const std::string& id, const std::string& status, const std::string& more) {
  return R"({"resourceType":"ChargeItemDefinition","id":")" + id + R"(","meta":{"versionId":"1"},"extension":[)" +
         code_extension("cost-frequency", "cld-cost-frequency", "hourly") + more + R"(],"url":"urn:x:)" + id +
         R"(","identifier":[{"system":")" + kBase + R"(Id/rate-row","value":"E09000033:2026:)" + id +
         R"("}],"version":"2026","status":")" + status + R"(","publisher":"E09000033","code":)" +
         code("cld-service-component", "home-support") +
         R"(,"effectivePeriod":{"start":"2026-04-01","end":"2027-03-31"},"propertyGroup":[{"priceComponent":[
            {"type":"base","amount":{"value":16.40,"currency":"GBP"}}]}]})";
}

TEST(Inputs, ReadRates) {
  const std::string average = "," + code_extension("rate-basis", "costing-method", "average") + ",{" +
                              url("rate-people") + R"(,"valueInteger":14},{)" + url("rate-median") +
                              R"(,"valueMoney":{"value":15.005,"currency":"GBP"}},{)" + url("price-base") +
                              R"(,"valueString":"2025/26"},{)" + url("uplift-percent") + R"(,"valueDecimal":2.5})";
  const fhir::Document row = resource(rate("r1", "active", average));
  const fhir::Document retired = resource(rate("r2", "retired", average));
  fhir::Issues issues;
  const auto book = read_rates({row.root(), retired.root()}, names(), issues);
  ASSERT_TRUE(book) << found(issues).front();
  const RateBook::Row* found_row = book->find("home-support", {2026, 4, 1}, {});
  ASSERT_NE(found_row, nullptr);
  EXPECT_EQ(found_row->source, (Source{"E09000033:2026:r1", "ChargeItemDefinition/r1/_history/1"}));
  EXPECT_EQ(found_row->rate.people, 14U);
  EXPECT_EQ(found_row->rate.median, Rational(3'001, 2));
  EXPECT_EQ(money::RateTable::price_of(found_row->rate), Rational(1'681));
  EXPECT_EQ(book->find("home-support", {2027, 4, 1}, {}), nullptr);
  EXPECT_EQ(book->find("day-support", {2026, 4, 1}, {}), nullptr);
}

TEST(Inputs, RefuseRatesWithoutBasisOrOverTooFewPeople) {
  const fhir::Document without = resource(rate("r1", "active", ""));
  fhir::Issues issues;
  EXPECT_FALSE(read_rates({without.root()}, names(), issues));
  EXPECT_THAT(found(issues), ElementsAre("budget-input ChargeItemDefinition/r1/_history/1"));
  const fhir::Document few = resource(rate("r2", "active",
                                           "," + code_extension("rate-basis", "costing-method", "average") + ",{" +
                                               url("rate-people") + R"(,"valueInteger":9})"));
  fhir::Issues disclosure;
  EXPECT_FALSE(read_rates({few.root()}, names(), disclosure));
  EXPECT_THAT(found(disclosure), ElementsAre("rate-disclosure E09000033:2026:r2"));
}

}  // namespace
}  // namespace careway::budget
