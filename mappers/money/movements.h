#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mappers/money/allocate.h"
#include "profiles/fhir/date.h"
#include "profiles/fhir/issue.h"

namespace careway::money {

/// One movement of a person's account. Never changed and never deleted: a mistake is reversed by another movement.
struct Movement {
  std::string id;
  fhir::CivilDate day;
  enum class Kind : std::uint8_t { credit, debit } kind = Kind::credit;
  Pence amount = 0;      ///< more than nothing
  std::string reverses;  ///< id of the movement that this one takes back; empty for an ordinary one
};

/// What the movements come to.
struct Balance {
  Pence opening = 0;
  Pence credits = 0;  ///< reversed ones and their reversals left out
  Pence debits = 0;
  Pence closing = 0;  ///< opening + credits - debits
};

/// Adds up movements to a day, included. Nothing with issues (path: the movement's id) when an id stands twice
/// ("movement-twice"), an amount is nothing or less ("movement-amount"), or a reversal names no movement, one that came
/// later, one that is reversed already, a reversal, or differs from it in amount or repeats its kind
/// ("movement-reversal").
std::optional<Balance> balance_at(const std::vector<Movement>& movements, Pence opening, fhir::CivilDate day,
                                  fhir::Issues& issues);

}  // namespace careway::money
