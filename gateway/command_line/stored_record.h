#pragma once

#include <memory>

#include "gateway/command_line/budget_options.h"
#include "gateway/command_line/workbench.h"

namespace careway::command_line {

/// The record that a server keeps in a data folder, opened here while no server runs on it. One thread at a time.
class StoredRecord {
 public:
  /// Null when the maps or the options cannot be used: every problem has then been told. Throws platform::Failure and
  /// store::StorageError (busy: a server has it open).
  static std::unique_ptr<StoredRecord> open(const Parts& parts, const GlobalOptions& options,
                                            const BudgetPlaceOptions& place, Console& console);

  [[nodiscard]] const pipeline::Services& services() const { return services_; }
  [[nodiscard]] const pipeline::Caller& caller() const { return caller_; }

 private:
  StoredRecord(const Parts& parts, const GlobalOptions& options, const BudgetPlaceOptions& place);

  DefinitionsFile definitions_;
  std::shared_ptr<const pipeline::FaceLibrary> library_;
  platform::HmacKeyer keyer_;
  std::unique_ptr<store::Store> store_;
  pipeline::Services services_;
  pipeline::Caller caller_;
};

}  // namespace careway::command_line
