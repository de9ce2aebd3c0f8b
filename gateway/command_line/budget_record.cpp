#include "gateway/command_line/budget_record.h"

#include "gateway/command_line/budget_inputs.h"

namespace careway::command_line {

std::unique_ptr<BudgetRecord> BudgetRecord::open(const Parts& parts, const GlobalOptions& global,
                                                 const BudgetPlaceOptions& place,
                                                 const std::vector<std::string>& inputs, Console& console,
                                                 int& status) {
  auto opened = std::make_unique<BudgetRecord>();
  status = kEnvironment;
  if (!place.data_folder.empty()) {
    opened->record_ = StoredRecord::open(parts, global, place, console);
    if (opened->record_ == nullptr) return nullptr;
  } else {
    opened->bench_ = Workbench::open(parts, global, console);
    if (opened->bench_ == nullptr) return nullptr;
    status = kDataRefused;
    if (!take_inputs(parts, *opened->bench_, inputs, console)) return nullptr;
  }
  status = kFine;
  return opened;
}

const pipeline::Services& BudgetRecord::services() const {
  return record_ != nullptr ? record_->services() : bench_->services();
}

pipeline::Caller BudgetRecord::caller() const {
  return record_ != nullptr ? record_->caller() : budget_caller();
}

}  // namespace careway::command_line
