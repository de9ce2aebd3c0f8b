#include "tests/mappers/budget/statement_support.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace careway::budget {
namespace {

constexpr fhir::CivilDate kFrom{2026, 4, 1};
constexpr fhir::CivilDate kTo{2027, 3, 31};

Part part(std::string stream, Amounts amounts, bool is_chargeable, std::string legal_basis, std::string decision) {
  Part one;
  one.stream = std::move(stream);
  one.amounts = amounts;
  one.is_chargeable = is_chargeable;
  one.legal_basis = std::move(legal_basis);
  one.decision = std::move(decision);
  return one;
}

Line line(std::string key, std::string type, std::string text, std::string basis, Rational price, money::Frequency unit,
          Amounts gross) {
  Line one;
  one.key = std::move(key);
  one.service_type = std::move(type);
  one.service_type_alias = "cld-service-component";
  one.text = std::move(text);
  one.from = kFrom;
  one.to = kTo;
  one.basis = std::move(basis);
  one.unit_price = std::move(price);
  one.unit = unit;
  one.weeks = Rational(52);
  one.gross = gross;
  return one;
}

/// 12.5 hours x £16.40 = £205.00 a week; x 52 = £10,660.00. Half each: £102.50 and £5,330.00.
Line home_care() {
  Line one = line("HC-1", "home-support", "Home care, mornings & evenings", "average", Rational(1640),
                  money::Frequency::hourly, {20500, 1066000});
  one.service = "ServiceRequest/hc/_history/2";
  one.units_per_week = Rational(25, 2);
  one.sources = {{"E09000033:2026-27:HC-01", "ChargeItemDefinition/hc01/_history/3"}};
  one.people = 14;
  one.median = Rational(1620);
  one.price_base = "2025/26";
  one.uplift_percent = Rational(7, 2);
  one.is_chargeable = true;
  one.parts = {part("chc", {10250, 533000}, false, "nhs-chc", "panel-2026-03"),
               part("adult-social-care", {10250, 533000}, true, "care-act-2014-s14", "panel-2026-03")};
  return one;
}

/// £100.00 a month x 12/52 = £23.0769... a week, £23.08; x 52 weeks = £1,200.00.
Line alarm() {
  Line one =
      line("AL-1", "community-alarm", "Alarm", "agreed", Rational(10000), money::Frequency::monthly, {2308, 120000});
  one.sources = {{"E09000033:2026-27:AL-01", ""}};
  one.is_chargeable = true;
  one.parts = {part("adult-social-care", {2308, 120000}, true, "care-act-2014-s14", "")};
  return one;
}

/// £200.00 once.
Line short_break() {
  Line one =
      line("SB-1", "short-break", "Short break", "agreed", Rational(20000), money::Frequency::one_off, {0, 20000});
  one.parts = {part("education", {0, 20000}, false, "cafa-2014-s49", "")};
  return one;
}

/// £30.00 a day, one day a week, from 1 October: 182 days, 26 weeks, £780.00.
Line day_centre() {
  Line one = line("DC-1", "day-care", "Day centre", "historic", Rational(3000), money::Frequency::daily, {3000, 78000});
  one.from = {2026, 10, 1};
  one.units_per_week = Rational(1);
  one.weeks = Rational(26);
  one.is_latest_cost_only = true;
  one.sources = {{"E09000033:INV-1", ""}, {"E09000033:INV-2", ""}};
  one.parts = {part("third-party-top-up", {3000, 78000}, false, "top-up-agreement", "")};
  one.parts.front().is_top_up = true;
  return one;
}

Stream stream(std::string code, Party funder, std::string legal_basis, std::string holding, Amounts gross,
              Amounts contribution) {
  Stream one;
  one.code = std::move(code);
  one.funder = std::move(funder);
  one.legal_basis = std::move(legal_basis);
  one.holding = std::move(holding);
  one.gross = gross;
  one.contribution = contribution;
  return one;
}

}  // namespace

Budget blended_budget() {
  Budget budget;
  budget.issuer = {"la-code", "E09000033", "City of <Test> & Sons"};
  budget.reference = "PB-1";
  budget.version = 2;
  budget.supersedes = "ClaimResponse/b1";
  budget.status = "indicative";
  budget.patient = "Patient/p1";
  budget.plan = "CarePlan/plan1";
  budget.resources = "List/sor/_history/4";
  budget.created = "2026-03-02T10:00:00Z";
  budget.from = kFrom;
  budget.to = kTo;
  budget.prices_as_of = kFrom;
  budget.year_factor = Rational(52);
  budget.lines = {home_care(), alarm(), short_break(), day_centre()};
  budget.streams = {
      stream("chc", {"ods-organization-code", "QRV", "Test ICB"}, "nhs-chc", "notional", {10250, 533000}, {}),
      stream("adult-social-care", {"la-code", "E09000033", "City of <Test> & Sons"}, "care-act-2014-s18",
             "direct-payment", {12558, 653000}, {5000, 260000}),
      stream("education", {"la-code", "E09000033", "City of <Test> & Sons"}, "cafa-2014-s49", "direct-payment",
             {0, 20000}, {}),
      stream("third-party-top-up", {}, "top-up-agreement", "", {3000, 78000}, {})};
  budget.streams[0].cost_centre = "100200";
  budget.streams[0].subjective_code = "52161000";
  budget.streams[1].cost_centre = "A1234";
  budget.streams[3].is_top_up = true;
  budget.gross = {25808, 1284000};
  budget.contribution = {5000, 260000};
  budget.top_up = {3000, 78000};
  budget.level_difference = 1284000 - 25808 * 52;
  budget.change_reason = "plan-costs-differ";
  budget.prepared_by = {"P. Preparer", "finance officer", "City of Test", fhir::CivilDate{2026, 3, 1}};
  Approval approval;
  approval.kind = "financial";
  approval.by = {"A. Approver", "head of service", "City of Test", fhir::CivilDate{2026, 3, 2}};
  approval.limit = 2000000;
  approval.outcome = "approved";
  budget.approvals = {approval};
  budget.issued_on = fhir::CivilDate{2026, 3, 3};
  budget.challenge_by = fhir::CivilDate{2026, 4, 30};
  budget.variance = 4000;
  budget.disclaimer = "Figures are worked out from average costs.";
  budget.notes = {"The plan starts in <April>."};
  return budget;
}

std::string kept_statement(const std::string& name, const std::string& now) {
  const std::string path = std::string(CAREWAY_SOURCE_DIR) + "/tests/mappers/budget/statements/" + name;
  if (std::getenv("CAREWAY_WRITE_STATEMENTS") != nullptr) {
    std::ofstream file(path, std::ios::binary);
    file << now;
  }
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

}  // namespace careway::budget
