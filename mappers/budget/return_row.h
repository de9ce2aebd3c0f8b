#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mappers/budget/returns.h"

namespace careway::budget {

/// How the money of one row is said in the file.
struct RowForm {
  Pence price = 0;
  money::Frequency unit = money::Frequency::weekly;
  std::optional<Rational> units_per_week;  ///< with units that need them
  std::string kept;                        ///< what the file cannot say of the line's own form; empty when it says all
  std::string reason;                      ///< code of that
};

/// The way in which a return can say a part of a line: the line's own unit when price and units come out exactly,
/// else a weekly amount. Nothing when it cannot be said at all: `reason` names why ("negative", "below-a-penny",
/// "amount-n7").
std::optional<RowForm> row_form(ReturnKind kind, const Line& line, const Amounts& own, money::Rounding rounding,
                                std::string& reason);

/// Exact pence a week that a reader takes out of a row; nothing for a one-off.
std::optional<Rational> weekly_of(const RowForm& form);

/// The days in which a row runs, as its dates say. `to` is empty for a service that goes on.
struct RowDays {
  fhir::CivilDate from;
  std::optional<fhir::CivilDate> to;
};

/// How many of its days lie between two days, both included.
std::int64_t days_within(const RowDays& days, fhir::CivilDate from, fhir::CivilDate to);

/// What goes into the row beside its money.
struct RowFacts {
  const Line* line = nullptr;  ///< the latest segment
  RowDays days;
  std::string holding;  ///< of the streams inside; "mixed" when they differ
  std::size_t run = 0;  ///< 0: the service itself; 1 and more: an earlier stretch of it, which has no key of its own
  std::string subject;  ///< "Patient/abc"
  std::string cost_centre;      ///< of the stream, in its payer's finance ledger
  std::string subjective_code;  ///< likewise
  std::string only_stream;      ///< code, when all of it is one stream's money
};

/// The line's service with the return's own money: a copy of `service`, or a new resource when there is none. What the
/// format has no code for is added to `losses`.
fhir::Document row_service(ReturnKind kind, fhir::Element service, const RowForm& form, const RowFacts& facts,
                           const language::Names& names, std::vector<LedgerLine>& losses);

/// "16.40", "-3.00".
std::string pounds(Pence amount);
/// "10.5"; nothing when the fraction has no end within six digits.
std::optional<std::string> decimal_text(const Rational& value);

}  // namespace careway::budget
