#include "profiles/fhir/date.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace careway::fhir {
namespace {

constexpr std::int64_t kSecondsPerDay = 86'400;
constexpr int kZoneMinutesMax = 14 * 60;

// Exactly `text.size()` digits as a number; -1 when there is anything else.
int number_of(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return text.empty() ? -1 : value;
}

bool in_range(int value, int low, int high) {
  return value >= low && value <= high;
}

void append_number(std::string& out, int value, std::size_t width) {
  const std::string digits = std::to_string(value);
  out.append(width > digits.size() ? width - digits.size() : 0, '0').append(digits);
}

bool is_leap_year(int year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

}  // namespace

int days_in_month(int year, int month) {
  constexpr std::array<int, 12> kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  assert(in_range(month, 1, 12));
  return month == 2 && is_leap_year(year) ? 29 : kDays[static_cast<std::size_t>(month - 1)];
}

bool is_calendar_day(CivilDate date) {
  return in_range(date.year, 1, 9999) && in_range(date.month, 1, 12) &&
         in_range(date.day, 1, days_in_month(date.year, date.month));
}

// Both ways count in years that begin in March, so that the leap day comes last.
std::int64_t days_from_civil(CivilDate date) {
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
  const std::int64_t shifted_month = (5 * day_of_year + 2) / 153;
  const auto day = static_cast<int>(day_of_year - (153 * shifted_month + 2) / 5 + 1);
  const auto month = static_cast<int>(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
  return {static_cast<int>(year_of_era + era * 400 + (month <= 2 ? 1 : 0)), month, day};
}

int iso_weekday(CivilDate date) {
  const std::int64_t since_monday = (days_from_civil(date) + 3) % 7;  // 1 January 1970 was a Thursday
  return static_cast<int>(since_monday < 0 ? since_monday + 7 : since_monday) + 1;
}

std::optional<PartialDate> PartialDate::parse(std::string_view text) {
  if (text.size() != 4 && text.size() != 7 && text.size() != 10) return std::nullopt;
  CivilDate date{number_of(text.substr(0, 4)), 1, 1};
  DatePrecision precision = DatePrecision::year;
  if (text.size() >= 7) {
    if (text[4] != '-') return std::nullopt;
    date.month = number_of(text.substr(5, 2));
    precision = DatePrecision::month;
  }
  if (text.size() == 10) {
    if (text[7] != '-') return std::nullopt;
    date.day = number_of(text.substr(8, 2));
    precision = DatePrecision::day;
  }
  if (!is_calendar_day(date)) return std::nullopt;
  return PartialDate(date, precision);
}

std::optional<PartialDate> PartialDate::from_day(CivilDate date) {
  if (!is_calendar_day(date)) return std::nullopt;
  return PartialDate(date, DatePrecision::day);
}

CivilDate PartialDate::last_day() const {
  switch (precision_) {
    case DatePrecision::year:
      return {date_.year, 12, 31};
    case DatePrecision::month:
      return {date_.year, date_.month, days_in_month(date_.year, date_.month)};
    case DatePrecision::day:
      break;
  }
  return date_;
}

std::string PartialDate::text() const {
  std::string out;
  append_number(out, date_.year, 4);
  if (precision_ == DatePrecision::year) return out;
  out.push_back('-');
  append_number(out, date_.month, 2);
  if (precision_ == DatePrecision::month) return out;
  out.push_back('-');
  append_number(out, date_.day, 2);
  return out;
}

std::partial_ordering compare_by_day(const PartialDate& a, const PartialDate& b) {
  if (a.last_day() < b.first_day()) return std::partial_ordering::less;
  if (a.first_day() > b.last_day()) return std::partial_ordering::greater;
  if (a == b) return std::partial_ordering::equivalent;
  return std::partial_ordering::unordered;
}

std::optional<DateTime> DateTime::parse(std::string_view text) {
  const std::size_t time_at = text.find('T');
  const auto date = PartialDate::parse(text.substr(0, time_at));
  if (!date) return std::nullopt;
  DateTime moment(*date);
  if (time_at == std::string_view::npos) return moment;
  if (!date->is_day() || !moment.parse_time(text.substr(time_at + 1))) return std::nullopt;
  return moment;
}

// hh:mm:ss, a fraction, and Z or the distance from it.
bool DateTime::parse_time(std::string_view text) {
  if (text.size() < 9 || text[2] != ':' || text[5] != ':') return false;
  hour_ = number_of(text.substr(0, 2));
  minute_ = number_of(text.substr(3, 2));
  second_ = number_of(text.substr(6, 2));
  if (!in_range(hour_, 0, 23) || !in_range(minute_, 0, 59) || !in_range(second_, 0, 60)) return false;
  text.remove_prefix(8);
  if (text.front() == '.') {
    text.remove_prefix(1);
    const std::size_t length = std::min(text.find_first_not_of("0123456789"), text.size());
    if (length == 0) return false;
    fraction_ = text.substr(0, length);
    text.remove_prefix(length);
  }
  has_time_ = true;
  is_zulu_ = text == "Z";
  if (is_zulu_) return true;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return false;
  const int hours = number_of(text.substr(1, 2));
  const int minutes = number_of(text.substr(4, 2));
  if (hours < 0 || !in_range(minutes, 0, 59) || hours * 60 + minutes > kZoneMinutesMax) return false;
  zone_negative_ = text[0] == '-';
  zone_minutes_ = (zone_negative_ ? -1 : 1) * (hours * 60 + minutes);
  return true;
}

std::optional<std::int64_t> DateTime::unix_seconds() const {
  if (!has_time_) return std::nullopt;
  return days_from_civil(date_.first_day()) * kSecondsPerDay + hour_ * 3600 + minute_ * 60 + second_ -
         zone_minutes_ * 60;
}

std::string DateTime::text() const {
  std::string out = date_.text();
  if (!has_time_) return out;
  const auto add = [&out](char before, int value) {
    out.push_back(before);
    append_number(out, value, 2);
  };
  add('T', hour_);
  add(':', minute_);
  add(':', second_);
  if (!fraction_.empty()) out.append(".").append(fraction_);
  if (is_zulu_) return out + "Z";
  const int distance = zone_negative_ ? -zone_minutes_ : zone_minutes_;
  add(zone_negative_ ? '-' : '+', distance / 60);
  add(':', distance % 60);
  return out;
}

std::partial_ordering compare_moments(const DateTime& a, const DateTime& b) {
  if (!a.has_time_ || !b.has_time_) return compare_by_day(a.date_, b.date_);
  const auto seconds = *a.unix_seconds() <=> *b.unix_seconds();
  if (seconds != 0) return seconds;
  for (std::size_t i = 0; i < std::max(a.fraction_.size(), b.fraction_.size()); ++i) {
    const char left = i < a.fraction_.size() ? a.fraction_[i] : '0';
    const char right = i < b.fraction_.size() ? b.fraction_[i] : '0';
    if (left != right) return left < right ? std::partial_ordering::less : std::partial_ordering::greater;
  }
  return std::partial_ordering::equivalent;
}

}  // namespace careway::fhir
