#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/pipeline/services.h"
#include "mappers/budget/budget.h"
#include "mappers/budget/returns.h"
#include "profiles/fhir/document.h"
#include "profiles/fhir/issue.h"

namespace careway::pipeline {

/// The face that a return is written in: "cld" or "chc-care-package"; null when the maps lack it.
const Face* face_of_return(const FaceLibrary& library, budget::ReturnKind kind);

/// Whether a face is that of a return, and of which: other faces carry packages, not claims.
std::optional<budget::ReturnKind> return_of_face(const Face& face);

/// Whether any of a service's cost may be money of that return: no share at all, or one of its streams. A submission
/// leaves the others out; they are another funder's.
bool has_own_money(fhir::Element service, budget::ReturnKind kind, const language::Names& names);

/// Whether a service may stand in a plain export of that return with the cost that it has. False with "cost-blended"
/// when a funding-share gives part of it, or all, to money of another kind: a plain row would claim it all.
bool is_cost_its_own(fhir::Element service, budget::ReturnKind kind, const language::Names& names,
                     fhir::Issues& issues);

/// A return as it is sent, and the account that goes with it.
struct ReturnFile {
  std::string bytes;
  std::vector<budget::LedgerLine> ledger;  ///< adds up to what the budget says
};

/// Writes budgets of the record as returns, with the maps and formats that every export uses. Nothing is stored. Not
/// safe for concurrent use; make one per call.
class BudgetReturns {
 public:
  BudgetReturns(const Services& services, const Caller& caller) : services_(services), caller_(caller) {}

  /// Makes the return and writes it in the face. Issues of budget::make_return; a row that the map or the format
  /// refuses is left out, its issues name the line, and its value stands in the ledger as in-record.
  std::optional<ReturnFile> write(const budget::Budget& budget, const budget::ReturnQuestion& question,
                                  const Face& face, fhir::Issues& issues);

 private:
  const Services& services_;
  const Caller caller_;
};

}  // namespace careway::pipeline
