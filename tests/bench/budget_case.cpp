#include "tests/bench/budget_case.h"

#include <fmt/format.h>

namespace careway::bench {
namespace {

constexpr std::string_view kBase = "https://careway.example/fhir/";
constexpr const char* kServices[] = {"home-support",     "day-support",        "meals",
                                     "transport",        "equipment",          "shared-lives",
                                     "reablement",       "emergency-support",  "direct-payment",
                                     "end-of-life-care", "extra-care-housing", "long-term-nursing-care"};
constexpr std::size_t kServiceTypes = 25;
constexpr std::size_t kFunders = 20;
constexpr int kYears = 5;

std::string coded(std::string_view system, std::string_view code) {
  return fmt::format(R"({{"coding":[{{"system":"{}CodeSystem/{}","code":"{}"}}]}})", kBase, system, code);
}

std::string extension(std::string_view alias, std::string_view value) {
  return fmt::format(R"({{"url":"{}StructureDefinition/{}",{}}})", kBase, alias, value);
}

std::string frequency(std::string_view code) {
  return extension("cost-frequency", "\"valueCodeableConcept\":" + coded("cld-cost-frequency", code));
}

std::string share(std::string_view stream, int percent, std::string_view period) {
  return extension("funding-share", fmt::format(R"("extension":[{{"url":"stream","valueCodeableConcept":{}}},)"
                                                R"({{"url":"percent","valueDecimal":{}}}{}])",
                                                coded("funding-stream", stream), percent, period));
}

std::string period_part(std::string_view end, std::string_view day) {
  return fmt::format(R"(,{{"url":"period","valuePeriod":{{"{}":"{}"}}}})", end, day);
}

std::string line(std::size_t number, const std::string& extensions) {
  return fmt::format(
      R"({{"resourceType":"ServiceRequest","id":"s{0}","meta":{{"versionId":"1"}},"extension":[{1}],)"
      R"("identifier":[{{"system":"{2}Id/council-line","value":"E09000033:PK-1:{0}"}}],"status":"draft","intent":"plan",)"
      R"("code":{3},"subject":{{"reference":"Patient/ada"}},"occurrencePeriod":{{"start":"2026-04-01"}}}})",
      number, extensions, kBase, coded("cld-service-component", kServices[number]));
}

std::string stream(std::string_view code, std::string_view system, std::string_view funder, std::string_view more) {
  return fmt::format(
      R"({{"resourceType":"Coverage","id":"{0}","identifier":[{{"system":"{1}Id/funding-stream","value":"{3}:1"}}],)"
      R"("status":"active","type":{2},"beneficiary":{{"reference":"Patient/ada"}},"payor":[{{"type":"Organization",)"
      R"("identifier":{{"system":"{4}","value":"{3}"}}}}]{5}}})",
      code, kBase, coded("funding-stream", code), funder, system, more);
}

/// A day of the fortnights that follow 1 September 2025.
std::string fortnight_day(int fortnight, int day) {
  const fhir::CivilDate date = fhir::civil_from_days(fhir::days_from_civil({2025, 9, 1}) + fortnight * 14 + day);
  return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

}  // namespace

std::vector<std::string> budget_person() {
  std::vector<std::string> resources{R"({"resourceType":"Patient","id":"ada"})"};
  const std::string price = extension("unit-cost", R"("valueMoney":{"value":16.40,"currency":"GBP"})") + "," +
                            frequency("hourly") + "," + extension("planned-units", "\"valueDecimal\":10");
  const std::string halves = "," + share("joint-nhs", 50, "") + "," + share("adult-social-care", 50, "");
  const std::string changing = "," + share("joint-nhs", 60, period_part("end", "2026-09-30")) + "," +
                               share("adult-social-care", 40, period_part("end", "2026-09-30")) + "," +
                               share("joint-nhs", 50, period_part("start", "2026-10-01")) + "," +
                               share("adult-social-care", 50, period_part("start", "2026-10-01"));
  const std::string council = "," + share("adult-social-care", 100, "");
  for (std::size_t i = 0; i < 12; ++i) {
    std::string extensions =
        i < 4 ? price : frequency("hourly") + "," + extension("planned-units", "\"valueDecimal\":10");
    extensions += i == 0 || i == 5 ? halves : i == 9 ? changing : council;
    resources.push_back(line(i, extensions));
  }
  // Six invoices for each of the last four lines, one after the other: two weeks each, 20 units at 10.00.
  for (std::size_t service = 8; service < 12; ++service) {
    for (int i = 0; i < 6; ++i) {
      resources.push_back(fmt::format(
          R"({{"resourceType":"ChargeItem","id":"i{0}-{1}","meta":{{"versionId":"1"}},"extension":[{2}],"status":"billable",)"
          R"("code":{3},"subject":{{"reference":"Patient/ada"}},"occurrencePeriod":{{"start":"{4}","end":"{5}"}},)"
          R"("quantity":{{"value":20}},"priceOverride":{{"value":10.00,"currency":"GBP"}}}})",
          service, i, extension("cost-sector", "\"valueCodeableConcept\":" + coded("cost-sector", "social-care")),
          coded("cld-service-component", kServices[service]), fortnight_day(i, 0), fortnight_day(i, 13)));
    }
  }
  resources.push_back(stream("joint-nhs", "https://fhir.nhs.uk/Id/ods-organization-code", "QWE", ",\"order\":1"));
  resources.push_back(stream("adult-social-care", std::string(kBase) + "Id/la-code", "F0",
                             R"(,"order":2,"costToBeneficiary":[{"valueMoney":{"value":58.30,"currency":"GBP"}}])"));
  return resources;
}

std::vector<std::string> budget_rates() {
  std::vector<std::string> rows;
  for (std::size_t funder = 0; funder < kFunders; ++funder) {
    for (std::size_t service = 0; service < kServiceTypes; ++service) {
      for (int quarter = 0; quarter < kYears * 4; ++quarter) {
        constexpr const char* kQuarters[][2] = {
            {"01-01", "03-31"}, {"04-01", "06-30"}, {"07-01", "09-30"}, {"10-01", "12-31"}};
        const std::string code = service < 12 ? kServices[service] : fmt::format("service-{}", service);
        rows.push_back(fmt::format(
            R"({{"resourceType":"ChargeItemDefinition","id":"r{0}-{1}-{2}","meta":{{"versionId":"1"}},"extension":[{3},{4}],)"
            R"("url":"urn:careway:rate:{0}:{1}:{2}","identifier":[{{"system":"{5}Id/rate-row","value":"F{0}:1:{1}-{2}"}}],)"
            R"("version":"1","status":"active","publisher":"F{0}","code":{6},)"
            R"("effectivePeriod":{{"start":"{7}-{8}","end":"{7}-{9}"}},)"
            R"("propertyGroup":[{{"priceComponent":[{{"type":"base","amount":{{"value":{10}.00,"currency":"GBP"}}}}]}}]}})",
            funder, service, quarter,
            extension("rate-basis", "\"valueCodeableConcept\":" + coded("costing-method", "agreed")),
            frequency("hourly"), kBase, coded("cld-service-component", code), 2023 + quarter / 4,
            kQuarters[quarter % 4][0], kQuarters[quarter % 4][1], 20 + funder));
      }
    }
  }
  return rows;
}

budget::Question budget_question() {
  budget::Question question;
  question.issuer = {"la-code", "F0", "Example Council"};
  question.reference = "B-1";
  question.from = {2026, 4, 1};
  question.to = {2027, 3, 31};
  question.prices_as_of = {2026, 2, 1};
  question.year_factor = money::Rational(52);
  question.created = "2026-02-01T09:00:00Z";
  question.prepared_by.who = "bench";
  return question;
}

// A week: four lines of 10 hours at 16.40 = 656.00, four of 10 hours at 20.00 (the council's own rate) = 800.00, four
// from invoices of 200.00 for two weeks = 400.00. Together 1,856.00, times 52 = 96,512.00. The split of one line from
// October is 183 and 182 of 365 days of 5,200.00: 2,607.123... and 2,592.876..., rounded 2,607.12 and 2,592.88,
// together 5,200.00.
budget::Pence budget_gross() {
  return 9'651'200;
}

}  // namespace careway::bench
