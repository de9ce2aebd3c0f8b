#pragma once

#include <cstdint>

#include "gateway/command_line/console.h"

namespace careway::command_line {

/// A bar on the error stream while a long run goes on, only where that is a terminal. It is drawn again when it has
/// grown, so that a fast run is not slowed down by its bar.
class Progress {
 public:
  explicit Progress(Console& console) : console_(console) {}

  /// "[####....] 12 of 30".
  void show(std::uint64_t done, std::uint64_t total);
  /// Takes the bar away, so that something else can be written on the line.
  void clear();
  /// Leaves the bar and goes to the next line.
  void finish();

 private:
  Console& console_;
  std::uint64_t shown_ = 0;  // thousandths, and one more; 0: nothing is shown
};

}  // namespace careway::command_line
