#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mappers/budget/budget.h"
#include "mappers/language/names.h"
#include "profiles/fhir/document.h"
#include "profiles/fhir/issue.h"

namespace careway::budget {

/// A file that one funder sends about its own money.
enum class ReturnKind : std::uint8_t {
  council,          ///< Adult Social Care Client Level Data: council money with the client's inside
  continuing_care,  ///< care packages of NHS Continuing Healthcare
};

/// "cld", "chc".
std::string_view to_text(ReturnKind kind);
std::optional<ReturnKind> return_kind_of(std::string_view text);
/// The return that a stream's money goes out in; nothing for what no return carries (education, grants, the NHS's share
/// of s117, joint and wheelchair money, children's money, employers, top-ups): the remainder.
std::optional<ReturnKind> return_of_stream(std::string_view stream);

/// One line of the account that goes with a return.
struct LedgerLine {
  enum class Kind : std::uint8_t {
    gross,         ///< of the whole budget
    claim,         ///< a stream of this return
    written,       ///< what a row of the file is worth to somebody who reads it
    difference,    ///< claimed and not in the file, or in the file and not claimed (negative)
    in_record,     ///< the format cannot hold it; amounts are nothing when it is no amount
    other_return,  ///< a stream that another return carries
    remainder,     ///< a stream that no return carries
  };
  Kind kind = Kind::gross;
  std::string stream;  ///< code; empty for a line of the budget
  std::string line;    ///< key of the budget's line; empty for a stream
  std::string reason;  ///< code, for difference and in_record
  Amounts amounts;
  std::string kept;  ///< what is kept in the record
};

/// One row to be written: the line's service with the return's own money.
struct ReturnRow {
  std::string line;  ///< key of the latest segment inside
  fhir::Document service;
  Amounts claim;                   ///< what the budget says of it
  Amounts value;                   ///< what the row says by itself
  std::vector<LedgerLine> ledger;  ///< differences and what the format cannot hold
  std::string refused;             ///< code: why the row could not be written after all; empty when it was
};

struct Return {
  ReturnKind kind = ReturnKind::council;
  std::vector<ReturnRow> rows;
  std::vector<LedgerLine> account;  ///< everything that is about no row
};

/// What is asked for. The reporting period is usually the budget's own.
struct ReturnQuestion {
  ReturnKind kind = ReturnKind::council;
  fhir::CivilDate from;
  fhir::CivilDate to;
};

/// A price as a return writes it, in pounds. A continuing-care row holds seven characters (Data Dictionary, max n7):
/// pence are left out of whole pounds that need the room, and nothing is returned for what still does not fit.
std::optional<std::string> price_text(ReturnKind kind, Pence price);

/// Makes a return of a budget. `services` are the ServiceRequests that its lines name; a line without one gets a
/// resource made from the line. Each row is worth its stream's week: a share that fits the unit price or the whole
/// hours of the line stays in them, any other is a weekly amount in exact pence; what that leaves of the period is a
/// difference. Rows hold the latest cost only, as both formats do.
/// Nothing with issues: "return-status" (a draft or a withdrawn budget), "return-currency", "return-sum" (parts do not
/// make the streams). An error "return-amount" (path: the line) with a return that lacks the row: the format cannot
/// hold the amount.
std::optional<Return> make_return(const Budget& budget, const std::vector<fhir::Element>& services,
                                  const ReturnQuestion& question, const language::Names& names, fhir::Issues& issues);

/// The whole account: what is about no row first, then row by row.
std::vector<LedgerLine> ledger_of(const Return& made);
/// The streams that no return carries; a line "none" when there is none, so that it is never missing.
std::vector<LedgerLine> remainder_of(const Budget& budget);
/// Whether written, difference and in_record make the claim, and claim, other returns and remainder the gross: at each
/// level, to the penny.
bool adds_up(const std::vector<LedgerLine>& ledger);
/// As CSV: kind, return, stream, line, reason, week, period, kept. Amounts in pounds. No kind: of no return.
std::string ledger_csv(std::optional<ReturnKind> kind, const std::vector<LedgerLine>& ledger);

}  // namespace careway::budget
