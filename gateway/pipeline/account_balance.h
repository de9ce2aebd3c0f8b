#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adapters/store/records.h"
#include "gateway/pipeline/services.h"
#include "mappers/budget/balance.h"
#include "mappers/money/movements.h"
#include "profiles/fhir/date.h"
#include "profiles/fhir/document.h"
#include "profiles/fhir/issue.h"

namespace careway::pipeline {

/// An account of the record with what its movements come to.
struct AccountBalance {
  store::ResourceKey key;
  std::uint64_t version = 0;
  fhir::Document account;  ///< as it is stored, with the balance of the day
  std::string identifier;  ///< "QMF:A-1"
  money::Balance balance;
};

/// Adds up the stored movements of the account with that identifier ("QMF:A-1") to the end of a day. Nothing is stored:
/// every balance is worked out from its movements. Nothing with issues: "account-unknown", those of
/// budget::read_movements and money::balance_at.
std::optional<AccountBalance> account_balance(const Services& services, const Caller& caller,
                                              std::string_view identifier, fhir::CivilDate day, fhir::Issues& issues);

}  // namespace careway::pipeline
