#pragma once

#include <atomic>
#include <cstdint>
#include <string>

namespace careway::platform {

// A UTC instant, given in microseconds since 1970, as FHIR instant text with milliseconds: "2026-01-31T12:00:00.123Z".
// Microseconds below the millisecond are cut, never rounded up. Valid for the years 0001 to 9999; others abort.
std::string instant_text(std::int64_t microseconds_since_epoch);

// The only source of time in the program. Implementations are safe to call from several threads at once.
class Clock {
 public:
  virtual ~Clock() = default;

  // Wall time: UTC microseconds since 1970. May step when somebody sets the machine's clock.
  virtual std::int64_t microseconds() const = 0;

  // Never goes back; only differences mean something. For durations and deadlines.
  virtual std::int64_t monotonic_microseconds() const = 0;

  // Wall time as instant_text.
  std::string instant() const { return instant_text(microseconds()); }
};

// The machine's clocks.
class SystemClock : public Clock {
 public:
  std::int64_t microseconds() const override;
  std::int64_t monotonic_microseconds() const override;
};

// A clock that stands still until the test moves it.
class FakeClock : public Clock {
 public:
  // Starts at the given wall time; the default is 2026-01-31T12:00:00.000Z.
  explicit FakeClock(std::int64_t start_microseconds = 1'769'860'800'000'000) : start_(start_microseconds) {}

  std::int64_t microseconds() const override { return start_ + elapsed_.load(); }
  std::int64_t monotonic_microseconds() const override { return elapsed_.load(); }

  // Moves both times on. Safe from any thread.
  void advance_microseconds(std::int64_t amount) { elapsed_ += amount; }

 private:
  const std::int64_t start_;
  std::atomic<std::int64_t> elapsed_{0};
};

}  // namespace careway::platform
