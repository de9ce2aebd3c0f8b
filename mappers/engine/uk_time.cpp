#include "mappers/engine/uk_time.h"

#include <charconv>

namespace careway::engine {
namespace {

constexpr std::int64_t kSecondsPerDay = 86'400;

int days_in_month(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays[month - 1];
}

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
  if (!is_calendar_date({*year, *month, *day}) || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  Moment moment;
  moment.seconds = days_from_civil({*year, *month, *day}) * kSecondsPerDay + *hour * 3600 + *minute * 60 + *second;
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
  const std::int64_t last = days_from_civil({year, month, 31});
  const std::int64_t weekday = ((last + 4) % 7 + 7) % 7;  // 1970-01-01 was a Thursday; 0 is Sunday
  return (last - weekday) * kSecondsPerDay + 3600;
}

bool is_summer(std::int64_t utc_seconds) {
  std::int64_t days = utc_seconds / kSecondsPerDay;
  if (utc_seconds % kSecondsPerDay < 0) --days;
  const int year = civil_from_days(days).year;
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
  const CivilDate date = civil_from_days(days);
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

bool is_calendar_date(CivilDate date) {
  return date.year >= 1 && date.year <= 9999 && date.month >= 1 && date.month <= 12 && date.day >= 1 &&
         date.day <= days_in_month(date.year, date.month);
}

std::int64_t days_from_civil(CivilDate date) {
  // Howard Hinnant's published algorithm: years start in March, so that the leap day comes last.
  const std::int64_t year = date.month <= 2 ? date.year - 1 : date.year;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t day_of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
  const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146'097 + day_of_era - 719'468;
}

CivilDate civil_from_days(std::int64_t days) {
  days += 719'468;
  const std::int64_t era = (days >= 0 ? days : days - 146'096) / 146'097;
  const std::int64_t day_of_era = days - era * 146'097;
  const std::int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month_index = (5 * day_of_year + 2) / 153;
  CivilDate date;
  date.day = static_cast<int>(day_of_year - (153 * month_index + 2) / 5 + 1);
  date.month = static_cast<int>(month_index < 10 ? month_index + 3 : month_index - 9);
  date.year = static_cast<int>(year_of_era + era * 400 + (date.month <= 2 ? 1 : 0));
  return date;
}

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
