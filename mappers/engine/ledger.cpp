#include "mappers/engine/ledger.h"

#include <numeric>
#include <utility>

namespace careway::engine {

std::string_view to_text(LedgerClass ledger_class) {
  constexpr std::array<std::string_view, kLedgerClassCount> kTexts = {
      "carried", "translated", "checked", "residue", "contested", "refused", "withheld", "in-record"};
  return kTexts[static_cast<std::size_t>(ledger_class)];
}

void Ledger::add(LedgerEntry entry) {
  count(entry.ledger_class);
  if (keeps_entries_) entries_.push_back(std::move(entry));
}

void Ledger::clear() {
  totals_.fill(0);
  entries_.clear();
}

void Ledger::append(const Ledger& other) {
  for (std::size_t i = 0; i < kLedgerClassCount; ++i) totals_[i] += other.totals_[i];
  if (keeps_entries_) entries_.insert(entries_.end(), other.entries_.begin(), other.entries_.end());
}

std::size_t Ledger::total() const {
  return std::accumulate(totals_.begin(), totals_.end(), std::size_t{0});
}

}  // namespace careway::engine
