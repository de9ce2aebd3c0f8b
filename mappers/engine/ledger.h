#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace careway::engine {

/// What happened to one leaf. Put uses the first six (source leaves), get also the last two (record leaves).
enum class LedgerClass : std::uint8_t {
  carried,     ///< the same text on the other side
  translated,  ///< another form of the same meaning, reversible
  checked,     ///< equals the map's constant, a link or the context
  residue,     ///< kept for the partner, outside the record
  contested,   ///< another source is authoritative; kept as the partner's own
  refused,     ///< the document was refused because of it
  withheld,    ///< the receiver has no need to know
  in_record,   ///< the format cannot hold it; it stays in the record
};
inline constexpr std::size_t kLedgerClassCount = 8;

/// "carried", "translated", ..., "in-record".
std::string_view to_text(LedgerClass ledger_class);

/// One leaf. `source` and `target` are paths in the two documents; `row` is "file:line" of the map.
struct LedgerEntry {
  std::string source;
  std::string target;
  std::string row;
  LedgerClass ledger_class = LedgerClass::carried;
  std::string note;
};

/// Accounts for every leaf exactly once. Totals are always counted; entries are kept only when asked for, because most
/// runs need the sums. One thread at a time.
class Ledger {
 public:
  explicit Ledger(bool keeps_entries = false) : keeps_entries_(keeps_entries) {}
  [[nodiscard]] bool keeps_entries() const { return keeps_entries_; }
  void count(LedgerClass ledger_class, std::size_t leaves = 1) {
    totals_[static_cast<std::size_t>(ledger_class)] += leaves;
  }
  /// Counts and keeps the entry (when entries are kept).
  void add(LedgerEntry entry);
  void clear();
  void append(const Ledger& other);
  [[nodiscard]] std::size_t total(LedgerClass ledger_class) const {
    return totals_[static_cast<std::size_t>(ledger_class)];
  }
  [[nodiscard]] std::size_t total() const;
  [[nodiscard]] const std::vector<LedgerEntry>& entries() const { return entries_; }

 private:
  bool keeps_entries_;
  std::array<std::size_t, kLedgerClassCount> totals_{};
  std::vector<LedgerEntry> entries_;
};

}  // namespace careway::engine
