#pragma once

#include <gmp.h>

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "profiles/fhir/decimal.h"

namespace careway::money {

/// An exact fraction of any size: rates, shares and weeks are worked out in it, and rounded at one named point only. A
/// value type; safe to share while it is not changed.
class Rational {
 public:
  Rational() { mpq_init(value_); }
  explicit Rational(std::int64_t whole);
  /// The denominator is not zero.
  Rational(std::int64_t numerator, std::int64_t denominator);
  explicit Rational(const fhir::Decimal& decimal);
  Rational(const Rational& other);
  Rational(Rational&& other) noexcept;
  Rational& operator=(const Rational& other);
  Rational& operator=(Rational&& other) noexcept;
  ~Rational() { mpq_clear(value_); }

  /// "16.40", "365/7", "-3". Nothing when the text is none of these, the denominator is zero, or it is beyond the
  /// limits of fhir::Decimal.
  static std::optional<Rational> parse(std::string_view text);

  [[nodiscard]] bool is_zero() const { return mpq_sgn(value_) == 0; }
  [[nodiscard]] bool is_negative() const { return mpq_sgn(value_) < 0; }
  /// In lowest terms: "365/7", "82/5", "3".
  [[nodiscard]] std::string text() const;
  /// The largest whole number that is not above; nothing beyond 64 bits.
  [[nodiscard]] std::optional<std::int64_t> floor() const;

  Rational& operator+=(const Rational& other);
  Rational& operator-=(const Rational& other);
  Rational& operator*=(const Rational& other);
  /// `other` is not zero.
  Rational& operator/=(const Rational& other);
  friend Rational operator+(Rational a, const Rational& b) { return a += b; }
  friend Rational operator-(Rational a, const Rational& b) { return a -= b; }
  friend Rational operator*(Rational a, const Rational& b) { return a *= b; }
  friend Rational operator/(Rational a, const Rational& b) { return a /= b; }
  friend bool operator==(const Rational& a, const Rational& b) { return mpq_equal(a.value_, b.value_) != 0; }
  friend std::strong_ordering operator<=>(const Rational& a, const Rational& b) {
    return mpq_cmp(a.value_, b.value_) <=> 0;
  }

 private:
  mpq_t value_;
};

/// What becomes of exactly half a unit. Every record says which rule it used: the two differ by a penny a line.
enum class Rounding : std::uint8_t {
  half_up,    ///< away from zero, as people round by hand
  half_even,  ///< to the even neighbour, as .NET does by itself
};

/// Rounds to whole units; nothing beyond 64 bits.
std::optional<std::int64_t> round_to_whole(const Rational& value, Rounding rounding);

}  // namespace careway::money
