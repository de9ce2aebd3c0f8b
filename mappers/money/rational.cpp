#include "mappers/money/rational.h"

#include <cassert>
#include <charconv>
#include <numeric>

namespace careway::money {
namespace {

__extension__ using Wide = __int128;

/// True where the value may stand as `over_` or `under_`.
bool fits(Wide value) {
  return value > INT64_MIN && value <= INT64_MAX;
}

Wide shared_divisor(Wide a, Wide b) {
  if (a < 0) a = -a;
  if (fits(a) && fits(b)) return std::gcd(static_cast<std::int64_t>(a), static_cast<std::int64_t>(b));
  while (b != 0) {
    const Wide rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

void set_large(mpq_ptr target, std::int64_t over, std::int64_t under) {
  mpz_set_si(mpq_numref(target), over);
  mpz_set_si(mpq_denref(target), under);
}

constexpr std::size_t kSmallDigitsMax = 18;

constexpr std::int64_t power_of_ten(std::int64_t exponent) {
  std::int64_t power = 1;
  for (; exponent > 0; --exponent) power *= 10;
  return power;
}

}  // namespace

/// A value as GMP wants it.
class Rational::Borrowed {
 public:
  explicit Borrowed(const Rational& value) {
    mpq_init(own_);
    if (value.large_ == nullptr) set_large(own_, value.over_, value.under_);
    value_ = value.large_ == nullptr ? own_ : value.large_;
  }
  Borrowed(const Borrowed&) = delete;
  Borrowed& operator=(const Borrowed&) = delete;
  ~Borrowed() { mpq_clear(own_); }
  [[nodiscard]] mpq_srcptr get() const { return value_; }

 private:
  mpq_t own_;
  mpq_srcptr value_ = nullptr;
};

Rational::Rational(std::int64_t whole) : Rational(whole, 1) {}

Rational::Rational(std::int64_t numerator, std::int64_t denominator) {
  assert(denominator != 0);
  Wide over = numerator;
  Wide under = denominator;
  if (under < 0) {
    over = -over;
    under = -under;
  }
  if (const Wide shared = under == 1 ? Wide{1} : shared_divisor(over, under); shared > 1) {
    over /= shared;
    under /= shared;
  }
  if (fits(over) && fits(under)) {
    over_ = static_cast<std::int64_t>(over);
    under_ = static_cast<std::int64_t>(under);
    return;
  }
  mpq_t value;
  mpq_init(value);
  set_large(value, numerator, denominator);
  mpq_canonicalize(value);
  adopt(value);
  mpq_clear(value);
}

Rational::Rational(const fhir::Decimal& decimal) {
  const std::int64_t scale = decimal.scale();
  if (decimal.digits().size() <= kSmallDigitsMax && 0 <= scale && scale <= static_cast<std::int64_t>(kSmallDigitsMax)) {
    std::int64_t digits = 0;
    std::from_chars(decimal.digits().data(), decimal.digits().data() + decimal.digits().size(), digits);
    *this = Rational(decimal.is_negative() ? -digits : digits, power_of_ten(scale));
    return;
  }
  mpq_t value;
  mpq_init(value);
  mpz_set_str(mpq_numref(value), std::string(decimal.digits()).c_str(), 10);
  mpz_t power;
  mpz_init(power);
  mpz_ui_pow_ui(power, 10, static_cast<unsigned long>(scale < 0 ? -scale : scale));
  if (scale < 0) {
    mpz_mul(mpq_numref(value), mpq_numref(value), power);
  } else {
    mpz_set(mpq_denref(value), power);
  }
  mpz_clear(power);
  if (decimal.is_negative()) mpz_neg(mpq_numref(value), mpq_numref(value));
  mpq_canonicalize(value);
  adopt(value);
  mpq_clear(value);
}

Rational& Rational::operator=(const Rational& other) {
  if (this == &other) return *this;
  mpq_ptr copied = other.large_ == nullptr ? nullptr : copy_of(other.large_);
  if (large_ != nullptr) release(large_);
  over_ = other.over_;
  under_ = other.under_;
  large_ = copied;
  return *this;
}

Rational& Rational::operator=(Rational&& other) noexcept {
  std::swap(over_, other.over_);
  std::swap(under_, other.under_);
  std::swap(large_, other.large_);
  return *this;
}

mpq_ptr Rational::copy_of(mpq_srcptr other) {
  auto* copied = new __mpq_struct;
  mpq_init(copied);
  mpq_set(copied, other);
  return copied;
}

void Rational::release(mpq_ptr large) {
  mpq_clear(large);
  delete large;
}

void Rational::adopt(mpq_ptr value) {
  mpz_srcptr over = mpq_numref(value);
  mpz_srcptr under = mpq_denref(value);
  if (mpz_fits_slong_p(over) != 0 && mpz_fits_slong_p(under) != 0 && mpz_get_si(over) != INT64_MIN) {
    over_ = mpz_get_si(over);
    under_ = mpz_get_si(under);
    if (large_ != nullptr) release(large_);
    large_ = nullptr;
    return;
  }
  if (large_ == nullptr) {
    large_ = copy_of(value);
  } else {
    mpq_set(large_, value);
  }
}

Rational& Rational::largely(Operation operation, const Rational& other) {
  mpq_t result;
  mpq_init(result);
  {
    const Borrowed a(*this);
    const Borrowed b(other);
    operation(result, a.get(), b.get());
  }
  adopt(result);
  mpq_clear(result);
  return *this;
}

int Rational::compare(const Rational& a, const Rational& b) {
  if (a.large_ == nullptr && b.large_ == nullptr) {
    const Wide left = Wide{a.over_} * b.under_;
    const Wide right = Wide{b.over_} * a.under_;
    return left < right ? -1 : left > right ? 1 : 0;
  }
  const Borrowed left(a);
  const Borrowed right(b);
  return mpq_cmp(left.get(), right.get());
}

std::optional<Rational> Rational::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto numerator = fhir::Decimal::parse(text.substr(0, slash));
  if (!numerator) return std::nullopt;
  if (slash == std::string_view::npos) return Rational(*numerator);
  const auto denominator = fhir::Decimal::parse(text.substr(slash + 1));
  if (!denominator || denominator->is_zero()) return std::nullopt;
  return Rational(*numerator) / Rational(*denominator);
}

std::string Rational::text() const {
  if (large_ == nullptr) {
    std::string text = std::to_string(over_);
    if (under_ != 1) text.append("/").append(std::to_string(under_));
    return text;
  }
  char* digits = mpq_get_str(nullptr, 10, large_);
  std::string text(digits);
  void (*release_digits)(void*, std::size_t) = nullptr;
  mp_get_memory_functions(nullptr, nullptr, &release_digits);
  release_digits(digits, text.size() + 1);
  return text;
}

std::optional<std::int64_t> Rational::floor() const {
  if (large_ == nullptr) {
    const std::int64_t whole = over_ / under_;
    return over_ % under_ < 0 ? whole - 1 : whole;
  }
  mpz_t whole;
  mpz_init(whole);
  mpz_fdiv_q(whole, mpq_numref(large_), mpq_denref(large_));
  std::optional<std::int64_t> result;
  if (mpz_fits_slong_p(whole) != 0) result = mpz_get_si(whole);
  mpz_clear(whole);
  return result;
}

Rational& Rational::operator+=(const Rational& other) {
  if (large_ != nullptr || other.large_ != nullptr) return largely(mpq_add, other);
  // Knuth, The Art of Computer Programming, 4.5.1: the shared divisor first keeps the numbers small.
  const std::int64_t shared = under_ == 1 || other.under_ == 1 ? 1 : std::gcd(under_, other.under_);
  Wide over = Wide{over_} * (other.under_ / shared) + Wide{other.over_} * (under_ / shared);
  const Wide rest = shared == 1 ? Wide{1} : shared_divisor(over % shared, shared);
  over /= rest;
  const Wide under = Wide{under_ / shared} * (other.under_ / static_cast<std::int64_t>(rest));
  if (!fits(over) || !fits(under)) return largely(mpq_add, other);
  over_ = static_cast<std::int64_t>(over);
  under_ = static_cast<std::int64_t>(under);
  return *this;
}

Rational& Rational::operator-=(const Rational& other) {
  if (other.large_ != nullptr) return largely(mpq_sub, other);
  Rational negative;
  negative.over_ = -other.over_;
  negative.under_ = other.under_;
  return *this += negative;
}

Rational& Rational::operator*=(const Rational& other) {
  if (large_ != nullptr || other.large_ != nullptr) return largely(mpq_mul, other);
  const std::int64_t first = other.under_ == 1 ? 1 : std::gcd(over_, other.under_);
  const std::int64_t second = under_ == 1 ? 1 : std::gcd(other.over_, under_);
  const Wide over = Wide{over_ / first} * (other.over_ / second);
  const Wide under = Wide{under_ / second} * (other.under_ / first);
  if (!fits(over) || !fits(under)) return largely(mpq_mul, other);
  over_ = static_cast<std::int64_t>(over);
  under_ = static_cast<std::int64_t>(under);
  return *this;
}

Rational& Rational::operator/=(const Rational& other) {
  assert(!other.is_zero());
  if (other.large_ != nullptr) return largely(mpq_div, other);
  Rational inverse;
  inverse.over_ = other.over_ < 0 ? -other.under_ : other.under_;
  inverse.under_ = other.over_ < 0 ? -other.over_ : other.over_;
  return *this *= inverse;
}

std::optional<std::int64_t> round_to_whole(const Rational& value, Rounding rounding) {
  const auto below = value.floor();
  if (!below) return std::nullopt;
  const Rational rest = value - Rational(*below);
  const Rational half(1, 2);
  if (rest < half) return below;
  const bool goes_down = rest == half && (rounding == Rounding::half_even ? *below % 2 == 0 : value.is_negative());
  if (goes_down) return below;
  return *below == INT64_MAX ? std::nullopt : std::optional<std::int64_t>(*below + 1);
}

}  // namespace careway::money
