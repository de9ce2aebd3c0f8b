#pragma once

#include "mappers/language/names.h"
#include "profiles/fhir/document.h"
#include "profiles/fhir/issue.h"

namespace careway::budget {

/// Whether a stored movement of an account (PaymentNotice) may become `after`, which does not exist for a deletion.
/// What it was, when, how much and of which account never changes: another movement takes it back. Its text and its
/// codes of the ledger may. False with "movement-frozen" (path: the place). Notices that are no movements may change.
bool movement_may_become(fhir::Element before, fhir::Element after, const language::Names& names, fhir::Issues& issues);

}  // namespace careway::budget
