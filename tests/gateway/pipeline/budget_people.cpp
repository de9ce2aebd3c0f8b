#include "tests/gateway/pipeline/budget_people.h"

#include <fmt/format.h>

namespace careway::budget_people {

std::string url(std::string_view path) {
  return "https://careway.example/fhir/" + std::string(path);
}

std::string coding(std::string_view system, std::string_view code) {
  return fmt::format(R"({{"coding":[{{"system":"{}","code":"{}"}}]}})", url("CodeSystem/" + std::string(system)), code);
}

std::string extension(std::string_view name, std::string_view value_name, std::string_view value) {
  return fmt::format(R"({{"url":"{}","{}":{}}})", url("StructureDefinition/" + std::string(name)), value_name, value);
}

std::string patient(std::string_view id, std::string_view nhs_number) {
  return fmt::format(
      R"({{"resourceType":"Patient","id":"{}","identifier":[{{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"{}"}}],)"
      R"("name":[{{"family":"Example","given":["Ada"]}}],"gender":"female","birthDate":"1950-02-03"}})",
      id, nhs_number);
}

std::string plan(std::string_view id, std::string_view patient_id, std::string_view start, std::string_view end) {
  return fmt::format(
      R"({{"resourceType":"CarePlan","id":"{}","status":"draft","intent":"plan","subject":{{"reference":"Patient/{}"}},)"
      R"("period":{{"start":"{}","end":"{}"}}}})",
      id, patient_id, start, end);
}

std::string share(std::string_view stream, std::string_view kind, std::string_view value, std::string_view more) {
  const std::string_view name = kind == "percent"    ? "valueDecimal"
                                : kind == "fraction" ? "valueString"
                                : kind == "amount"   ? "valueMoney"
                                                     : "valueBoolean";
  return fmt::format(
      R"({{"url":"{}","extension":[{{"url":"stream","valueCodeableConcept":{}}},{{"url":"{}","{}":{}}}{}]}})",
      url("StructureDefinition/funding-share"), coding("funding-stream", stream), kind, name, value, more);
}

std::string line(const Line& line) {
  std::string extensions;
  const auto add = [&](const std::string& text) { extensions += (extensions.empty() ? "" : ",") + text; };
  if (!line.price.empty()) {
    add(extension("unit-cost", "valueMoney",
                  fmt::format(R"({{"value":{},"currency":"{}"}})", line.price, line.currency)));
    add(extension("cost-frequency", "valueCodeableConcept", coding("cld-cost-frequency", line.frequency)));
  }
  if (!line.units.empty()) add(extension("planned-units", "valueDecimal", line.units));
  if (!line.shares.empty()) add(line.shares);
  std::string out = fmt::format(R"({{"resourceType":"ServiceRequest","id":"{}",)", line.id);
  if (!extensions.empty()) out += R"("extension":[)" + extensions + "],";
  if (!line.plan_id.empty()) out += fmt::format(R"("basedOn":[{{"reference":"CarePlan/{}"}}],)", line.plan_id);
  return out + fmt::format(R"("status":"draft","intent":"plan","code":{},"subject":{{"reference":"Patient/{}"}},)"
                           R"("occurrencePeriod":{{"start":"{}","end":"{}"}}}})",
                           coding("cld-service-component", line.service), line.patient_id, line.start, line.end);
}

std::string stream(std::string_view id, std::string_view patient_id, std::string_view code, std::string_view system,
                   std::string_view funder, std::string_view charge, std::string_view start, std::string_view end) {
  const std::string funder_system =
      system == "la-code" ? url("Id/la-code") : "https://fhir.nhs.uk/Id/ods-organization-code";
  std::string out = fmt::format(
      R"({{"resourceType":"Coverage","id":"{}","identifier":[{{"system":"{}","value":"{}:{}"}}],"status":"active",)"
      R"("type":{},"beneficiary":{{"reference":"Patient/{}"}},"period":{{"start":"{}","end":"{}"}},)"
      R"("payor":[{{"type":"Organization","identifier":{{"system":"{}","value":"{}"}},"display":"Example funder"}}],)"
      R"("order":1)",
      id, url("Id/funding-stream"), funder, id, coding("funding-stream", code), patient_id, start, end, funder_system,
      funder);
  if (!charge.empty()) {
    out += fmt::format(R"(,"costToBeneficiary":[{{"type":{{"text":"Assessed charge a week"}},)"
                       R"("valueMoney":{{"value":{},"currency":"GBP"}}}}])",
                       charge);
  }
  return out + "}";
}

std::string rate(std::string_view id, std::string_view price, std::string_view basis, int people) {
  std::string extensions = extension("rate-basis", "valueCodeableConcept", coding("costing-method", basis)) + "," +
                           extension("cost-frequency", "valueCodeableConcept", coding("cld-cost-frequency", "hourly"));
  if (people > 0) {
    extensions += "," + extension("rate-people", "valueInteger", std::to_string(people)) + "," +
                  extension("rate-median", "valueMoney", fmt::format(R"({{"value":{},"currency":"GBP"}})", price));
  }
  return fmt::format(
      R"({{"resourceType":"ChargeItemDefinition","id":"{0}","extension":[{1}],"url":"urn:careway:rate:{0}",)"
      R"("identifier":[{{"system":"{2}","value":"E09000033:2026-27:{0}"}}],"version":"2026-27","title":"Home support",)"
      R"("status":"active","publisher":"E09000033","effectivePeriod":{{"start":"2026-04-01","end":"2027-04-05"}},)"
      R"("code":{3},"propertyGroup":[{{"priceComponent":[{{"type":"base","amount":{{"value":{4},"currency":"GBP"}}}}]}}]}})",
      id, extensions, url("Id/rate-row"), coding("cld-service-component", "home-support"), price);
}

std::string parameter(std::string_view name, std::string_view value_name, std::string_view value) {
  return fmt::format(R"({{"name":"{}","{}":{}}})", name, value_name, value);
}

std::string ask(const Ask& ask) {
  std::string out =
      R"({"resourceType":"Parameters","parameter":[)" +
      parameter("issuer", "valueIdentifier",
                fmt::format(R"({{"system":"{}","value":"E09000033"}})", url("Id/la-code"))) +
      "," + parameter("reference", "valueString", "\"" + ask.reference + "\"") + "," +
      parameter("period", "valuePeriod", R"({"start":"2026-04-06","end":"2027-04-04"})") + "," +
      parameter("as-of", "valueDate", "\"2026-04-06\"") + "," +
      fmt::format(R"({{"name":"prepared-by","part":[{{"name":"who","valueString":"{}"}}]}})", ask.preparer);
  if (ask.expected_version > 0) {
    out += "," + parameter("expected-version", "valueInteger", std::to_string(ask.expected_version));
  }
  if (!ask.reason.empty()) out += "," + parameter("change-reason", "valueCode", "\"" + ask.reason + "\"");
  return out + ask.more + "]}";
}

}  // namespace careway::budget_people
