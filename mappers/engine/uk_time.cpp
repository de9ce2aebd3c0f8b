#include "mappers/engine/uk_time.h"

#include <charconv>
#include <cstdint>

#include "profiles/fhir/date.h"

namespace careway::engine {
namespace {

constexpr std::int64_t kSecondsPerDay = 86'400;

std::optional<int> digits(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.front() == '-') return std::nullopt;
  return value;
}

struct Moment {
  std::int64_t seconds = 0;  // since 1970, on whatever clock
  std::string_view fraction;
  std::string_view zone;
};

std::optional<Moment> read_moment(std::string_view text) {
  if (text.size() < 19 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':') {
    return std::nullopt;
  }
  const auto year = digits(text.substr(0, 4));
  const auto month = digits(text.substr(5, 2));
  const auto day = digits(text.substr(8, 2));
  const auto hour = digits(text.substr(11, 2));
  const auto minute = digits(text.substr(14, 2));
  const auto second = digits(text.substr(17, 2));
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  if (!fhir::is_calendar_day({*year, *month, *day}) || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  Moment moment;
  moment.seconds =
      fhir::days_from_civil({*year, *month, *day}) * kSecondsPerDay + *hour * 3600 + *minute * 60 + *second;
  std::string_view rest = text.substr(19);
  if (rest.starts_with('.')) {
    const std::size_t end = std::min(rest.find_first_not_of("0123456789", 1), rest.size());
    if (end == 1) return std::nullopt;
    moment.fraction = rest.substr(0, end);
    rest = rest.substr(end);
  }
  moment.zone = rest;
  return moment;
}

/// 01:00 UTC on the last Sunday of a month, in seconds since 1970.
std::int64_t last_sunday(int year, int month) {
  const std::int64_t last = fhir::days_from_civil({year, month, 31});
  const std::int64_t weekday = ((last + 4) % 7 + 7) % 7;  // 1970-01-01 was a Thursday; 0 is Sunday
  return (last - weekday) * kSecondsPerDay + 3600;
}

bool is_summer(std::int64_t utc_seconds) {
  std::int64_t days = utc_seconds / kSecondsPerDay;
  if (utc_seconds % kSecondsPerDay < 0) --days;
  const int year = fhir::civil_from_days(days).year;
  return utc_seconds >= last_sunday(year, 3) && utc_seconds < last_sunday(year, 10);
}

std::optional<std::int64_t> zone_seconds(std::string_view zone) {
  if (zone == "Z") return 0;
  if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':') return std::nullopt;
  const auto hours = digits(zone.substr(1, 2));
  const auto minutes = digits(zone.substr(4, 2));
  if (!hours || !minutes || *minutes > 59 || *hours > 14) return std::nullopt;
  const std::int64_t seconds = *hours * 3600 + *minutes * 60;
  return zone[0] == '-' ? -seconds : seconds;
}

void append_two(std::string& out, std::int64_t value) {
  out += static_cast<char>('0' + value / 10);
  out += static_cast<char>('0' + value % 10);
}

std::string write_moment(std::int64_t seconds, std::string_view fraction) {
  std::int64_t days = seconds / kSecondsPerDay;
  std::int64_t rest = seconds % kSecondsPerDay;
  if (rest < 0) {
    --days;
    rest += kSecondsPerDay;
  }
  const fhir::CivilDate date = fhir::civil_from_days(days);
  std::string out;
  append_two(out, date.year / 100);
  append_two(out, date.year % 100);
  out += '-';
  append_two(out, date.month);
  out += '-';
  append_two(out, date.day);
  out += 'T';
  append_two(out, rest / 3600);
  out += ':';
  append_two(out, rest / 60 % 60);
  out += ':';
  append_two(out, rest % 60);
  out += fraction;
  return out;
}

}  // namespace

std::optional<std::string> uk_local_to_instant(std::string_view local) {
  const auto moment = read_moment(local);
  if (!moment) return std::nullopt;
  if (!moment->zone.empty()) return zone_seconds(moment->zone) ? std::optional(std::string(local)) : std::nullopt;
  if (is_summer(moment->seconds - 3600)) return std::string(local) + "+01:00";
  if (is_summer(moment->seconds)) return std::nullopt;  // the hour that the clocks skip in March
  return std::string(local) + "+00:00";
}

std::optional<std::string> instant_to_uk_local(std::string_view instant) {
  const auto moment = read_moment(instant);
  if (!moment) return std::nullopt;
  const auto offset = zone_seconds(moment->zone);
  if (!offset) return std::nullopt;
  const std::int64_t utc = moment->seconds - *offset;
  return write_moment(utc + (is_summer(utc) ? 3600 : 0), moment->fraction);
}

}  // namespace careway::engine
