#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/pipeline/services.h"
#include "mappers/people/superseded.h"

namespace careway::pipeline {

/// Which NHS number took the place of which, as the store has it for the tenant: with each number all rows of its
/// group. Loaded as far as asked. Use it under the lock Services::people. Not safe for concurrent use.
class SupersededNumbers {
 public:
  /// What became of a row, as in people::Superseded; its group may be too large, too.
  enum class Added : std::uint8_t { added, known, invalid, disputed, cycle, group_too_large };
  /// Numbers that may lead to one. Each keeps all rows of its group, and no person was ever given so many.
  static constexpr std::size_t kGroupMax = 20;

  SupersededNumbers(const Services& services, const Caller& caller);

  /// Reads what is known of these numbers, and of all that they lead to.
  void load(std::vector<std::string> numbers);
  /// What was loaded and added.
  [[nodiscard]] const people::Superseded& table() const { return table_; }
  /// Adds a row; both numbers must have been loaded. Anything but `added` leaves the table as it was.
  Added add(std::string_view old_number, std::string_view new_number);
  /// Adds the writes of what was added to the batch.
  void collect(store::Batch& batch);
  /// After a commit of the first row of a tenant: from now on load() looks.
  void note_used();

 private:
  struct Row {
    std::uint64_t version = 0;
    bool changed = false;
  };
  [[nodiscard]] std::string item_of(std::string_view number) const;
  [[nodiscard]] bool would_be_too_large(std::string_view old_number, std::string_view new_number) const;

  const Services& services_;
  const Caller& caller_;
  bool is_used_ = false;
  people::Superseded table_;
  std::map<std::string, Row, std::less<>> rows_;  ///< by number
};

}  // namespace careway::pipeline
