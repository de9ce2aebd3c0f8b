#include "profiles/fhir/decimal_division.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace careway::fhir {
namespace {

constexpr std::uint64_t kBase = 1'000'000'000;
constexpr std::size_t kBaseDigits = 9;

// A whole number in parts of nine digits, the least part first, without leading parts of zero.
using Parts = std::vector<std::uint64_t>;

void trim(Parts& parts) {
  while (!parts.empty() && parts.back() == 0) parts.pop_back();
}

Parts parts_of(std::string_view digits) {
  Parts parts;
  parts.reserve(digits.size() / kBaseDigits + 2);
  for (std::size_t end = digits.size(); end > 0;) {
    const std::size_t begin = end > kBaseDigits ? end - kBaseDigits : 0;
    std::uint64_t part = 0;
    for (const char digit : digits.substr(begin, end - begin))
      part = part * 10 + static_cast<std::uint64_t>(digit - '0');
    parts.push_back(part);
    end = begin;
  }
  trim(parts);
  return parts;
}

std::string digits_of(const Parts& parts) {
  if (parts.empty()) return "0";
  std::string digits = std::to_string(parts.back());
  for (std::size_t i = parts.size() - 1; i-- > 0;) {
    const std::string part = std::to_string(parts[i]);
    digits.append(kBaseDigits - part.size(), '0').append(part);
  }
  return digits;
}

void multiply_small(Parts& parts, std::uint64_t factor) {
  std::uint64_t carry = 0;
  for (std::uint64_t& part : parts) {
    carry += part * factor;
    part = carry % kBase;
    carry /= kBase;
  }
  if (carry > 0) parts.push_back(carry);
}

// Divides by one part and returns the remainder.
std::uint64_t divide_small(Parts& parts, std::uint64_t divisor) {
  std::uint64_t rest = 0;
  for (std::size_t i = parts.size(); i-- > 0;) {
    rest = rest * kBase + parts[i];
    parts[i] = rest / divisor;
    rest %= divisor;
  }
  trim(parts);
  return rest;
}

// One place of the quotient: the estimate from the leading parts is at most two too large (Knuth, The Art of Computer
// Programming 2, 4.3.1, algorithm D).
std::uint64_t next_part(Parts& dividend, const Parts& divisor, std::size_t place) {
  const std::size_t length = divisor.size();
  const std::uint64_t top = dividend[place + length] * kBase + dividend[place + length - 1];
  std::uint64_t estimate = top / divisor[length - 1];
  std::uint64_t rest = top % divisor[length - 1];
  while (estimate >= kBase || estimate * divisor[length - 2] > rest * kBase + dividend[place + length - 2]) {
    --estimate;
    rest += divisor[length - 1];
    if (rest >= kBase) break;
  }
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i <= length; ++i) {
    const std::uint64_t product = (i < length ? estimate * divisor[i] : 0) + borrow;
    borrow = product / kBase;
    std::uint64_t& part = dividend[place + i];
    if (part < product % kBase) {
      part += kBase;
      ++borrow;
    }
    part -= product % kBase;
  }
  if (borrow == 0) return estimate;
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i <= length; ++i) {
    carry += dividend[place + i] + (i < length ? divisor[i] : 0);
    dividend[place + i] = carry % kBase;
    carry /= kBase;
  }
  return estimate - 1;
}

// Leaves the remainder in `dividend`. The divisor is not zero.
Parts divide_parts(Parts& dividend, Parts divisor) {
  if (dividend.size() < divisor.size()) return {};
  if (divisor.size() == 1) {
    Parts quotient = dividend;
    dividend = {divide_small(quotient, divisor.front())};
    trim(dividend);
    return quotient;
  }
  const std::uint64_t norm = kBase / (divisor.back() + 1);
  const std::size_t places = dividend.size() - divisor.size() + 1;
  const std::size_t dividend_size = dividend.size();
  multiply_small(dividend, norm);
  multiply_small(divisor, norm);
  dividend.resize(dividend_size + 1, 0);
  Parts quotient(places, 0);
  for (std::size_t place = places; place-- > 0;) quotient[place] = next_part(dividend, divisor, place);
  trim(quotient);
  trim(dividend);
  divide_small(dividend, norm);
  return quotient;
}

std::string with_zeros(std::string_view digits, std::int64_t count) {
  std::string out(digits);
  if (count > 0) out.append(static_cast<std::size_t>(count), '0');
  return out;
}

bool too_far_apart(const Decimal& a, const Decimal& b) {
  const std::int64_t distance = a.scale() > b.scale() ? a.scale() - b.scale() : b.scale() - a.scale();
  return distance > static_cast<std::int64_t>(Decimal::kDigitsMax);
}

// The first `kept` digits, and one more when the next digit is 5 to 9.
std::string round_digits(std::string_view digits, std::size_t kept) {
  std::string out(digits.substr(0, kept));
  if (kept >= digits.size() || digits[kept] < '5') return out.empty() ? "0" : out;
  std::size_t i = out.size();
  while (i > 0 && out[i - 1] == '9') out[--i] = '0';
  if (i == 0) {
    out.insert(out.begin(), '1');
  } else {
    ++out[i - 1];
  }
  return out;
}

}  // namespace

std::optional<Decimal> decimal_of(bool negative, std::string_view digits, std::int64_t scale) {
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  if (digits.empty()) digits = "0";
  std::string text = negative ? "-" : "";
  text.append(digits).append("e").append(std::to_string(-scale));
  return Decimal::parse(text);
}

std::optional<WholeDivision> divide_with_remainder(const Decimal& dividend, const Decimal& divisor) {
  if (divisor.is_zero() || too_far_apart(dividend, divisor)) return std::nullopt;
  Parts rest = parts_of(with_zeros(dividend.digits(), divisor.scale() - dividend.scale()));
  const Parts quotient = divide_parts(rest, parts_of(with_zeros(divisor.digits(), dividend.scale() - divisor.scale())));
  const auto whole = decimal_of(dividend.is_negative() != divisor.is_negative(), digits_of(quotient), 0);
  const auto remainder =
      decimal_of(dividend.is_negative(), digits_of(rest), std::max(dividend.scale(), divisor.scale()));
  if (!whole || !remainder) return std::nullopt;
  return WholeDivision{*whole, *remainder};
}

std::optional<Decimal> divide(const Decimal& dividend, const Decimal& divisor, std::int64_t significant_digits,
                              std::int64_t places_min) {
  if (divisor.is_zero() || too_far_apart(dividend, divisor)) return std::nullopt;
  if (dividend.is_zero()) return Decimal(0);
  const auto dividend_size = static_cast<std::int64_t>(dividend.digits().size());
  const auto divisor_size = static_cast<std::int64_t>(divisor.digits().size());
  // With this many zeros appended, the whole quotient has at least one digit more than is asked for.
  const std::int64_t for_digits = significant_digits + 1 + divisor_size - dividend_size;
  const std::int64_t for_places = places_min + 1 - dividend.scale() + divisor.scale();
  const std::int64_t appended = std::max({for_digits, for_places, std::int64_t{0}});
  Parts rest = parts_of(with_zeros(dividend.digits(), appended));
  const std::string digits = digits_of(divide_parts(rest, parts_of(divisor.digits())));
  const std::int64_t scale = dividend.scale() + appended - divisor.scale();
  const auto quotient = decimal_of(dividend.is_negative() != divisor.is_negative(), digits, scale);
  if (!quotient) return std::nullopt;
  const std::int64_t places = scale - (static_cast<std::int64_t>(digits.size()) - significant_digits);
  return without_trailing_zeros(round_half_away(*quotient, std::max({places, places_min, std::int64_t{0}})));
}

Decimal round_half_away(const Decimal& value, std::int64_t places) {
  if (value.scale() <= places) return value;
  const std::int64_t kept = static_cast<std::int64_t>(value.digits().size()) - (value.scale() - places);
  const std::string digits = kept < 0 ? "0" : round_digits(value.digits(), static_cast<std::size_t>(kept));
  return decimal_of(value.is_negative(), digits, places).value_or(value);
}

Decimal cut_off(const Decimal& value, std::int64_t places) {
  if (value.scale() <= places) return value;
  const std::int64_t kept = static_cast<std::int64_t>(value.digits().size()) - (value.scale() - places);
  const std::string_view digits = kept <= 0 ? "0" : value.digits().substr(0, static_cast<std::size_t>(kept));
  return decimal_of(value.is_negative(), digits, places).value_or(value);
}

Decimal round_significant(const Decimal& value, std::int64_t significant_digits) {
  return round_half_away(value,
                         value.scale() - (static_cast<std::int64_t>(value.digits().size()) - significant_digits));
}

Decimal without_trailing_zeros(const Decimal& value) {
  if (value.is_zero()) return Decimal(0);
  if (value.scale() <= 0) return value.with_scale(0).value_or(value);
  const std::size_t last = value.digits().find_last_not_of('0');
  const auto zeros = static_cast<std::int64_t>(value.digits().size() - last - 1);
  const std::int64_t scale = std::max(value.scale() - zeros, std::int64_t{0});
  return value.with_scale(scale).value_or(value);
}

}  // namespace careway::fhir
