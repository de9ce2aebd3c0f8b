#include "mappers/money/movements.h"

#include <string_view>
#include <unordered_map>

namespace careway::money {
namespace {

struct Known {
  const Movement* movement;
  bool is_reversed = false;
};

using Journal = std::unordered_map<std::string_view, Known>;

bool reverses_rightly(const Movement& reversal, Journal& journal) {
  const auto found = journal.find(reversal.reverses);
  if (found == journal.end() || found->second.is_reversed) return false;
  const Movement& meant = *found->second.movement;
  if (!meant.reverses.empty() || meant.amount != reversal.amount || meant.kind == reversal.kind) return false;
  if (reversal.day < meant.day) return false;
  found->second.is_reversed = true;
  return true;
}

}  // namespace

std::optional<Balance> balance_at(const std::vector<Movement>& movements, Pence opening, fhir::CivilDate day,
                                  fhir::Issues& issues) {
  const std::size_t errors_before = issues.error_count();
  Journal journal;
  Balance balance;
  balance.opening = opening;
  bool fits = true;
  for (const Movement& movement : movements) {
    if (movement.amount <= 0) {
      issues.error("movement-amount", movement.id,
                   "A movement has an amount above nothing; its kind says the direction.");
    }
    if (!movement.reverses.empty() && !reverses_rightly(movement, journal)) {
      issues.error("movement-reversal", movement.id,
                   "A reversal takes back one earlier movement, once, with the same amount in the other direction.");
    }
    if (!journal.emplace(movement.id, Known{&movement}).second) {
      issues.error("movement-twice", movement.id,
                   "This movement stands here already. Every movement has an id of its own.");
    }
    if (movement.day > day) continue;
    const bool is_reversal = !movement.reverses.empty();
    // A reversal takes its movement out of the sums instead of swelling both.
    const bool is_credit = (movement.kind == Movement::Kind::credit) != is_reversal;
    Pence& sum = is_credit ? balance.credits : balance.debits;
    fits &= !(is_reversal ? __builtin_sub_overflow(sum, movement.amount, &sum)
                          : __builtin_add_overflow(sum, movement.amount, &sum));
  }
  if (!fits || __builtin_add_overflow(opening, balance.credits, &balance.closing) ||
      __builtin_sub_overflow(balance.closing, balance.debits, &balance.closing)) {
    issues.error("money-too-large", "", "An amount is larger than any budget. Look for a misplaced point.");
  }
  return issues.error_count() == errors_before ? std::optional(balance) : std::nullopt;
}

}  // namespace careway::money
