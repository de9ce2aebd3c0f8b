#pragma once

#include <gmp.h>

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "profiles/fhir/decimal.h"

namespace careway::money {

/// An exact fraction of any size: rates, shares and weeks are worked out in it, and rounded at one named point only.
/// What fits 64 bits above and below the line, as almost all money does, needs no memory of its own. A value type; safe
/// to share while it is not changed.
class Rational {
 public:
  Rational() = default;
  explicit Rational(std::int64_t whole);
  /// The denominator is not zero.
  Rational(std::int64_t numerator, std::int64_t denominator);
  explicit Rational(const fhir::Decimal& decimal);
  Rational(const Rational& other) : over_(other.over_), under_(other.under_) {
    if (other.large_ != nullptr) large_ = copy_of(other.large_);
  }
  Rational(Rational&& other) noexcept : over_(other.over_), under_(other.under_), large_(other.large_) {
    other.large_ = nullptr;
  }
  Rational& operator=(const Rational& other);
  Rational& operator=(Rational&& other) noexcept;
  ~Rational() {
    if (large_ != nullptr) release(large_);
  }

  /// "16.40", "365/7", "-3". Nothing when the text is none of these, the denominator is zero, or it is beyond the
  /// limits of fhir::Decimal.
  static std::optional<Rational> parse(std::string_view text);

  [[nodiscard]] bool is_zero() const { return large_ == nullptr && over_ == 0; }
  [[nodiscard]] bool is_negative() const { return large_ == nullptr ? over_ < 0 : mpq_sgn(large_) < 0; }
  /// In lowest terms: "365/7", "82/5", "3".
  [[nodiscard]] std::string text() const;
  /// The largest whole number that is not above; nothing beyond 64 bits.
  [[nodiscard]] std::optional<std::int64_t> floor() const;

  Rational& operator+=(const Rational& other);
  Rational& operator-=(const Rational& other);
  Rational& operator*=(const Rational& other);
  /// `other` is not zero.
  Rational& operator/=(const Rational& other);
  friend Rational operator+(Rational a, const Rational& b) { return std::move(a += b); }
  friend Rational operator-(Rational a, const Rational& b) { return std::move(a -= b); }
  friend Rational operator*(Rational a, const Rational& b) { return std::move(a *= b); }
  friend Rational operator/(Rational a, const Rational& b) { return std::move(a /= b); }
  friend bool operator==(const Rational& a, const Rational& b) {
    if (a.large_ == nullptr && b.large_ == nullptr) return a.over_ == b.over_ && a.under_ == b.under_;
    return compare(a, b) == 0;
  }
  friend std::strong_ordering operator<=>(const Rational& a, const Rational& b) { return compare(a, b) <=> 0; }

 private:
  using Operation = void (*)(mpq_ptr, mpq_srcptr, mpq_srcptr);
  class Borrowed;
  static int compare(const Rational& a, const Rational& b);
  static mpq_ptr copy_of(mpq_srcptr other);
  static void release(mpq_ptr large);
  /// Takes over a value in lowest terms; back into 64 bits when it fits.
  void adopt(mpq_ptr value);
  /// The same operation without a limit.
  Rational& largely(Operation operation, const Rational& other);

  std::int64_t over_ = 0;    // never INT64_MIN, so that its negative fits
  std::int64_t under_ = 1;   // above zero; both in lowest terms
  mpq_ptr large_ = nullptr;  // where 64 bits are too few; the other two are not used then
};

/// What becomes of exactly half a unit. Every record says which rule it used: the two differ by a penny a line.
enum class Rounding : std::uint8_t {
  half_up,    ///< away from zero, as people round by hand
  half_even,  ///< to the even neighbour, as .NET does by itself
};

/// Rounds to whole units; nothing beyond 64 bits.
std::optional<std::int64_t> round_to_whole(const Rational& value, Rounding rounding);

}  // namespace careway::money
