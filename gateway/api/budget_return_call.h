#pragma once

#include <optional>

#include "gateway/api/api.h"
#include "gateway/pipeline/budget_returns.h"

namespace careway::api {

/// A return that an address names.
struct ReturnAnswer {
  budget::ReturnKind kind = budget::ReturnKind::council;
  const pipeline::Face* face = nullptr;
  pipeline::ReturnFile file;
};

/// Makes the return in the address: /budgets/{issuer}/{reference}/{version}/returns/{cld or chc}, with period-start and
/// period-end in the query (default: the budget's own days). Nothing with issues: "forbidden" (a council sends cld, the
/// NHS chc; who operates the gateway may see both), "not-found", "parameter-value", those of BudgetDesk::find and
/// budget::make_return.
std::optional<ReturnAnswer> return_of_call(const Call& call, fhir::Issues& issues);

/// What no return carries, as a ledger of remainder lines.
http::Response remainder_response(const Call& call, fhir::Issues& issues);

}  // namespace careway::api
