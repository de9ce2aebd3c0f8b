#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace careway::fhir {

/// A day of the proleptic Gregorian calendar.
struct CivilDate {
  int year = 1970;
  int month = 1;
  int day = 1;
  friend auto operator<=>(const CivilDate&, const CivilDate&) = default;
};

/// False for 30 February, month 13 and years outside 1 to 9999 (R4: date).
bool is_calendar_day(CivilDate date);
int days_in_month(int year, int month);
/// Days since 1 January 1970; negative before. The date must be a calendar day.
std::int64_t days_from_civil(CivilDate date);
CivilDate civil_from_days(std::int64_t days);
/// Days from 1 = Monday to 7 = Sunday (ISO 8601).
int iso_weekday(CivilDate date);

enum class DatePrecision : std::uint8_t { year, month, day };

/// R4 date: a year, a month or a day; the precision stays as written. A value type.
class PartialDate {
 public:
  /// "2024", "2024-02", "2024-02-29". Nothing when the text is anything else or no day of the calendar.
  static std::optional<PartialDate> parse(std::string_view text);
  static std::optional<PartialDate> from_day(CivilDate date);

  [[nodiscard]] DatePrecision precision() const { return precision_; }
  [[nodiscard]] bool is_day() const { return precision_ == DatePrecision::day; }
  /// The first and the last day that the date can mean.
  [[nodiscard]] CivilDate first_day() const { return date_; }
  [[nodiscard]] CivilDate last_day() const;
  [[nodiscard]] std::string text() const;

  /// The same date in the same precision.
  friend bool operator==(const PartialDate&, const PartialDate&) = default;

 private:
  PartialDate(CivilDate date, DatePrecision precision) : date_(date), precision_(precision) {}
  CivilDate date_;  // month and day are 1 where they are not said
  DatePrecision precision_ = DatePrecision::day;
};

/// Compares by day: less or greater when every day that one can mean lies before every day of the other, equivalent
/// when both mean the same day or the same days; unordered when it cannot be told (2024 against 2024-05).
std::partial_ordering compare_by_day(const PartialDate& a, const PartialDate& b);

/// R4 dateTime and instant: a partial date, or a day with a time to the second (with any fraction) and a zone.
class DateTime {
 public:
  /// "2024", "2024-02-29", "2024-02-29T13:05:00Z", "2024-02-29T13:05:00.250+01:00". Seconds and zone are required with
  /// a time; 24:00 is refused, second 60 is a leap second; zones reach from -14:00 to +14:00.
  static std::optional<DateTime> parse(std::string_view text);

  [[nodiscard]] const PartialDate& date() const { return date_; }
  [[nodiscard]] bool has_time() const { return has_time_; }
  [[nodiscard]] int hour() const { return hour_; }
  [[nodiscard]] int minute() const { return minute_; }
  [[nodiscard]] int second() const { return second_; }
  /// Digits behind the seconds' point, as written.
  [[nodiscard]] std::string_view fraction() const { return fraction_; }
  [[nodiscard]] int zone_minutes() const { return zone_minutes_; }
  /// True for Z, which is not the same lexeme as +00:00.
  [[nodiscard]] bool is_zulu() const { return is_zulu_; }
  /// Whole seconds since 1970-01-01T00:00:00Z, the fraction dropped; nothing without a time.
  [[nodiscard]] std::optional<std::int64_t> unix_seconds() const;
  /// Exactly what was parsed.
  [[nodiscard]] std::string text() const;

  /// As instants when both have times (fractions counted), else by the day written in the text.
  friend std::partial_ordering compare_moments(const DateTime& a, const DateTime& b);

 private:
  explicit DateTime(PartialDate date) : date_(date) {}
  bool parse_time(std::string_view text);

  PartialDate date_;
  bool has_time_ = false;
  bool is_zulu_ = false;
  bool zone_negative_ = false;  // keeps -00:00
  int hour_ = 0;
  int minute_ = 0;
  int second_ = 0;
  int zone_minutes_ = 0;
  std::string fraction_;
};

std::partial_ordering compare_moments(const DateTime& a, const DateTime& b);

}  // namespace careway::fhir
