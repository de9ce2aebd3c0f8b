#include "adapters/platform/clock.h"

#include <cassert>
#include <chrono>

#include <fmt/format.h>

namespace careway::platform {

std::string instant_text(std::int64_t microseconds_since_epoch) {
  using std::chrono::days;
  using std::chrono::floor;
  using std::chrono::microseconds;
  const std::chrono::sys_time<microseconds> when{microseconds(microseconds_since_epoch)};
  const auto day = floor<days>(when);
  const std::chrono::year_month_day date{day};
  const int year = static_cast<int>(date.year());
  assert(year >= 1 && year <= 9999);
  const std::int64_t milliseconds = (when - day).count() / 1000;
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", year, static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()), milliseconds / 3'600'000, milliseconds / 60'000 % 60,
                     milliseconds / 1000 % 60, milliseconds % 1000);
}

std::int64_t SystemClock::microseconds() const {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

std::int64_t SystemClock::monotonic_microseconds() const {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

}  // namespace careway::platform
