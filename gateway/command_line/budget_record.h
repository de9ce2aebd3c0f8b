#pragma once

#include <memory>
#include <string>
#include <vector>

#include "gateway/command_line/budget_options.h"
#include "gateway/command_line/stored_record.h"
#include "gateway/command_line/workbench.h"

namespace careway::command_line {

/// A record to look into: a data folder's, or one in memory that is made of files. One thread at a time.
class BudgetRecord {
 public:
  /// Null when it cannot be opened or a file is refused, which has been told. `status` is then how the command ends.
  /// Throws platform::Failure and store::StorageError.
  static std::unique_ptr<BudgetRecord> open(const Parts& parts, const GlobalOptions& global,
                                            const BudgetPlaceOptions& place, const std::vector<std::string>& inputs,
                                            Console& console, int& status);

  [[nodiscard]] const pipeline::Services& services() const;
  [[nodiscard]] pipeline::Caller caller() const;

 private:
  std::unique_ptr<StoredRecord> record_;  // one of the two
  std::unique_ptr<Workbench> bench_;
};

}  // namespace careway::command_line
