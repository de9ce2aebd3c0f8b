#include "adapters/store/instant.h"

#include <fmt/core.h>

#include <chrono>
#include <stdexcept>

namespace careway::store {
namespace {

constexpr std::string_view kForm = "dddd-dd-ddTdd:dd:dd.ddddddZ";

int number_at(std::string_view text, std::size_t from, std::size_t count) {
  int value = 0;
  for (std::size_t i = from; i < from + count; ++i) value = value * 10 + (text[i] - '0');
  return value;
}

bool has_form(std::string_view text) {
  if (text.size() != kForm.size()) return false;
  for (std::size_t i = 0; i < kForm.size(); ++i) {
    const bool fits = kForm[i] == 'd' ? text[i] >= '0' && text[i] <= '9' : text[i] == kForm[i];
    if (!fits) return false;
  }
  return true;
}

}  // namespace

std::int64_t instant_to_microseconds(std::string_view instant) {
  using namespace std::chrono;
  if (!has_form(instant)) throw std::invalid_argument("an instant of the store is not in its one form");
  const year_month_day date{year{number_at(instant, 0, 4)}, month{static_cast<unsigned>(number_at(instant, 5, 2))},
                            day{static_cast<unsigned>(number_at(instant, 8, 2))}};
  if (!date.ok() || number_at(instant, 11, 2) > 23 || number_at(instant, 14, 2) > 59 ||
      number_at(instant, 17, 2) > 59) {
    throw std::invalid_argument("an instant of the store does not exist");
  }
  const auto time = sys_days{date} + hours{number_at(instant, 11, 2)} + minutes{number_at(instant, 14, 2)} +
                    seconds{number_at(instant, 17, 2)} + microseconds{number_at(instant, 20, 6)};
  return time.time_since_epoch().count();
}

std::string instant_from_microseconds(std::int64_t count) {
  using namespace std::chrono;
  const sys_time<microseconds> time{microseconds{count}};
  const auto midnight = floor<days>(time);
  const year_month_day date{midnight};
  const hh_mm_ss clock{time - midnight};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
}

}  // namespace careway::store
