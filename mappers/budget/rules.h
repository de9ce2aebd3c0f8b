#pragma once

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
/// The usual legal basis of a stream ("chc": "nhs-chc").
std::string_view usual_legal_basis(std::string_view stream);

/// What must hold in any budget, whoever made it: lines, streams, contribution and totals add up at each level
/// ("budget-sum"), no contribution on a stream that may not be charged ("budget-chargeable"), one stream has one funder
/// ("budget-funder"), currency ("budget-currency"), segments of one line do not overlap ("budget-overlap"), preparer
/// and approver differ ("approval-own"), approvals within their limit ("approval-limit"). False with issues.
/// `is_top_up` streams are apart: the others and the top-ups make the gross.
bool holds(const Budget& budget, fhir::Issues& issues);

/// Whether `next` may follow `current` as a stored state. The same version: only status, approvals, issue, notice and
/// challenge may advance ("budget-frozen" otherwise). Another version: version + 1 ("budget-stale"), a reason other
/// than first-budget ("budget-reason"), the variance it states is right ("budget-variance"). Final: approved by
/// somebody else than who prepared it, covering `plan_cost` (pence a period) or with an approved exception
/// ("budget-insufficient").
bool may_follow(const Budget& current, const Budget& next, std::optional<Pence> plan_cost, fhir::Issues& issues);

}  // namespace careway::budget
