#include "mappers/money/rational.h"

#include <cassert>

namespace careway::money {

Rational::Rational(std::int64_t whole) {
  mpq_init(value_);
  mpq_set_si(value_, whole, 1);
}

Rational::Rational(std::int64_t numerator, std::int64_t denominator) {
  assert(denominator != 0);
  mpq_init(value_);
  mpz_set_si(mpq_numref(value_), numerator);
  mpz_set_si(mpq_denref(value_), denominator);
  mpq_canonicalize(value_);
}

Rational::Rational(const fhir::Decimal& decimal) {
  mpq_init(value_);
  mpz_set_str(mpq_numref(value_), std::string(decimal.digits()).c_str(), 10);
  mpz_t power;
  mpz_init(power);
  const std::int64_t scale = decimal.scale();
  mpz_ui_pow_ui(power, 10, static_cast<unsigned long>(scale < 0 ? -scale : scale));
  if (scale < 0) {
    mpz_mul(mpq_numref(value_), mpq_numref(value_), power);
  } else {
    mpz_set(mpq_denref(value_), power);
  }
  mpz_clear(power);
  if (decimal.is_negative()) mpz_neg(mpq_numref(value_), mpq_numref(value_));
  mpq_canonicalize(value_);
}

Rational::Rational(const Rational& other) {
  mpq_init(value_);
  mpq_set(value_, other.value_);
}

Rational::Rational(Rational&& other) noexcept {
  mpq_init(value_);
  mpq_swap(value_, other.value_);
}

Rational& Rational::operator=(const Rational& other) {
  mpq_set(value_, other.value_);
  return *this;
}

Rational& Rational::operator=(Rational&& other) noexcept {
  mpq_swap(value_, other.value_);
  return *this;
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
  char* digits = mpq_get_str(nullptr, 10, value_);
  std::string text(digits);
  void (*release)(void*, std::size_t) = nullptr;
  mp_get_memory_functions(nullptr, nullptr, &release);
  release(digits, text.size() + 1);
  return text;
}

std::optional<std::int64_t> Rational::floor() const {
  mpz_t whole;
  mpz_init(whole);
  mpz_fdiv_q(whole, mpq_numref(value_), mpq_denref(value_));
  std::optional<std::int64_t> result;
  if (mpz_fits_slong_p(whole) != 0) result = mpz_get_si(whole);
  mpz_clear(whole);
  return result;
}

Rational& Rational::operator+=(const Rational& other) {
  mpq_add(value_, value_, other.value_);
  return *this;
}

Rational& Rational::operator-=(const Rational& other) {
  mpq_sub(value_, value_, other.value_);
  return *this;
}

Rational& Rational::operator*=(const Rational& other) {
  mpq_mul(value_, value_, other.value_);
  return *this;
}

Rational& Rational::operator/=(const Rational& other) {
  assert(!other.is_zero());
  mpq_div(value_, value_, other.value_);
  return *this;
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
