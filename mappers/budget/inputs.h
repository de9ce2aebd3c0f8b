#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mappers/budget/budget.h"
#include "mappers/language/names.h"
#include "mappers/money/rates.h"
#include "profiles/fhir/document.h"
#include "profiles/fhir/issue.h"

namespace careway::budget {

/// What a split says of one funder's part, over some days.
struct ShareInput {
  enum class Kind : std::uint8_t { percent, part, fixed, rest };
  std::string stream;
  Kind kind = Kind::rest;
  Rational value;  ///< percent, fraction, or exact pence a week
  std::optional<fhir::CivilDate> from;
  std::optional<fhir::CivilDate> to;
  std::string decision;
  std::string legal_basis;            ///< empty: the usual one of the stream
  std::optional<bool> is_chargeable;  ///< empty: as the stream is. Never true for a stream that may not be charged
};

/// A line of a plan (ServiceRequest).
struct LineInput {
  std::string key;
  std::string service;  ///< versioned reference
  std::string service_type;
  std::string service_type_alias;
  std::string text;
  std::string line_type;
  std::optional<fhir::CivilDate> from;
  std::optional<fhir::CivilDate> to;
  std::optional<Rational> price;  ///< exact pence a unit, when the line says one
  std::string currency = "GBP";
  std::optional<money::Frequency> unit;
  std::optional<Rational> units_per_week;
  std::string method;  ///< costing method that the line says; empty: agreed when it has a price
  bool is_latest_cost_only = false;
  std::vector<ShareInput> shares;
};

/// A dated actual cost (ChargeItem).
struct ActualInput {
  Source source;
  std::string sector;  ///< health, social-care, education
  std::string service_type;
  std::string service_type_alias;
  std::string text;  ///< what people call the service; may be empty
  fhir::CivilDate from;
  fhir::CivilDate to;
  Rational price;     ///< exact pence a unit
  Rational quantity;  ///< units over those days
  bool is_latest_cost_only = false;
};

/// A committed stream (Coverage).
struct StreamInput {
  Stream stream;  ///< amounts are not used
  std::optional<fhir::CivilDate> from;
  std::optional<fhir::CivilDate> to;
  int order = 0;
  std::optional<Rational> assessed_weekly;  ///< exact pence: what the person was assessed to pay
  std::string financial_assessment;
};

/// One determination (Task), as far as a budget asks: who found whom eligible for what, when.
struct DeterminationInput {
  std::string reference;
  std::string regime;
  std::string outcome;
  std::string finality;
  std::optional<fhir::CivilDate> from;
  std::optional<fhir::CivilDate> to;
  std::optional<Rational> assessed_weekly;
};

/// Everything that a budget is worked out from; the same inputs give the same budget.
struct Inputs {
  std::string patient;
  std::vector<std::string> drawn_from;
  std::optional<fhir::CivilDate> died_on;  ///< the earliest day that the person's records say
  std::string plan;
  std::optional<fhir::CivilDate> plan_start;  ///< first day of the plan or of its first line
  std::vector<LineInput> lines;
  std::vector<StreamInput> streams;
  std::vector<DeterminationInput> determinations;
  std::vector<ActualInput> actuals;
};

/// Rates of any number of funders, found by funder order and service type. Immutable once made; safe for concurrent
/// use, so one book serves a whole cohort.
class RateBook {
 public:
  struct Row {
    money::Rate rate;
    Source source;
    std::string funder;
    std::string version;  ///< of the funder's table; the last in order of text speaks first
  };
  /// Nothing with issues of money::RateTable::make ("rate-…", path: the row). Each version of a funder's table is
  /// checked by itself.
  static std::optional<RateBook> make(std::vector<Row> rows, fhir::Issues& issues);
  /// The row of the first funder named that has one on that day; funders not named come last, in order of code.
  [[nodiscard]] const Row* find(std::string_view service_type, fhir::CivilDate day,
                                const std::vector<std::string>& funders) const;
  /// Days after `from` and not after `to` on which a funder's row for a service begins or has just ended; in no order.
  [[nodiscard]] std::vector<fhir::CivilDate> days_of_change(std::string_view service_type, std::string_view funder,
                                                            fhir::CivilDate from, fhir::CivilDate to) const;

 private:
  /// One version of a funder's table.
  struct Table {
    std::string version;
    money::RateTable rates;
    std::vector<Row> rows;  // as rates.rates()
  };
  [[nodiscard]] static const Row* find_in(const std::vector<Table>& versions, std::string_view service_type,
                                          fhir::CivilDate day);
  std::map<std::string, std::vector<Table>, std::less<>> tables_;  // by funder, the last version first
};

/// Reads inputs from FHIR resources: Patient, CarePlan, ServiceRequest, Coverage, Task (determinations), ChargeItem.
/// Others are passed over, as are lines that are cancelled or entered in error. A death of which only the month or year
/// is known counts from its first day. A line's key is the value of its first identifier that partners know
/// (council-line, marketplace-line, chc-package, cld-event, service-key, any), else its id. `reference` of each
/// resource is "Type/id/_history/version" where the version is known. Issues (path: the resource): "budget-currency"
/// (not GBP), "budget-share" (a share that cannot be read), "budget-input" (a day, number or code that cannot be read).
std::optional<Inputs> read_inputs(const std::vector<fhir::Element>& resources, const language::Names& names,
                                  fhir::Issues& issues);
/// Reads ChargeItemDefinition resources; those that are retired are passed over. Issues as read_inputs and
/// RateBook::make.
std::optional<RateBook> read_rates(const std::vector<fhir::Element>& resources, const language::Names& names,
                                   fhir::Issues& issues);

}  // namespace careway::budget
