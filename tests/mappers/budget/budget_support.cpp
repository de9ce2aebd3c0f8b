#include "tests/mappers/budget/budget_support.h"

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "profiles/fhir/json.h"

namespace careway::budget {
namespace {

std::string text_of(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw std::runtime_error(path + " is missing");
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

const language::Names& names() {
  static const language::Names kNames = [] {
    fhir::Issues issues;
    const auto found =
        language::Names::read(text_of(CAREWAY_SOURCE_DIR "/profiles/careway/names.yaml"), "names.yaml", issues);
    if (!found) throw std::runtime_error("names.yaml cannot be read");
    return *found;
  }();
  return kNames;
}

const definitions::Definitions& r4() {
  static const std::string kBytes = text_of(CAREWAY_BUILD_DIR "/share/careway/fhir-r4.pack");
  static const definitions::Definitions kDefinitions = [] {
    fhir::Issues issues;
    const auto opened = definitions::Definitions::open(std::as_bytes(std::span(kBytes)), issues);
    if (!opened) throw std::runtime_error("share/careway/fhir-r4.pack is no pack: build the target careway_pack");
    return *opened;
  }();
  return kDefinitions;
}

fhir::Document resource(std::string_view json) {
  fhir::Issues issues;
  auto document = fhir::read_json(json, r4(), issues);
  if (!document) throw std::runtime_error(issues.items().front().path + ": " + issues.items().front().text);
  return std::move(*document);
}

std::vector<std::string> found(const fhir::Issues& issues) {
  std::vector<std::string> list;
  for (const fhir::Issue& issue : issues.items()) list.push_back(issue.code + " " + issue.path);
  return list;
}

Question question() {
  Question question;
  question.issuer = {"la-code", "E09000033", "Example Council"};
  question.reference = "B-1";
  question.from = {2026, 4, 1};
  question.to = {2027, 3, 31};
  question.prices_as_of = {2026, 3, 1};
  question.year_factor = Rational(52);
  question.prepared_by = {"broker-7", "broker", "Example Council", fhir::CivilDate{2026, 3, 2}};
  question.created = "2026-03-02T09:00:00Z";
  return question;
}

LineInput home_care(std::string key) {
  LineInput line;
  line.key = std::move(key);
  line.service = "ServiceRequest/abc/_history/1";
  line.service_type = "home-support";
  line.service_type_alias = "cld-service-component";
  line.text = "Home care";
  line.line_type = "core-cost";
  line.price = Rational(1'640);
  line.unit = money::Frequency::hourly;
  line.units_per_week = Rational(29, 2);
  return line;
}

ShareInput percent(std::string stream, std::int64_t percent) {
  ShareInput share;
  share.stream = std::move(stream);
  share.kind = ShareInput::Kind::percent;
  share.value = Rational(percent);
  return share;
}

StreamInput council_stream(std::int64_t assessed_pence) {
  StreamInput input;
  input.stream.code = "adult-social-care";
  input.stream.coverage = "Coverage/council";
  input.stream.key = "E09000033:S-1";
  input.stream.funder = {"la-code", "E09000033", "Example Council"};
  input.stream.legal_basis = "care-act-2014-s18";
  input.stream.holding = "commissioned";
  input.stream.cost_centre = "10300";
  input.stream.subjective_code = "520060";
  input.order = 1;
  input.assessed_weekly = Rational(assessed_pence);
  return input;
}

const RateBook& no_rates() {
  static const RateBook kNone = [] {
    fhir::Issues issues;
    return *RateBook::make({}, issues);
  }();
  return kNone;
}

}  // namespace careway::budget
