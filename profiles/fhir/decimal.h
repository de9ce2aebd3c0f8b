#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace careway::fhir {

/// An exact decimal number that keeps its scale: 16.40 is equal to 16.4 and yet prints as 16.40. The value is
/// digits x 10^-scale. Never a binary float. A value type; safe to share while it is not changed.
class Decimal {
 public:
  /// Limits on what parse takes, so that no hostile exponent can fill memory.
  static constexpr std::size_t kDigitsMax = 10'000;
  static constexpr std::int64_t kExponentMax = 10'000;

  Decimal() = default;
  /// 0 with scale 0, and so on: an integer.
  explicit Decimal(std::int64_t integer);
  /// Reads the JSON number grammar (R4: decimal, integer). Nothing when the text is no such number or beyond the
  /// limits.
  static std::optional<Decimal> parse(std::string_view lexeme);

  [[nodiscard]] bool is_zero() const { return digits_ == "0"; }
  [[nodiscard]] bool is_negative() const { return negative_; }
  /// Digits behind the point; negative for 1e3, which has scale -3.
  [[nodiscard]] std::int64_t scale() const { return scale_; }
  /// The digits without sign, point and leading zeros.
  [[nodiscard]] std::string_view digits() const { return digits_; }

  /// A JSON number with the same scale: "16.40", "-0.05", "1e3".
  [[nodiscard]] std::string text() const;
  /// The same value with that many digits behind the point (0 or more) and no exponent; nothing when digits other than
  /// zeros would be lost.
  [[nodiscard]] std::optional<Decimal> with_scale(std::int64_t scale) const;

  /// By value: 16.40 == 16.4 == 1640e-2, -0 == 0.
  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b);
  friend bool operator==(const Decimal& a, const Decimal& b) { return (a <=> b) == std::strong_ordering::equal; }

  /// Exact; sums and differences have the larger scale, products the sum of both scales.
  friend Decimal operator+(const Decimal& a, const Decimal& b);
  friend Decimal operator-(const Decimal& a, const Decimal& b);
  friend Decimal operator*(const Decimal& a, const Decimal& b);

 private:
  Decimal(bool negative, std::string digits, std::int64_t scale);
  static Decimal sum(const Decimal& a, const Decimal& b, bool negate_b);

  bool negative_ = false;     // never set for zero
  std::string digits_ = "0";  // no leading zeros
  std::int64_t scale_ = 0;
};

}  // namespace careway::fhir
