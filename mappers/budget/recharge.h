#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mappers/budget/budget.h"
#include "mappers/money/settlement.h"
#include "profiles/fhir/issue.h"

namespace careway::budget {

/// What a recharge file says beside the amounts.
struct RechargeTerms {
  std::string document;    ///< number of the journal, chosen by whoever posts it
  fhir::CivilDate posted;  ///< date of the posting
  std::uint32_t part = 1;  ///< of `parts` equal parts of the period: instalments add up to the penny
  std::uint32_t parts = 1;
  std::string person_account;  ///< where contributions and top-ups are collected: cost centre; may be empty
};

/// A journal that finance can post: CSV with header line, dates as dd/mm/yyyy, amounts with two decimals, one column
/// for debits and one for credits that come to the same, and a row of totals. A narrative holds references only,
/// nothing of the person.
///
/// From a budget: `lead` (code of an organisation that pays a stream) has paid the provider everything; every other
/// funder, the person and whoever tops up are recharged with their part of the period. Nothing with issues:
/// "recharge-lead" (no stream is paid by it), "recharge-part", "recharge-code" (path: the payer; a code with a
/// character that a spreadsheet would take for a formula, or a line break). Warning: "recharge-cost-centre" (path: the
/// stream; it has none).
std::optional<std::string> recharge_file(const Budget& budget, std::string_view lead, const RechargeTerms& terms,
                                         fhir::Issues& issues);

/// From a settlement between two versions of a budget: each account is posted with what is due less what was paid; what
/// is open goes to or comes from the provider. `reference`: what the narrative names.
std::optional<std::string> recharge_file(const money::Settlement& settlement, std::string_view reference,
                                         const RechargeTerms& terms, fhir::Issues& issues);

}  // namespace careway::budget
