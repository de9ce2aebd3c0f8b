#include "gateway/command_line/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

namespace careway::command_line {

void Progress::show(std::uint64_t done, std::uint64_t total) {
  constexpr std::uint64_t kBarWidth = 40;
  constexpr std::uint64_t kSteps = 1000;
  if (!console_.shows_progress) return;
  const std::uint64_t step = (total == 0 ? 0 : std::min(kSteps, done * kSteps / total)) + 1;
  if (step == shown_) return;
  shown_ = step;
  const std::uint64_t filled = (step - 1) * kBarWidth / kSteps;
  console_.err << fmt::format("\r[{:#<{}}{:.<{}}] {} of {} ", "", filled, "", kBarWidth - filled, done, total)
               << std::flush;
}

void Progress::clear() {
  if (shown_ == 0) return;
  console_.err << "\r\x1b[K" << std::flush;
  shown_ = 0;
}

void Progress::finish() {
  if (shown_ == 0) return;
  console_.err << '\n';
  shown_ = 0;
}

}  // namespace careway::command_line
