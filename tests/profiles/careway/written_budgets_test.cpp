#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "mappers/budget/budget_fhir.h"
#include "mappers/budget/calculate.h"
#include "mappers/language/names.h"
#include "tests/profiles/careway/careway_files.h"
#include "tests/profiles/careway/example_checks.h"

// What the program works out and writes itself keeps to the profile of budgets: no map stands between them.

namespace careway::profiles {
namespace {

using budget::LineInput;
using budget::Rational;
using budget::ShareInput;
using budget::StreamInput;
using ::testing::IsEmpty;

const language::Names& names() {
  static const language::Names kNames = [] {
    fhir::Issues issues;
    return language::Names::read(text_of(careway_folder() / "names.yaml"), "names.yaml", issues).value();
  }();
  return kNames;
}

LineInput line(std::string key, std::string type, std::string alias, std::int64_t pence, money::Frequency unit) {
  LineInput line;
  line.key = std::move(key);
  line.service_type = std::move(type);
  line.service_type_alias = std::move(alias);
  line.text = "In plain words";
  line.price = Rational(pence);
  line.unit = unit;
  return line;
}

ShareInput share(std::string stream, ShareInput::Kind kind, Rational value = {}) {
  ShareInput share;
  share.stream = std::move(stream);
  share.kind = kind;
  share.value = std::move(value);
  return share;
}

StreamInput stream(std::string code, std::string alias, std::string funder, int order) {
  StreamInput input;
  input.stream.key = funder + ":" + code;
  input.stream.code = std::move(code);
  input.stream.funder = {std::move(alias), std::move(funder), "Example"};
  input.order = order;
  return input;
}

/// Home care whose split changes in October, teaching, a day centre with a top-up, equipment bought once.
budget::Inputs inputs() {
  budget::Inputs inputs;
  inputs.patient = "Patient/ada";
  LineInput care = line("HC-1", "home-support", "cld-service-component", 1'640, money::Frequency::hourly);
  care.service = "ServiceRequest/care/_history/1";
  care.line_type = "care";
  care.units_per_week = Rational(31, 3);
  ShareInput health = share("chc", ShareInput::Kind::part, Rational(1, 3));
  health.from = {2026, 10, 1};
  health.decision = "PANEL-9";
  care.shares = {health, share("adult-social-care", ShareInput::Kind::rest)};
  LineInput teaching = line("ED-1", "specialist-teaching", "education-provision", 4'500, money::Frequency::weekly);
  teaching.to = {2026, 12, 31};
  teaching.shares = {share("education", ShareInput::Kind::percent, Rational(100))};
  LineInput day = line("DS-1", "day-support", "cld-service-component", 6'000, money::Frequency::daily);
  day.units_per_week = Rational(1);
  day.shares = {share("third-party-top-up", ShareInput::Kind::fixed, Rational(1'000)),
                share("adult-social-care", ShareInput::Kind::rest)};
  LineInput chair = line("EQ-1", "chc-equipment", "chc-care-product", 45'000, money::Frequency::one_off);
  chair.from = {2026, 5, 4};
  chair.to = {2026, 5, 4};
  chair.shares = {share("chc", ShareInput::Kind::percent, Rational(100))};
  inputs.lines = {care, teaching, day, chair};
  inputs.streams = {stream("adult-social-care", "la-code", "E09000033", 1),
                    stream("chc", "ods-organization-code", "QXX", 2), stream("education", "la-code", "E09000033", 3)};
  inputs.streams.front().assessed_weekly = Rational(6'000);
  return inputs;
}

budget::Question question() {
  budget::Question question;
  question.issuer = {"la-code", "E09000033", "Example Council"};
  question.reference = "B-1";
  question.from = {2026, 4, 1};
  question.to = {2027, 3, 31};
  question.prices_as_of = {2026, 3, 1};
  question.year_factor = Rational(365, 7);
  question.prepared_by = {"broker-7", "broker", "Example Council", fhir::CivilDate{2026, 3, 2}};
  question.created = "2026-03-02T09:00:00Z";
  return question;
}

std::vector<std::string> findings_of(const budget::Budget& made) {
  static Knowledge knowledge;
  const fhir::Document document = budget::write_budget(made, names(), r4());
  return knowledge.findings(document, {names().resolve("careway-budget")});
}

budget::Budget worked_out(const budget::Inputs& inputs, const budget::Question& question) {
  fhir::Issues issues;
  const auto rates = budget::RateBook::make({}, issues);
  const auto made = budget::calculate(inputs, *rates, question, issues);
  if (!made) throw std::runtime_error(issues.items().front().code + ": " + issues.items().front().text);
  return *made;
}

TEST(WrittenBudgets, KeepToTheirProfile) {
  for (const auto rounding : {money::Rounding::half_up, money::Rounding::half_even}) {
    budget::Question asked = question();
    asked.rounding = rounding;
    const budget::Budget made = worked_out(inputs(), asked);
    ASSERT_EQ(made.lines.size(), 5U);
    EXPECT_GT(made.contribution.period, 0);
    EXPECT_THAT(findings_of(made), IsEmpty());
  }
}

TEST(WrittenBudgets, KeepToItBeforeAnybodyCommittedMoney) {
  budget::Inputs early = inputs();
  early.streams.clear();
  EXPECT_THAT(findings_of(worked_out(early, question())), IsEmpty());
}

TEST(WrittenBudgets, KeepToItWhenTheyAreFinal) {
  budget::Question asked = question();
  asked.version = 2;
  asked.change_reason = "plan-costs-differ";
  budget::Budget made = worked_out(inputs(), asked);
  made.status = "final";
  made.supersedes = "ClaimResponse/first";
  made.plan = "CarePlan/plan";
  made.resources = "List/resources/_history/1";
  made.drawn_from = {"Patient/other"};
  made.variance = -1'250;
  made.issued_on = fhir::CivilDate{2026, 3, 9};
  made.notice_sent_on = made.issued_on;
  made.challenge_by = fhir::CivilDate{2026, 4, 9};
  made.notes = {"Education runs in term time only."};
  budget::Approval approval;
  approval.kind = "financial";
  approval.by = {"manager-2", "manager", "Example Council", fhir::CivilDate{2026, 3, 5}};
  approval.limit = 5'000'000;
  approval.outcome = "approved";
  made.approvals = {approval};
  EXPECT_THAT(findings_of(made), IsEmpty());
  made.approvals.front().by.who = made.prepared_by.who;
  EXPECT_THAT(findings_of(made), testing::ElementsAre("error invariant ClaimResponse"));
}

}  // namespace
}  // namespace careway::profiles
