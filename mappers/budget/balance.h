#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mappers/budget/budget.h"
#include "mappers/language/names.h"
#include "mappers/money/movements.h"
#include "profiles/fhir/document.h"
#include "profiles/fhir/issue.h"

namespace careway::budget {

/// The movements of an account among PaymentNotices: those whose request names it, by reference ("Account/abc") or by
/// its identifier; by day, and within a day reversals last, whatever the order they are given in. Nothing with issues
/// (path: the movement's identifier, or the resource): "movement-unreadable" (no identifier, kind or day),
/// "movement-currency" (not GBP, or no whole pence), "movement-status" (cancelled or entered in error: a movement is
/// only ever reversed by another one).
std::optional<std::vector<money::Movement>> read_movements(fhir::Element account,
                                                           const std::vector<fhir::Element>& notices,
                                                           const language::Names& names, fhir::Issues& issues);

/// Identifier of an Account ("QMF:A-1"); empty when it has none.
std::string account_key(fhir::Element account, const language::Names& names);

/// The same Account with what it holds (HL7's extension of R5's Account.balance, no estimate), in place of what it said
/// before. Its other content stays.
fhir::Document with_balance(fhir::Element account, Pence closing, const language::Names& names);
/// What an Account says it holds; nothing when it says nothing. Money of R4's Account stands in this extension alone,
/// and a bridge that drops it loses the ledger.
std::optional<Pence> stated_balance(fhir::Element account, const language::Names& names);

/// How long a balance lasts.
struct Unspent {
  Rational weeks;  ///< exact: balance over the week of the budget
  std::int64_t whole_weeks = 0;
  Pence rest = 0;  ///< what is left when the whole weeks are spent
};
/// Nothing for a week of nothing. A balance below nothing lasts no week.
std::optional<Unspent> unspent(Pence closing, Pence weekly);

/// The balance on one page, amounts in pounds.
std::string balance_page(std::string_view account, const money::Balance& balance, fhir::CivilDate day,
                         std::optional<Pence> weekly);

}  // namespace careway::budget
