#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mappers/budget/budget.h"
#include "mappers/language/names.h"
#include "profiles/fhir/document.h"
#include "profiles/fhir/issue.h"

namespace careway::budget {

/// A notice that money of a direct payment is to be paid back: what regulation 15 of the National Health Service
/// (Direct Payments) Regulations 2013 asks it to say.
struct ClawBack {
  std::string reference;  ///< of the notice, as its issuer counts
  Party from;             ///< who asks: it is paid back to them
  std::string patient;    ///< "Patient/abc"
  std::string account;    ///< identifier of the account
  Pence amount = 0;
  std::vector<std::string> reasons;  ///< codes: see claw_back_reasons()
  std::string explanation;           ///< in words, beside the reasons; may be empty
  fhir::CivilDate issued;
  fhir::CivilDate pay_by;
  std::string payer;  ///< who must pay: the person, who holds the money for them, or the personal representatives
  bool has_died = false;
  std::optional<fhir::CivilDate> reconsider_by;  ///< until when reconsideration may be asked for; any time when empty
  std::string cost_centre;
  std::string subjective_code;
};

/// A reason with what the notice says of it.
struct ClawBackReason {
  std::string_view code;
  std::string_view text;
};
/// unspent, not-as-planned, theft-or-fraud, circumstances-changed, overpaid, death.
const std::vector<ClawBackReason>& claw_back_reasons();

/// Whether a notice may be given. False with issues: "claw-back-amount" (nothing or less; or, for unspent money alone,
/// more than the balance), "claw-back-reason" (none, or unknown), "claw-back-deadline" (not after the day of issue, or
/// reconsideration ends before it), "claw-back-payer" (nobody named; after a death anybody but the personal
/// representatives, who are named so), "claw-back-issuer".
bool may_be_given(const ClawBack& notice, Pence balance, fhir::Issues& issues);

/// Who pays after a death.
inline constexpr std::string_view kPersonalRepresentatives = "personal representatives";

/// The notice as a page of text.
std::string claw_back_page(const ClawBack& notice);
/// The notice as a Contract (profile careway-agreement), without id and meta.
fhir::Document write_claw_back(const ClawBack& notice, const language::Names& names);

}  // namespace careway::budget
