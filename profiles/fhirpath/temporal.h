#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace careway::fhirpath {

/// A date, dateTime or time with the precision it was written in. Exact: fractions of a second are decimal digits.
/// FHIRPath N1 sections "Date", "DateTime", "Time", "Equals", "Comparison", "Date/Time Arithmetic". A value type.
class Temporal {
 public:
  enum class Kind : std::uint8_t { date, date_time, time };
  enum class Precision : std::uint8_t { year, month, day, hour, minute, second, millisecond };

  /// A literal without its '@': "2015", "2015-02T", "2015-02-04T14:30:00.000+10:00", "T14:34". Nothing when it is none.
  static std::optional<Temporal> parse_literal(std::string_view text);
  /// A FHIR value: kind date ("2015-02"), date_time (also instant), time ("14:34:28").
  static std::optional<Temporal> parse_fhir(Kind kind, std::string_view text);

  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] Precision precision() const { return precision_; }
  [[nodiscard]] std::optional<int> zone_minutes() const;
  /// "2015-02-04T14:30:00.000+10:00", without '@'; a time without 'T'.
  [[nodiscard]] std::string text() const;

  /// -1, 0, 1; nothing when the precisions differ and what is known is equal, or only one has a zone,
  /// `default_zone_minutes` has no value and the order depends on the zone. Seconds and milliseconds are one precision.
  /// Date against dateTime compares as dateTime.
  static std::optional<int> compare(const Temporal& a, const Temporal& b, std::optional<int> default_zone_minutes);
  static std::optional<bool> equal(const Temporal& a, const Temporal& b, std::optional<int> default_zone_minutes);
  /// As `~`: never nothing; different precision is false.
  static bool equivalent(const Temporal& a, const Temporal& b, std::optional<int> default_zone_minutes);

  /// What a duration may count in: calendar words ("year", "years", ... "millisecond") and definite UCUM ("s", "ms").
  enum class Unit : std::uint8_t { year, month, week, day, hour, minute, second, millisecond };
  /// Adds `count` units and some milliseconds (negative to subtract). The last day of the
  /// month holds (31 January + 1 month = 28 February). For a partial value the count is turned into its own precision
  /// and cut. Nothing beyond year 1 to 9999, or for days and more added to a time; a time wraps round.
  [[nodiscard]] std::optional<Temporal> plus(std::int64_t count, std::int64_t milliseconds, Unit unit) const;

  /// lowBoundary / highBoundary as the published R4 suite has them, to a number of digits (date 4, 6, 8; dateTime up to
  /// 17; time 2, 4, 6, 9); the widest when nothing is said. Nothing when the number is out of range.
  [[nodiscard]] std::optional<Temporal> low_boundary(std::optional<int> digits) const;
  [[nodiscard]] std::optional<Temporal> high_boundary(std::optional<int> digits) const;
  /// precision(): 4 for 2014, 17 for a dateTime with milliseconds, 9 for such a time.
  [[nodiscard]] int digits() const;
  /// The date of a dateTime; a date as dateTime.
  [[nodiscard]] Temporal as_date() const;
  [[nodiscard]] Temporal as_date_time() const;

 private:
  struct Fields;
  struct Point {
    std::int64_t second = 0;
    std::int32_t nanosecond = 0;
    friend auto operator<=>(const Point&, const Point&) = default;
  };
  struct Span {
    Point first;
    Point last;
  };
  static Temporal of_fields(Kind kind, const Fields& fields);
  static std::optional<int> compare_days(const Temporal& a, const Temporal& b);
  [[nodiscard]] std::int64_t local_seconds() const;
  [[nodiscard]] Span span(std::optional<int> zone, bool is_local) const;
  [[nodiscard]] std::optional<Temporal> plus_months(std::int64_t count) const;
  [[nodiscard]] std::optional<Temporal> plus_milliseconds(std::int64_t count) const;
  [[nodiscard]] std::optional<Precision> precision_of(std::optional<int> digits) const;
  [[nodiscard]] std::int32_t last_nanosecond() const;
  void cut_to(Precision precision);
  [[nodiscard]] std::optional<Temporal> boundary(std::optional<int> digits, bool is_high) const;

  Kind kind_ = Kind::date;
  Precision precision_ = Precision::year;
  std::int16_t year_ = 1;
  std::int8_t month_ = 1;
  std::int8_t day_ = 1;
  std::int8_t hour_ = 0;
  std::int8_t minute_ = 0;
  std::int8_t second_ = 0;
  std::int32_t nanosecond_ = 0;  // digits beyond are kept out: FHIR R4 systems need no more
  std::uint8_t fraction_digits_ = 0;
  bool has_zone_ = false;
  std::int16_t zone_minutes_ = 0;
};

}  // namespace careway::fhirpath
