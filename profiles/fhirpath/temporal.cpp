#include "profiles/fhirpath/temporal.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

#include "profiles/fhir/date.h"

namespace careway::fhirpath {
namespace {

using fhir::CivilDate;

constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;
constexpr std::int64_t kNanosecondsPerMillisecond = 1'000'000;
constexpr std::int64_t kSecondsPerDay = 86'400;
constexpr int kFractionDigitsMax = 9;
// The zones of the earth, in minutes east of UTC: where a moment without a zone can lie.
constexpr int kZoneEastMost = 14 * 60;
constexpr int kZoneWestMost = -12 * 60;
constexpr int kZoneMinutesMax = 14 * 60;

// Reads a text from the left; every function says whether it found what it wanted and then stands behind it.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool at_end() const { return rest_.empty(); }

  bool take(char wanted) {
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // Exactly `count` digits, in a range.
  bool number(std::size_t count, int low, int high, int& value) {
    if (rest_.size() < count) return false;
    value = 0;
    for (const char c : rest_.substr(0, count)) {
      if (c < '0' || c > '9') return false;
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(count);
    return value >= low && value <= high;
  }

  // Any digits; those beyond a nanosecond are passed over.
  bool fraction(std::int32_t& nanoseconds, int& digits) {
    const std::size_t length = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    if (length == 0) return false;
    digits = static_cast<int>(std::min<std::size_t>(length, kFractionDigitsMax));
    nanoseconds = 0;
    for (int i = 0; i < kFractionDigitsMax; ++i) {
      nanoseconds = nanoseconds * 10 + (i < digits ? rest_[static_cast<std::size_t>(i)] - '0' : 0);
    }
    rest_.remove_prefix(length);
    return true;
  }

 private:
  std::string_view rest_;
};

void append_number(std::string& out, std::int64_t value, std::size_t width) {
  const std::string digits = std::to_string(value);
  out.append(width > digits.size() ? width - digits.size() : 0, '0').append(digits);
}

// What a finer unit makes of a coarser one (FHIRPath "Date/Time Arithmetic": a month counts 30 days, a year 365).
constexpr std::int64_t kDaysPerMonth = 30;
constexpr std::int64_t kDaysPerYear = 365;
constexpr std::int64_t kMonthsPerYear = 12;

}  // namespace

// The moment as numbers; parsing fills it and then checks it at once.
struct Temporal::Fields {
  int year = 1;
  int month = 1;
  int day = 1;
  int hour = 0;
  int minute = 0;
  int second = 0;
  std::int32_t nanosecond = 0;
  int fraction_digits = 0;
  int zone = 0;
  bool has_zone = false;
  Precision precision = Precision::year;

  bool read_date(Scanner& scanner) {
    if (!scanner.number(4, 1, 9999, year)) return false;
    if (!scanner.take('-')) return true;
    precision = Precision::month;
    if (!scanner.number(2, 1, 12, month)) return false;
    if (!scanner.take('-')) return true;
    precision = Precision::day;
    return scanner.number(2, 1, fhir::days_in_month(year, month), day);
  }

  // hh, hh:mm, hh:mm:ss or hh:mm:ss.f; second 60 is a leap second.
  bool read_time(Scanner& scanner, int second_max) {
    precision = Precision::hour;
    if (!scanner.number(2, 0, 23, hour)) return false;
    if (!scanner.take(':')) return true;
    precision = Precision::minute;
    if (!scanner.number(2, 0, 59, minute)) return false;
    if (!scanner.take(':')) return true;
    precision = Precision::second;
    if (!scanner.number(2, 0, second_max, second)) return false;
    if (!scanner.take('.')) return true;
    precision = Precision::millisecond;
    return scanner.fraction(nanosecond, fraction_digits);
  }

  bool read_zone(Scanner& scanner) {
    if (scanner.at_end()) return true;
    has_zone = true;
    if (scanner.take('Z')) return true;
    const bool is_west = scanner.take('-');
    if (!is_west && !scanner.take('+')) return false;
    int hours = 0;
    int minutes = 0;
    if (!scanner.number(2, 0, 14, hours) || !scanner.take(':') || !scanner.number(2, 0, 59, minutes)) return false;
    zone = (is_west ? -1 : 1) * (hours * 60 + minutes);
    return hours * 60 + minutes <= kZoneMinutesMax;
  }
};

Temporal Temporal::of_fields(Kind kind, const Fields& fields) {
  Temporal moment;
  moment.kind_ = kind;
  moment.precision_ = fields.precision;
  moment.year_ = static_cast<std::int16_t>(fields.year);
  moment.month_ = static_cast<std::int8_t>(fields.month);
  moment.day_ = static_cast<std::int8_t>(fields.day);
  moment.hour_ = static_cast<std::int8_t>(fields.hour);
  moment.minute_ = static_cast<std::int8_t>(fields.minute);
  moment.second_ = static_cast<std::int8_t>(fields.second);
  moment.nanosecond_ = fields.nanosecond;
  moment.fraction_digits_ = static_cast<std::uint8_t>(fields.fraction_digits);
  moment.has_zone_ = fields.has_zone;
  moment.zone_minutes_ = static_cast<std::int16_t>(fields.zone);
  return moment;
}

std::optional<Temporal> Temporal::parse_literal(std::string_view text) {
  constexpr int kSecondMax = 59;  // the grammar of N1 has no leap second
  Scanner scanner(text);
  Fields fields;
  if (scanner.take('T')) {
    if (!fields.read_time(scanner, kSecondMax) || !scanner.at_end()) return std::nullopt;
    return of_fields(Kind::time, fields);
  }
  if (!fields.read_date(scanner)) return std::nullopt;
  if (scanner.at_end()) return of_fields(Kind::date, fields);
  if (!scanner.take('T')) return std::nullopt;
  if (scanner.at_end()) return of_fields(Kind::date_time, fields);
  if (fields.precision != Precision::day || !fields.read_time(scanner, kSecondMax)) return std::nullopt;
  if (!fields.read_zone(scanner) || !scanner.at_end()) return std::nullopt;
  return of_fields(Kind::date_time, fields);
}

std::optional<Temporal> Temporal::parse_fhir(Kind kind, std::string_view text) {
  constexpr int kSecondMax = 60;
  Scanner scanner(text);
  Fields fields;
  bool is_read = false;
  if (kind == Kind::time) {
    is_read = fields.read_time(scanner, kSecondMax);
  } else {
    is_read = fields.read_date(scanner);
    if (is_read && kind == Kind::date_time && scanner.take('T')) {
      is_read =
          fields.precision == Precision::day && fields.read_time(scanner, kSecondMax) && fields.read_zone(scanner);
    }
  }
  if (!is_read || !scanner.at_end()) return std::nullopt;
  return of_fields(kind, fields);
}

std::optional<int> Temporal::zone_minutes() const {
  return has_zone_ ? std::optional<int>(zone_minutes_) : std::nullopt;
}

std::string Temporal::text() const {
  std::string out;
  if (kind_ != Kind::time) {
    append_number(out, year_, 4);
    if (precision_ == Precision::year) return out;
    append_number(out.append("-"), month_, 2);
    if (precision_ == Precision::month) return out;
    append_number(out.append("-"), day_, 2);
    if (precision_ == Precision::day) return out;
    out.append("T");
  }
  append_number(out, hour_, 2);
  if (precision_ >= Precision::minute) append_number(out.append(":"), minute_, 2);
  if (precision_ >= Precision::second) append_number(out.append(":"), second_, 2);
  if (precision_ == Precision::millisecond) {
    std::string fraction;
    append_number(fraction, nanosecond_, kFractionDigitsMax);
    out.append(".").append(fraction, 0, fraction_digits_);
  }
  if (!has_zone_) return out;
  if (zone_minutes_ == 0) return out + "Z";
  const int distance = zone_minutes_ < 0 ? -zone_minutes_ : zone_minutes_;
  append_number(out.append(zone_minutes_ < 0 ? "-" : "+"), distance / 60, 2);
  append_number(out.append(":"), distance % 60, 2);
  return out;
}

std::int64_t Temporal::local_seconds() const {
  const std::int64_t days = kind_ == Kind::time ? 0 : fhir::days_from_civil({year_, month_, day_});
  return days * kSecondsPerDay + hour_ * 3600 + minute_ * 60 + second_;
}

// The first and the last nanosecond that a value with a time can mean, in UTC, or as written when `is_local`. Counted
// as seconds and nanoseconds. Seconds and their fractions are one precision, so that a whole second is one point.
Temporal::Span Temporal::span(std::optional<int> zone, bool is_local) const {
  std::int64_t first = local_seconds();
  std::int64_t last = first;
  std::int32_t last_nanosecond = nanosecond_;
  if (precision_ == Precision::hour) last += 3599;
  if (precision_ == Precision::minute) last += 59;
  if (precision_ < Precision::second) last_nanosecond = static_cast<std::int32_t>(kNanosecondsPerSecond - 1);
  if (!is_local) {
    const auto known = has_zone_ ? std::optional<int>(zone_minutes_) : zone;
    first -= std::int64_t{known.value_or(kZoneEastMost)} * 60;
    last -= std::int64_t{known.value_or(kZoneWestMost)} * 60;
  }
  return {{first, nanosecond_}, {last, last_nanosecond}};
}

std::optional<int> Temporal::compare(const Temporal& a, const Temporal& b, std::optional<int> default_zone_minutes) {
  if ((a.kind_ == Kind::time) != (b.kind_ == Kind::time)) return std::nullopt;
  if (a.precision_ < Precision::hour || b.precision_ < Precision::hour) return compare_days(a, b);
  const bool is_local = !a.has_zone_ && !b.has_zone_;
  const Span left = a.span(default_zone_minutes, is_local);
  const Span right = b.span(default_zone_minutes, is_local);
  if (left.last < right.first) return -1;
  if (left.first > right.last) return 1;
  if (std::min(a.precision_, Precision::second) != std::min(b.precision_, Precision::second)) return std::nullopt;
  // Only one of the two has a zone: they may be the same moment or not.
  if (!is_local && !default_zone_minutes && a.has_zone_ != b.has_zone_) return std::nullopt;
  if (left.first == right.first) return 0;
  return std::nullopt;
}

// Component by component as written: a day is the same day in every zone (to move 2018 to UTC would change its year).
std::optional<int> Temporal::compare_days(const Temporal& a, const Temporal& b) {
  const std::array<int, 3> left{a.year_, a.month_, a.day_};
  const std::array<int, 3> right{b.year_, b.month_, b.day_};
  const Precision coarser = std::min(a.precision_, b.precision_);
  for (std::size_t i = 0; i <= static_cast<std::size_t>(coarser); ++i) {
    if (left[i] != right[i]) return left[i] < right[i] ? -1 : 1;
  }
  return a.precision_ == b.precision_ ? std::optional(0) : std::nullopt;
}

std::optional<bool> Temporal::equal(const Temporal& a, const Temporal& b, std::optional<int> default_zone_minutes) {
  const auto order = compare(a, b, default_zone_minutes);
  return order ? std::optional(*order == 0) : std::nullopt;
}

bool Temporal::equivalent(const Temporal& a, const Temporal& b, std::optional<int> default_zone_minutes) {
  return compare(a, b, default_zone_minutes) == 0;
}

std::optional<Temporal> Temporal::plus(std::int64_t count, std::int64_t milliseconds, Unit unit) const {
  // No calendar has room for more, and the products below stay within 64 bits.
  constexpr std::int64_t kCountMax = 400'000'000'000'000;
  if (count > kCountMax || count < -kCountMax || milliseconds > kCountMax || milliseconds < -kCountMax) {
    return std::nullopt;
  }
  if (kind_ == Kind::time) {
    if (unit < Unit::hour) return std::nullopt;
  } else if (unit == Unit::year || unit == Unit::month) {
    return plus_months(unit == Unit::year ? count * kMonthsPerYear : count);
  }
  // In milliseconds, then cut to what the value is precise to.
  constexpr std::array<std::int64_t, 8> kMilliseconds{0, 0, 604'800'000, 86'400'000, 3'600'000, 60'000, 1'000, 1};
  const std::int64_t size = kMilliseconds[static_cast<std::size_t>(unit)];
  if (count > kCountMax / size || count < -kCountMax / size) return std::nullopt;
  const std::int64_t total = count * size + milliseconds;
  constexpr std::int64_t kDay = 86'400'000;
  switch (precision_) {
    case Precision::year:
      return plus_months(total / kDay / kDaysPerYear * kMonthsPerYear);
    case Precision::month:
      return plus_months(total / kDay / kDaysPerMonth);
    case Precision::day:
      return plus_milliseconds(total / kDay * kDay);
    case Precision::hour:
      return plus_milliseconds(total / 3'600'000 * 3'600'000);
    case Precision::minute:
      return plus_milliseconds(total / 60'000 * 60'000);
    case Precision::second:
    case Precision::millisecond:
      break;
  }
  return plus_milliseconds(total);
}

std::optional<Temporal> Temporal::plus_months(std::int64_t count) const {
  if (precision_ == Precision::year) count = count / kMonthsPerYear * kMonthsPerYear;
  const std::int64_t months = year_ * kMonthsPerYear + (month_ - 1) + count;
  const std::int64_t year = months / kMonthsPerYear;
  if (months < kMonthsPerYear || year > 9999) return std::nullopt;
  Temporal moved = *this;
  moved.year_ = static_cast<std::int16_t>(year);
  moved.month_ = static_cast<std::int8_t>(months % kMonthsPerYear + 1);
  moved.day_ = static_cast<std::int8_t>(std::min<int>(day_, fhir::days_in_month(moved.year_, moved.month_)));
  return moved;
}

std::optional<Temporal> Temporal::plus_milliseconds(std::int64_t count) const {
  std::int64_t seconds = local_seconds() + count / 1000;
  std::int64_t nanosecond = nanosecond_ + count % 1000 * kNanosecondsPerMillisecond;
  if (nanosecond < 0) {
    nanosecond += kNanosecondsPerSecond;
    --seconds;
  } else if (nanosecond >= kNanosecondsPerSecond) {
    nanosecond -= kNanosecondsPerSecond;
    ++seconds;
  }
  std::int64_t days = seconds / kSecondsPerDay;
  std::int64_t second_of_day = seconds % kSecondsPerDay;
  if (second_of_day < 0) {
    second_of_day += kSecondsPerDay;
    --days;
  }
  Temporal moved = *this;
  if (kind_ != Kind::time) {
    constexpr std::int64_t kFirstDay = -719'162;  // 0001-01-01
    constexpr std::int64_t kLastDay = 2'932'896;  // 9999-12-31
    if (days < kFirstDay || days > kLastDay) return std::nullopt;
    const CivilDate date = fhir::civil_from_days(days);
    moved.year_ = static_cast<std::int16_t>(date.year);
    moved.month_ = static_cast<std::int8_t>(date.month);
    moved.day_ = static_cast<std::int8_t>(date.day);
  }
  moved.hour_ = static_cast<std::int8_t>(second_of_day / 3600);
  moved.minute_ = static_cast<std::int8_t>(second_of_day / 60 % 60);
  moved.second_ = static_cast<std::int8_t>(second_of_day % 60);
  moved.nanosecond_ = static_cast<std::int32_t>(nanosecond);
  if (precision_ >= Precision::second && count % 1000 != 0) {
    moved.precision_ = Precision::millisecond;
    moved.fraction_digits_ = std::max<std::uint8_t>(fraction_digits_, 3);
  }
  return moved;
}

int Temporal::digits() const {
  constexpr std::array<int, 7> kDateTime{4, 6, 8, 10, 12, 14, 17};
  const int digits = kDateTime[static_cast<std::size_t>(precision_)];
  return kind_ == Kind::time ? digits - 8 : digits;
}

// The precision that a number of digits stands for, for this kind of value.
std::optional<Temporal::Precision> Temporal::precision_of(std::optional<int> digits) const {
  if (!digits) return kind_ == Kind::date ? Precision::day : Precision::millisecond;
  const int wanted = kind_ == Kind::time ? *digits + 8 : *digits;
  Temporal probe = *this;
  const Precision first = kind_ == Kind::time ? Precision::hour : Precision::year;
  const Precision last = kind_ == Kind::date ? Precision::day : Precision::millisecond;
  for (auto value = static_cast<int>(first); value <= static_cast<int>(last); ++value) {
    probe.precision_ = static_cast<Precision>(value);
    if ((kind_ == Kind::time ? probe.digits() + 8 : probe.digits()) == wanted) return probe.precision_;
  }
  return std::nullopt;
}

std::optional<Temporal> Temporal::boundary(std::optional<int> digits, bool is_high) const {
  const auto precision = precision_of(digits);
  if (!precision) return std::nullopt;
  Temporal bound = *this;
  if (is_high && precision_ < Precision::month) bound.month_ = 12;
  if (is_high && precision_ < Precision::day) {
    bound.day_ = static_cast<std::int8_t>(fhir::days_in_month(bound.year_, bound.month_));
  }
  if (is_high && precision_ < Precision::hour) bound.hour_ = 23;
  // The published suite reads an hour alone as its first minute, as FHIR has no dateTime without minutes.
  const bool is_hour_of_day = precision_ == Precision::hour && kind_ == Kind::date_time;
  if (is_high && precision_ < Precision::minute && !is_hour_of_day) bound.minute_ = 59;
  if (is_high && precision_ < Precision::second) bound.second_ = 59;
  if (is_high) bound.nanosecond_ = last_nanosecond();
  bound.cut_to(*precision);
  if (*precision == Precision::millisecond) bound.fraction_digits_ = std::max<std::uint8_t>(fraction_digits_, 3);
  if (*precision >= Precision::hour && kind_ == Kind::date_time && !has_zone_) {
    bound.has_zone_ = true;
    bound.zone_minutes_ = is_high ? kZoneWestMost : kZoneEastMost;
  }
  return bound;
}

// The last nanosecond, in whole milliseconds, that the value can mean: .5 may be .599.
std::int32_t Temporal::last_nanosecond() const {
  constexpr std::array<std::int32_t, 3> kOpen{999, 99, 9};
  const std::size_t digits = precision_ == Precision::millisecond ? fraction_digits_ : 0;
  const std::int32_t open = digits < kOpen.size() ? kOpen[digits] : 0;
  return nanosecond_ + open * static_cast<std::int32_t>(kNanosecondsPerMillisecond);
}

// What lies below the precision counts as nothing.
void Temporal::cut_to(Precision precision) {
  precision_ = precision;
  if (precision < Precision::month) month_ = 1;
  if (precision < Precision::day) day_ = 1;
  if (precision < Precision::hour) hour_ = 0;
  if (precision < Precision::minute) minute_ = 0;
  if (precision < Precision::second) second_ = 0;
  if (precision < Precision::millisecond) {
    nanosecond_ = 0;
    fraction_digits_ = 0;
  }
  if (precision < Precision::hour) {
    has_zone_ = false;
    zone_minutes_ = 0;
  }
}

std::optional<Temporal> Temporal::low_boundary(std::optional<int> digits) const {
  return boundary(digits, false);
}

std::optional<Temporal> Temporal::high_boundary(std::optional<int> digits) const {
  return boundary(digits, true);
}

Temporal Temporal::as_date() const {
  Temporal date = *this;
  date.kind_ = Kind::date;
  date.cut_to(std::min(precision_, Precision::day));
  return date;
}

Temporal Temporal::as_date_time() const {
  Temporal moment = *this;
  moment.kind_ = Kind::date_time;
  return moment;
}

}  // namespace careway::fhirpath
