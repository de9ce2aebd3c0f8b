#include "profiles/fhir/decimal.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "profiles/fhir/byte_scan.h"

namespace careway::fhir {
namespace {

// Up to this many digits fit a signed 64-bit integer, and their product fits 128 bits.
constexpr std::size_t kFastDigits = 18;

// GCC and Clang have 128-bit integers on every 64-bit processor.
__extension__ using Wide = __int128;

bool is_fast(std::string_view digits) {
  return digits.size() <= kFastDigits;
}

std::int64_t to_integer(std::string_view digits) {
  std::int64_t value = 0;
  for (const char digit : digits) value = value * 10 + (digit - '0');
  return value;
}

std::string to_digits(Wide value) {
  if (value == 0) return "0";
  std::string digits;
  for (; value > 0; value /= 10) digits.push_back(static_cast<char>('0' + static_cast<int>(value % 10)));
  std::ranges::reverse(digits);
  return digits;
}

std::string without_leading_zeros(std::string digits) {
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
  return digits;
}

// Compares digit strings without leading zeros as integers.
std::strong_ordering compare_digits(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return a.size() <=> b.size();
  return a.compare(b) <=> 0;
}

std::string add_digits(std::string_view a, std::string_view b) {
  if (is_fast(a) && is_fast(b)) return to_digits(Wide{to_integer(a)} + to_integer(b));
  std::string sum(std::max(a.size(), b.size()) + 1, '0');
  int carry = 0;
  for (std::size_t i = 0; i < sum.size(); ++i) {
    const int left = i < a.size() ? a[a.size() - 1 - i] - '0' : 0;
    const int right = i < b.size() ? b[b.size() - 1 - i] - '0' : 0;
    const int digit = left + right + carry;
    sum[sum.size() - 1 - i] = static_cast<char>('0' + digit % 10);
    carry = digit / 10;
  }
  return without_leading_zeros(std::move(sum));
}

// a - b, where a is not less than b.
std::string subtract_digits(std::string_view a, std::string_view b) {
  if (is_fast(a) && is_fast(b)) return to_digits(Wide{to_integer(a)} - to_integer(b));
  std::string difference(a);
  int borrow = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const int right = i < b.size() ? b[b.size() - 1 - i] - '0' : 0;
    int digit = a[a.size() - 1 - i] - '0' - right - borrow;
    borrow = digit < 0 ? 1 : 0;
    if (digit < 0) digit += 10;
    difference[a.size() - 1 - i] = static_cast<char>('0' + digit);
  }
  return without_leading_zeros(std::move(difference));
}

std::string multiply_digits(std::string_view a, std::string_view b) {
  if (is_fast(a) && is_fast(b)) return to_digits(Wide{to_integer(a)} * to_integer(b));
  std::vector<std::uint64_t> places(a.size() + b.size(), 0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto left = static_cast<std::uint64_t>(a[a.size() - 1 - i] - '0');
    for (std::size_t j = 0; j < b.size(); ++j) {
      places[i + j] += left * static_cast<std::uint64_t>(b[b.size() - 1 - j] - '0');
    }
  }
  std::string product(places.size(), '0');
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < places.size(); ++i) {
    carry += places[i];
    product[product.size() - 1 - i] = static_cast<char>('0' + carry % 10);
    carry /= 10;
  }
  return without_leading_zeros(std::move(product));
}

}  // namespace

Decimal::Decimal(bool negative, std::string digits, std::int64_t scale)
    : negative_(negative && digits != "0"), digits_(std::move(digits)), scale_(scale) {}

Decimal::Decimal(std::int64_t integer)
    : negative_(integer < 0), digits_(to_digits(integer < 0 ? -Wide{integer} : Wide{integer})) {}

std::optional<Decimal> Decimal::parse(std::string_view lexeme) {
  if (!is_json_number(lexeme)) return std::nullopt;
  const bool negative = lexeme.front() == '-';
  if (negative) lexeme.remove_prefix(1);
  std::int64_t exponent = 0;
  if (const std::size_t e = lexeme.find_first_of("eE"); e != std::string_view::npos) {
    std::string_view power = lexeme.substr(e + 1);
    const bool below = power.front() == '-';
    if (below || power.front() == '+') power.remove_prefix(1);
    power.remove_prefix(std::min(power.find_first_not_of('0'), power.size()));
    if (power.size() > 5 || to_integer(power) > kExponentMax) return std::nullopt;
    exponent = below ? -to_integer(power) : to_integer(power);
    lexeme = lexeme.substr(0, e);
  }
  if (lexeme.size() > kDigitsMax) return std::nullopt;
  std::string digits(lexeme);
  std::int64_t scale = -exponent;
  if (const std::size_t point = digits.find('.'); point != std::string::npos) {
    scale += static_cast<std::int64_t>(digits.size() - point - 1);
    digits.erase(point, 1);
  }
  return Decimal(negative, without_leading_zeros(std::move(digits)), scale);
}

std::string Decimal::text() const {
  std::string out = negative_ ? "-" : "";
  if (scale_ < 0) return out + digits_ + "e" + std::to_string(-scale_);
  const auto scale = static_cast<std::size_t>(scale_);
  if (scale >= digits_.size()) {
    out.append("0.").append(scale - digits_.size(), '0').append(digits_);
  } else {
    out.append(digits_, 0, digits_.size() - scale);
    if (scale > 0) out.append(".").append(digits_, digits_.size() - scale);
  }
  return out;
}

std::optional<Decimal> Decimal::with_scale(std::int64_t scale) const {
  if (scale < 0 || scale > kExponentMax) return std::nullopt;
  if (is_zero()) return Decimal(false, "0", scale);
  std::string digits = digits_;
  if (scale >= scale_) {
    digits.append(static_cast<std::size_t>(scale - scale_), '0');
  } else {
    const auto lost = static_cast<std::size_t>(scale_ - scale);
    if (lost >= digits.size() || digits.find_last_not_of('0') >= digits.size() - lost) return std::nullopt;
    digits.resize(digits.size() - lost);
  }
  return Decimal(negative_, std::move(digits), scale);
}

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
  if (a.is_zero() && b.is_zero()) return std::strong_ordering::equal;
  if (a.negative_ != b.negative_) return a.negative_ ? std::strong_ordering::less : std::strong_ordering::greater;
  if (a.is_zero() || b.is_zero())
    return a.is_zero() == a.negative_ ? std::strong_ordering::greater : std::strong_ordering::less;
  // The place of the first digit decides; only then the digits, the shorter ones filled up with zeros.
  const std::int64_t a_top = static_cast<std::int64_t>(a.digits_.size()) - a.scale_;
  const std::int64_t b_top = static_cast<std::int64_t>(b.digits_.size()) - b.scale_;
  std::strong_ordering order = a_top <=> b_top;
  for (std::size_t i = 0; order == 0 && i < std::max(a.digits_.size(), b.digits_.size()); ++i) {
    const char left = i < a.digits_.size() ? a.digits_[i] : '0';
    const char right = i < b.digits_.size() ? b.digits_[i] : '0';
    order = left <=> right;
  }
  return a.negative_ ? 0 <=> order : order;
}

Decimal Decimal::sum(const Decimal& a, const Decimal& b, bool negate_b) {
  const std::int64_t scale = std::max(a.scale_, b.scale_);
  const auto widened = [scale](const Decimal& value) {
    std::string digits = value.digits_;
    if (!value.is_zero()) digits.append(static_cast<std::size_t>(scale - value.scale_), '0');
    return digits;
  };
  const std::string left = widened(a);
  const std::string right = widened(b);
  const bool b_negative = b.negative_ != negate_b;
  if (a.negative_ == b_negative) return {a.negative_, add_digits(left, right), scale};
  if (compare_digits(left, right) >= 0) return {a.negative_, subtract_digits(left, right), scale};
  return {b_negative, subtract_digits(right, left), scale};
}

Decimal operator+(const Decimal& a, const Decimal& b) {
  return Decimal::sum(a, b, false);
}
Decimal operator-(const Decimal& a, const Decimal& b) {
  return Decimal::sum(a, b, true);
}
Decimal operator*(const Decimal& a, const Decimal& b) {
  return {a.negative_ != b.negative_, multiply_digits(a.digits_, b.digits_), a.scale_ + b.scale_};
}

}  // namespace careway::fhir
