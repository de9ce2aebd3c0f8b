#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mappers/money/allocate.h"
#include "mappers/money/frequency.h"
#include "mappers/money/rational.h"
#include "profiles/fhir/date.h"

namespace careway::budget {

using money::Pence;
using money::Rational;

/// Each level adds up by itself; the difference between levels is a figure of its own. A line's week is a week in which
/// it runs; the week of streams and totals adds up the lines that run on `week_day` (the stretches of one line are
/// never added up for a week).
struct Amounts {
  Pence week = 0;
  Pence period = 0;  ///< the whole period of the budget, one-offs included
  friend bool operator==(const Amounts&, const Amounts&) = default;
};

/// Where a figure comes from, so that a reader can open it.
struct Source {
  std::string label;      ///< "E09000033:2026-27:HC-01": what a person calls the row
  std::string reference;  ///< "ChargeItemDefinition/abc/_history/2"; empty when it came from a file
  friend bool operator==(const Source&, const Source&) = default;
};

/// One funder's part of one line.
struct Part {
  std::string stream;  ///< code of the funding stream
  Amounts amounts;
  bool is_chargeable = false;
  bool is_top_up = false;
  std::string legal_basis;  ///< code: why it may or may not be charged
  std::string decision;     ///< id of the decision on the split; may be empty
  friend bool operator==(const Part&, const Part&) = default;
};

/// One thing that is bought, over days in which its price and its split stay the same. A line whose split changes on a
/// day stands in the budget as several segments.
struct Line {
  std::string key;           ///< unique in the budget; segments of one line have the same beginning: "HC-1", "HC-1/2"
  std::string service;       ///< "ServiceRequest/abc/_history/1"; empty when there is no such resource
  std::string service_type;  ///< code: what is bought
  std::string service_type_alias;  ///< alias of its code system in names.yaml
  std::string text;                ///< what people call it
  std::string line_type;           ///< code of cost-line-type (core-cost, employer-costs ...); may be empty
  fhir::CivilDate from;
  fhir::CivilDate to;   ///< included
  std::string basis;    ///< code of costing-method: historic, average, agreed, ras, panel ...
  Rational unit_price;  ///< exact pence a unit, uplift inside
  money::Frequency unit = money::Frequency::weekly;
  std::optional<Rational> units_per_week;
  /// Exact: inclusive days / 7; the weeks of the period where the line runs all of it, shared out by days among its
  /// stretches.
  Rational weeks;
  std::vector<Source> sources;
  std::size_t people = 0;          ///< of an average
  std::optional<Rational> median;  ///< of an average, pence a unit
  std::string price_base;          ///< "2025/26"
  std::optional<Rational> uplift_percent;
  bool is_latest_cost_only = false;  ///< derived from client-level data, which keeps the latest cost alone
  bool is_chargeable = false;        ///< any part is
  std::string legal_basis;           ///< of the whole line when all parts share one
  Amounts gross;
  std::vector<Part> parts;
  friend bool operator==(const Line&, const Line&) = default;
};

/// An organisation by the code that others know it by.
struct Party {
  std::string system_alias;  ///< "la-code" or "ods-organization-code"
  std::string code;
  std::string name;
  friend bool operator==(const Party&, const Party&) = default;
};

/// One stream of money: one funder, one legal basis.
struct Stream {
  std::string code;
  std::string coverage;  ///< "Coverage/abc", or empty
  std::string key;       ///< identifier of the Coverage (system funding-stream-id); may be empty
  Party funder;
  std::string legal_basis;
  std::string holding;
  std::string cost_centre;
  std::string subjective_code;
  Amounts gross;  ///< client money inside
  Amounts contribution;
  bool is_top_up = false;
  friend bool operator==(const Stream&, const Stream&) = default;
};

/// What the person pays a week of one stream, over days on which that stays the same.
struct ContributionPhase {
  fhir::CivilDate from;
  fhir::CivilDate to;  ///< included
  std::string stream;
  Pence week = 0;
  friend bool operator==(const ContributionPhase&, const ContributionPhase&) = default;
};

struct Person {
  std::string who;
  std::string role;
  std::string organisation;
  std::optional<fhir::CivilDate> on;
  friend bool operator==(const Person&, const Person&) = default;
};

struct Approval {
  std::string kind;  ///< clinical, financial, panel, person-agreement, exception
  Person by;
  std::optional<Pence> limit;  ///< what the approver may approve a period, gross
  std::string outcome;         ///< approved, refused, referred
  std::string note;
  friend bool operator==(const Approval&, const Approval&) = default;
};

/// One version of one budget. Its figures never change: other figures are another version.
struct Budget {
  Party issuer;
  std::string reference;  ///< of the issuer, the same for all versions
  std::uint32_t version = 1;
  std::string supersedes;               ///< "ClaimResponse/abc" of the version before; empty for the first
  std::string status;                   ///< draft, indicative, proposed, final, superseded, withdrawn
  std::string patient;                  ///< "Patient/abc"
  std::vector<std::string> drawn_from;  ///< other Patients of the same person whose lines are inside
  std::string plan;                     ///< "CarePlan/abc"; empty before there is one
  std::string resources;                ///< "List/abc/_history/1": commissioner-level statement of resources
  std::string created;                  ///< instant in the form of R4 dateTime
  fhir::CivilDate from;
  fhir::CivilDate to;
  fhir::CivilDate prices_as_of;
  Rational year_factor;  ///< weeks that the period counts for when a line runs all of it: 52, 365/7
  money::Rounding rounding = money::Rounding::half_up;
  std::string currency = "GBP";
  std::vector<Stream> streams;  ///< in the order in which contributions are taken
  std::vector<Line> lines;
  Amounts gross;
  Amounts contribution;
  /// By days; empty when nothing is paid, or when whoever made the budget does not say.
  std::vector<ContributionPhase> contribution_phases;
  Amounts top_up;
  Pence level_difference = 0;  ///< period gross less week gross times the weeks of the period, rounded
  std::string change_reason;
  Person prepared_by;
  std::vector<Approval> approvals;
  std::optional<fhir::CivilDate> issued_on;  ///< to the person
  std::optional<fhir::CivilDate> notice_sent_on;
  std::optional<fhir::CivilDate> challenge_by;
  std::string challenge_outcome;
  std::optional<Pence> variance;  ///< period gross less that of the superseded version
  std::string exception_reason;   ///< why a final budget does not cover the plan
  Person exception_by;
  std::string disclaimer;
  std::vector<std::string> notes;
  friend bool operator==(const Budget&, const Budget&) = default;
};

/// Whether a line has a weekly cost on that day; never for what is bought once.
bool runs_on(const Line& line, fhir::CivilDate day);
/// The day whose week the week level tells of: the first on which the most lines run (stretches of one line are one).
/// Nothing when nothing runs by the week.
std::optional<fhir::CivilDate> week_day(const std::vector<Line>& lines);
/// Weeks of the period: the year factor where the period is a year, else its inclusive days / 7.
Rational period_weeks(fhir::CivilDate from, fhir::CivilDate to, const Rational& year_factor);
/// "HC-1" of the key "HC-1/2": what the stretches of one line have in common.
std::string_view line_of_key(std::string_view key);

}  // namespace careway::budget
