#include "profiles/fhirpath/decimal_math.h"

#include <algorithm>
#include <cassert>
#include <cstdlib>
#include <limits>
#include <tuple>
#include <utility>

#include "profiles/fhir/decimal_division.h"

namespace careway::fhirpath {
namespace {

using fhir::Decimal;

constexpr std::int64_t kSignificantDigits = 28;
constexpr std::int64_t kPlacesMin = 8;
constexpr int kBoundaryDigitsMax = 28;
constexpr int kBoundaryDigitsDefault = 8;
// Steps on the way to 28 digits are taken with so many.
constexpr std::int64_t kWorkDigits = 50;
// Beyond, e^x has more than 10,000 digits.
constexpr std::int64_t kExponentMax = 23'000;
constexpr std::int64_t kExactPowerDigitsMax = 1'000;
constexpr std::int64_t kResultDigitsMax = 10'000;

Decimal number(std::string_view lexeme) {
  const auto value = Decimal::parse(lexeme);
  assert(value);
  return *value;
}

// 10^-places.
Decimal unit_of(std::int64_t places) {
  return fhir::decimal_of(false, "1", places).value_or(Decimal(0));
}

Decimal negated(const Decimal& value) {
  return Decimal(0) - value;
}

Decimal absolute(const Decimal& value) {
  return value.is_negative() ? negated(value) : value;
}

Decimal shortened(const Decimal& value) {
  return fhir::round_significant(value, kWorkDigits);
}

Decimal quotient(const Decimal& a, const Decimal& b) {
  return fhir::divide(a, b, kWorkDigits, 0).value_or(Decimal(0));
}

// Where the first digit stands: 1 for 0.1 to 0.99 times ten, so 3 for 123 and 0 for 0.5.
std::int64_t magnitude(const Decimal& value) {
  return static_cast<std::int64_t>(value.digits().size()) - value.scale();
}

// What a function of this library gives: 28 digits, but every one in front of the point.
Decimal result_of(const Decimal& value) {
  const std::int64_t places = std::max(kSignificantDigits - magnitude(value), std::int64_t{0});
  return fhir::without_trailing_zeros(fhir::round_half_away(value, places));
}

// Newton's way to a root of a positive value, kWorkDigits exact.
Decimal root_of(const Decimal& value) {
  Decimal root = unit_of(-(magnitude(value) / 2));
  constexpr int kStepsMax = 40;
  for (int step = 0; step < kStepsMax; ++step) {
    const Decimal next = shortened((root + quotient(value, root)) * number("0.5"));
    const Decimal moved = absolute(next - root);
    root = next;
    if (moved.is_zero() || magnitude(moved) < magnitude(root) - kWorkDigits + 3) break;
  }
  return root;
}

// The sum of terms that each come from the one before, until they no longer count.
template <typename Next>
Decimal sum_of_series(Decimal term, Next next) {
  Decimal sum = term;
  constexpr int kTermsMax = 300;
  for (int i = 1; i < kTermsMax && !term.is_zero(); ++i) {
    Decimal addend;
    std::tie(term, addend) = next(term, i);
    if (addend.is_zero() || magnitude(addend) < magnitude(sum) - kWorkDigits - 2) break;
    sum = shortened(sum + addend);
  }
  return sum;
}

// e^x by Taylor's series near zero: halved until below one half, then squared as often.
Decimal exponential_of(const Decimal& value) {
  Decimal small = value;
  int halvings = 0;
  while (absolute(small) > number("0.5")) {
    small = shortened(small * number("0.5"));
    ++halvings;
  }
  Decimal result = sum_of_series(Decimal(1), [&small](const Decimal& term, int i) {
    Decimal next = quotient(term * small, Decimal(i));
    return std::pair(next, next);
  });
  for (; halvings > 0; --halvings) result = shortened(result * result);
  return result;
}

// ln of a positive value m x 2^k x 10^e with m near 1, where 2 atanh((m-1)/(m+1)) is quick.
Decimal logarithm_of(const Decimal& value) {
  const Decimal ln_ten = number("2.302585092994045684017991454684364207601101488628772976033327900967572609677352");
  const Decimal ln_two = number("0.693147180559945309417232121458176568075500134360255254120680009493393621969694716");
  const Decimal positive = shortened(value);
  const std::int64_t exponent = magnitude(positive) - 1;
  Decimal mantissa = fhir::decimal_of(false, positive.digits(), positive.scale() + exponent).value_or(Decimal(1));
  std::int64_t halvings = 0;
  for (; mantissa > number("1.5"); ++halvings) mantissa = mantissa * number("0.5");
  const Decimal ratio = quotient(mantissa - Decimal(1), mantissa + Decimal(1));
  const Decimal square = shortened(ratio * ratio);
  const Decimal series = sum_of_series(ratio, [&square](const Decimal& term, int i) {
    Decimal next = shortened(term * square);
    return std::pair(next, quotient(next, Decimal(2 * i + 1)));
  });
  return shortened(series * Decimal(2) + ln_two * Decimal(halvings) + ln_ten * Decimal(exponent));
}

// By squaring; exact while the product stays within bounds, else with kWorkDigits.
std::optional<Decimal> whole_power(const Decimal& base, std::int64_t exponent) {
  const auto count = static_cast<std::uint64_t>(exponent < 0 ? -exponent : exponent);
  if (base.is_zero())
    return count == 0 ? std::optional(Decimal(1)) : exponent > 0 ? std::optional(Decimal(0)) : std::nullopt;
  const Decimal start = fhir::without_trailing_zeros(base);
  const auto size = static_cast<std::int64_t>(start.digits().size());
  const bool is_exact = exponent >= 0 && exponent <= kExactPowerDigitsMax && size * exponent <= kExactPowerDigitsMax;
  Decimal factor = is_exact ? start : shortened(start);
  Decimal product(1);
  const auto is_far = [](std::int64_t size_of_result) { return std::abs(size_of_result) > kResultDigitsMax; };
  for (std::uint64_t bits = count; bits > 0; bits >>= 1) {
    if (is_far(magnitude(product) + magnitude(factor))) return std::nullopt;
    if ((bits & 1) != 0) product = is_exact ? product * factor : shortened(product * factor);
    if (bits == 1) break;
    if (is_far(2 * magnitude(factor))) return std::nullopt;
    factor = is_exact ? factor * factor : shortened(factor * factor);
  }
  if (is_exact) return fhir::without_trailing_zeros(product);
  return result_of(exponent < 0 ? quotient(Decimal(1), product) : product);
}

// Half a unit of the last digit that was written.
Decimal half_unit(const Decimal& value) {
  return unit_of(std::max(value.scale(), std::int64_t{0})) * number("0.5");
}

}  // namespace

std::optional<Decimal> divide(const Decimal& a, const Decimal& b) {
  return fhir::divide(a, b, kSignificantDigits, kPlacesMin);
}

std::optional<Decimal> divide_whole(const Decimal& a, const Decimal& b) {
  auto division = fhir::divide_with_remainder(a, b);
  return division ? std::optional(std::move(division->quotient)) : std::nullopt;
}

std::optional<Decimal> remainder(const Decimal& a, const Decimal& b) {
  auto division = fhir::divide_with_remainder(a, b);
  return division ? std::optional(std::move(division->remainder)) : std::nullopt;
}

Decimal round(const Decimal& value, int digits) {
  return fhir::round_half_away(value, digits);
}

Decimal truncate(const Decimal& value) {
  return fhir::cut_off(value, 0);
}

Decimal floor(const Decimal& value) {
  Decimal whole = truncate(value);
  return value.is_negative() && whole != value ? whole - Decimal(1) : whole;
}

Decimal ceiling(const Decimal& value) {
  Decimal whole = truncate(value);
  return !value.is_negative() && whole != value ? whole + Decimal(1) : whole;
}

std::optional<Decimal> square_root(const Decimal& value) {
  if (value.is_negative()) return std::nullopt;
  if (value.is_zero()) return Decimal(0);
  return result_of(root_of(shortened(value)));
}

std::optional<Decimal> exponential(const Decimal& value) {
  if (value > Decimal(kExponentMax)) return std::nullopt;
  if (value < Decimal(-kExponentMax)) return Decimal(0);
  return result_of(exponential_of(shortened(value)));
}

std::optional<Decimal> natural_logarithm(const Decimal& value) {
  if (value.is_negative() || value.is_zero()) return std::nullopt;
  return result_of(logarithm_of(value));
}

std::optional<Decimal> logarithm(const Decimal& value, const Decimal& base) {
  if (value.is_negative() || value.is_zero() || base.is_negative() || base.is_zero()) return std::nullopt;
  if (base == Decimal(1)) return std::nullopt;
  return result_of(quotient(logarithm_of(value), logarithm_of(base)));
}

std::optional<Decimal> power(const Decimal& base, const Decimal& exponent) {
  if (const auto whole = to_integer(exponent)) {
    if (*whole != std::numeric_limits<std::int64_t>::min()) return whole_power(base, *whole);
  }
  if (base.is_negative()) return std::nullopt;
  if (base.is_zero()) return exponent.is_negative() ? std::nullopt : std::optional(Decimal(0));
  return exponential(logarithm_of(base) * shortened(exponent));
}

bool equivalent(const Decimal& a, const Decimal& b) {
  const std::int64_t places =
      std::min(fhir::without_trailing_zeros(a).scale(), fhir::without_trailing_zeros(b).scale());
  return fhir::round_half_away(a, places) == fhir::round_half_away(b, places);
}

std::optional<Decimal> low_boundary(const Decimal& value, std::optional<int> digits) {
  const int places = digits.value_or(kBoundaryDigitsDefault);
  if (places < 0 || places > kBoundaryDigitsMax) return std::nullopt;
  const Decimal bound = value - half_unit(value);
  // The published suite cuts off what lies nearer to zero and rounds what lies farther from it.
  const Decimal kept =
      value.is_negative() || value.is_zero() ? fhir::round_half_away(bound, places) : fhir::cut_off(bound, places);
  return kept.with_scale(places);
}

std::optional<Decimal> high_boundary(const Decimal& value, std::optional<int> digits) {
  const auto mirrored = low_boundary(negated(value), digits);
  return mirrored ? std::optional(negated(*mirrored)) : std::nullopt;
}

std::optional<std::int64_t> to_integer(const Decimal& value) {
  constexpr std::size_t kDigitsMax = 19;
  if (value.is_zero()) return 0;
  if (magnitude(value) > static_cast<std::int64_t>(kDigitsMax)) return std::nullopt;
  const auto whole = value.with_scale(0);
  if (!whole || whole->digits().size() > kDigitsMax) return std::nullopt;
  std::uint64_t number_of = 0;
  for (const char digit : whole->digits()) number_of = number_of * 10 + static_cast<std::uint64_t>(digit - '0');
  const auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (number_of > most + (whole->is_negative() ? 1 : 0)) return std::nullopt;
  return static_cast<std::int64_t>(whole->is_negative() ? ~number_of + 1 : number_of);
}

}  // namespace careway::fhirpath
