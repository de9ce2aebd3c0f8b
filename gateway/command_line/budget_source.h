#pragma once

#include <memory>
#include <optional>
#include <string>

#include "gateway/command_line/budget_name.h"
#include "gateway/command_line/budget_options.h"
#include "gateway/command_line/stored_record.h"
#include "gateway/command_line/workbench.h"
#include "mappers/budget/budget.h"

namespace careway::command_line {

/// A budget as it was found.
struct FoundBudget {
  budget::Budget budget;
  std::string inputs_digest;  ///< of what it was worked out from, when the record knows
};

/// Finds budgets: in a data folder or on a server by their names, else in files that hold a ClaimResponse.
class BudgetSource {
 public:
  /// Null when the record or the maps cannot be opened, which has been told. Throws platform::Failure and
  /// store::StorageError.
  static std::unique_ptr<BudgetSource> open(const Parts& parts, const GlobalOptions& global,
                                            const BudgetPlaceOptions& place, Console& console);

  /// Nothing when there is none, which has been told.
  std::optional<FoundBudget> find(const std::string& what);

  [[nodiscard]] const pipeline::Services& services() const {
    return record_ ? record_->services() : bench_->services();
  }
  [[nodiscard]] pipeline::Caller caller() const;

 private:
  BudgetSource(const Parts& parts, const BudgetPlaceOptions& place, Console& console)
      : parts_(parts), place_(place), console_(console) {}
  std::optional<FoundBudget> find_stored(const std::string& what);
  std::optional<FoundBudget> find_on_server(const std::string& what);
  std::optional<FoundBudget> read_budget(const std::string& bytes, const std::string& file);

  const Parts& parts_;
  const BudgetPlaceOptions place_;
  Console& console_;
  std::unique_ptr<StoredRecord> record_;  // one of the two
  std::unique_ptr<Workbench> bench_;
};

/// The budget as "text", "html" (its statement) or "json" (a ClaimResponse).
std::string budget_output(const FoundBudget& found, const std::string& format, const pipeline::FaceLibrary& library);

/// Writes to the file, or to standard output when there is none.
void write_output(const Parts& parts, const std::string& file, const std::string& bytes, Console& console);

}  // namespace careway::command_line
