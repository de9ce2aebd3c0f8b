#pragma once

#include <optional>
#include <string_view>

#include "mappers/budget/budget.h"
#include "profiles/fhir/issue.h"

namespace careway::budget {

/// Whether a stream may ever be charged to the person: not CHC, FNC, either share of s117, education, children's
/// continuing care, the NHS's other money, grants; top-ups are no charge.
bool may_be_charged(std::string_view stream);
/// Whether a stream is charged where the split does not say: the council's money for the person's own care. Carers and
/// children's care may be charged and as a rule are not.
bool is_charged_by_rule(std::string_view stream);
/// Whether a stream is money that somebody adds on top (self and third-party top-ups).
bool is_top_up(std::string_view stream);
/// Whether what rests on this legal basis is free to the person, whatever its stream: aftercare, NHS care, education,
/// reablement.
bool is_free_basis(std::string_view legal_basis);
/// The usual legal basis of a stream ("chc": "nhs-chc").
std::string_view usual_legal_basis(std::string_view stream);

/// Whether somebody else gave an approval than who prepared the budget, and both are named. Blanks at the ends, runs of
/// blanks and the case of ASCII letters make no other name.
bool is_by_another(const Approval& approval, const Budget& budget);

/// What must hold in any budget, whoever made it: lines, streams, contribution and totals add up at each level
/// ("budget-sum"), no contribution on a stream or legal basis that may not be charged nor more than is chargeable
/// ("budget-chargeable"), one stream has one funder ("budget-funder"), currency ("budget-currency"), keys are unique
/// and stretches of one line do not overlap ("budget-overlap"), preparer and approver differ ("approval-own"),
/// an approved budget names its preparer ("approval-preparer"), the person's agreement aside, a financial approval has
/// a limit and
/// approvals are within their limit ("approval-limit"), an average is over
/// money::kPeopleMin people or more ("rate-disclosure"). The week is that of `week_day`; `is_top_up` streams are apart:
/// the others and the top-ups make the gross. False with issues (path: the line, stream or total).
bool holds(const Budget& budget, fhir::Issues& issues);

/// Whether `next` may follow `current` as a stored state. Both are of one issuer and reference ("budget-frozen"
/// otherwise). The same version: status may advance (draft, indicative, proposed, final, superseded; withdrawn at any
/// time but after superseded), approvals may be added, issue, notice, challenge, exception and, with the status, the
/// disclaimer may be said where they were not ("budget-frozen" otherwise). Another version: version + 1
/// ("budget-stale"), a reason other than first-budget ("budget-reason"), the variance it states is right
/// ("budget-variance"). What becomes final: the last word of each kind of approval is approved, one of them by somebody
/// else than who prepared it beside the person ("approval-missing"); it covers `plan_cost` (pence a period) or carries
/// a reason and an approved exception ("budget-insufficient").
bool may_follow(const Budget& current, const Budget& next, std::optional<Pence> plan_cost, fhir::Issues& issues);

}  // namespace careway::budget
