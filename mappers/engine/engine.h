#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "mappers/engine/context.h"
#include "mappers/engine/ledger.h"
#include "mappers/engine/plan.h"
#include "mappers/engine/record.h"
#include "mappers/engine/residue.h"
#include "profiles/fhir/document.h"
#include "profiles/fhir/issue.h"

namespace careway::engine {

/// Runs one plan both ways: the two functions of a symmetric lens (maps.md). Keeps its working memory between calls, so
/// one engine belongs to one thread at a time; make one per thread, they are cheap.
class Engine {
 public:
  explicit Engine(const Plan& plan);
  ~Engine();
  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;

  /// Puts a partner's document into a record, by difference: only leaves whose meaning changed touch the tree, and only
  /// resources that changed are flagged. `record` holds what was loaded (nothing for a create); roles that the document
  /// speaks of and the record lacks are made, with ids minted from their first key. `old_residue` is what was kept for
  /// this document last time, `new_residue` (cleared first) what is to be kept now. Every leaf of the document is
  /// counted in the ledger once. False with errors in `issues` when the document is refused; record and residue are
  /// then in no defined state and must be thrown away by the caller. Codes: "code-unknown", "code-held",
  /// "date-invalid", "key-missing", "choice-…", "constant-…", "modifier-present", "item-…", "slot-ambiguous",
  /// "context-differs", "required-blank".
  bool put(fhir::Element document, Record& record, const Residue& old_residue, Residue& new_residue,
           const Context& context, Ledger& ledger, fhir::Issues& issues);

  /// Gets the partner's document from a record. Every leaf of the record's resources is counted in the ledger once:
  /// carried, translated, checked, or in-record with what the format cannot hold.
  /// False with errors when a required field is missing ("required-missing"), a modifier may not be shown
  /// ("modifier-present"), or a constant differs; `document` is then of no use.
  bool get(const Record& record, const Residue& residue, const Context& context, fhir::Document& document,
           Ledger& ledger, fhir::Issues& issues);

 private:
  struct Workspace;
  std::unique_ptr<Workspace> workspace_;
};

/// What every minted key begins with.
inline constexpr std::string_view kMintedKeyPrefix = "CW-";

/// The key that a record born elsewhere gets in a partner's document: short, stable, made from its id.
std::string minted_key(std::string_view resource_id);

}  // namespace careway::engine
