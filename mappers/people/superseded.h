#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace careway::people {

/// Which NHS number took the place of which. Numbers follow each other in chains; several old ones may lead to one new
/// one. A value type; one thread at a time while it is changed.
class Superseded {
 public:
  enum class Added : std::uint8_t {
    added,
    known,     ///< it is there already
    invalid,   ///< one of the two fails the check digit, or they are the same
    disputed,  ///< the old number is followed by another one already
    cycle,     ///< the new number leads back to the old one
  };
  /// One row of the table. Anything but `added` leaves the table as it was.
  Added add(std::string_view old_number, std::string_view new_number);

  /// The number at the end of the chain; the number itself when nothing followed it.
  [[nodiscard]] std::string_view current(std::string_view number) const;
  /// Every number that leads to the same current one, that one included; the number alone when none does.
  [[nodiscard]] std::vector<std::string> all_of(std::string_view number) const;
  /// The rows (old, new) between those numbers.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> rows_of(std::string_view number) const;
  [[nodiscard]] bool empty() const { return next_.empty(); }

 private:
  std::map<std::string, std::string, std::less<>> next_;
  std::map<std::string, std::vector<std::string>, std::less<>> before_;
};

}  // namespace careway::people
