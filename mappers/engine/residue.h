#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "profiles/fhir/issue.h"

namespace careway::engine {

/// What a partner's document says and the record does not.
enum class ResidueKind : std::uint8_t {
  spelling,   ///< how the partner spelled a mapped leaf whose meaning is in the record
  leaf,       ///< a leaf that no row maps
  order,      ///< the partner's order of children or items, names or keys separated by a tab
  contested,  ///< the partner's own value where another source is authoritative
  as_of,      ///< which event last fed a slot that the latest event feeds: "date id"
  not_shown,  ///< an item that the partner's document no longer had and that was kept; text is its resource id
  document,   ///< spelling of the whole document, opaque to the engine (quoting, comments)
};

/// One thing kept. `path` is the partner's path with item keys ("Service[3]/UnitCost", "NHS Number"), never a map row,
/// so that another version of a map finds it again.
struct ResidueEntry {
  ResidueKind kind = ResidueKind::spelling;
  std::string path;
  std::string text;
  friend bool operator==(const ResidueEntry&, const ResidueEntry&) = default;
};

/// The complement of one document (one CSV row, one package) of one partner and face. Value type; entries are kept in
/// the order in which put found them, which is deterministic.
class Residue {
 public:
  void add(ResidueKind kind, std::string_view path, std::string_view text);
  void clear() { entries_.clear(); }
  /// Takes back what was added after the first `entry_count` entries.
  void truncate(std::size_t entry_count) { entries_.resize(entry_count); }
  [[nodiscard]] bool empty() const { return entries_.empty(); }
  [[nodiscard]] const std::vector<ResidueEntry>& entries() const { return entries_; }
  /// The text of that kind at that path; null when there is none.
  [[nodiscard]] const std::string* find(ResidueKind kind, std::string_view path) const;
  /// Replaces or adds.
  void set(ResidueKind kind, std::string_view path, std::string_view text);

  /// Opaque bytes for the store: one line an entry, UTF-8.
  [[nodiscard]] std::string to_bytes() const;
  /// The reverse of to_bytes. Damaged bytes give an issue "residue-damaged" and what could be read.
  static Residue from_bytes(std::string_view bytes, fhir::Issues& issues);
  friend bool operator==(const Residue&, const Residue&) = default;

 private:
  std::vector<ResidueEntry> entries_;
};

std::string_view to_text(ResidueKind kind);
/// False when the word is no kind.
bool residue_kind_from_text(std::string_view text, ResidueKind& kind);

}  // namespace careway::engine
