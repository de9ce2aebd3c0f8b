#include "mappers/money/rational.h"

#include <gtest/gtest.h>

#include <array>
#include <random>

namespace careway::money {
namespace {

TEST(Rational, KeepsFractionsExactly) {
  EXPECT_EQ((Rational(1, 3) + Rational(1, 3) + Rational(1, 3)).text(), "1");
  EXPECT_EQ(Rational::parse("365/7")->text(), "365/7");
  EXPECT_EQ(Rational::parse("16.40")->text(), "82/5");
  EXPECT_EQ(Rational::parse("-0.5")->text(), "-1/2");
  EXPECT_EQ((Rational::parse("1e30").value() / Rational::parse("1e30").value()).text(), "1");
}

TEST(Rational, RefusesWhatIsNoNumber) {
  for (const char* text : {"", "/", "1/", "/7", "1/0", "1/0.0", "one", "1/2/3", "1e99999999"}) {
    EXPECT_FALSE(Rational::parse(text)) << text;
  }
}

TEST(Rational, RoundsHalvesByTheNamedRule) {
  struct Case {
    const char* value;
    std::int64_t half_up;
    std::int64_t half_even;
  };
  for (const Case& one :
       {Case{"2.5", 3, 2}, Case{"3.5", 4, 4}, Case{"-2.5", -3, -2}, Case{"-3.5", -4, -4}, Case{"2.4999", 2, 2},
        Case{"2.5001", 3, 3}, Case{"0.5", 1, 0}, Case{"-0.5", -1, 0}, Case{"-2.6", -3, -3}, Case{"7", 7, 7}}) {
    const Rational value = *Rational::parse(one.value);
    EXPECT_EQ(round_to_whole(value, Rounding::half_up), one.half_up) << one.value;
    EXPECT_EQ(round_to_whole(value, Rounding::half_even), one.half_even) << one.value;
  }
}

/// The same fraction, by GMP alone.
class Reference {
 public:
  Reference(std::int64_t over, std::int64_t under) {
    mpq_init(value_);
    mpz_set_si(mpq_numref(value_), over);
    mpz_set_si(mpq_denref(value_), under);
    mpq_canonicalize(value_);
  }
  Reference(const Reference&) = delete;
  Reference& operator=(const Reference&) = delete;
  ~Reference() { mpq_clear(value_); }
  [[nodiscard]] std::string text() const {
    std::array<char, 400> digits{};
    return mpq_get_str(digits.data(), 10, value_);
  }
  [[nodiscard]] mpq_ptr get() { return value_; }

 private:
  mpq_t value_;
};

// Small numbers stay in 64 bits, others do not, and nobody can tell from the answers.
TEST(Rational, CountsAsGmpDoesOnBothSidesOf64Bits) {
  constexpr int kRounds = 200'000;
  std::mt19937_64 numbers(20'260'406);
  const auto any = [&] {
    const auto bits = static_cast<int>(numbers() % 64);
    return static_cast<std::int64_t>(numbers()) >> bits;
  };
  const auto above_zero = [&] {
    const std::int64_t number = any();
    return number > 0 ? number : number == 0 || number == INT64_MIN ? 1 : -number;
  };
  for (int i = 0; i < kRounds; ++i) {
    const std::array<std::int64_t, 6> parts{any(), above_zero(), any(), above_zero(), any(), above_zero()};
    Rational ours(parts[0], parts[1]);
    const Rational second(parts[2], parts[3]);
    const Rational third(parts[4], parts[5]);
    Reference theirs(parts[0], parts[1]);
    Reference other(parts[2], parts[3]);
    Reference last(parts[4], parts[5]);
    ASSERT_EQ(ours <=> second, mpq_cmp(theirs.get(), other.get()) <=> 0);
    ours += second;
    mpq_add(theirs.get(), theirs.get(), other.get());
    ASSERT_EQ(ours.text(), theirs.text());
    ours *= third;
    mpq_mul(theirs.get(), theirs.get(), last.get());
    ASSERT_EQ(ours.text(), theirs.text());
    ours -= second;
    mpq_sub(theirs.get(), theirs.get(), other.get());
    ASSERT_EQ(ours.text(), theirs.text());
    if (third.is_zero()) continue;
    ours /= third;
    mpq_div(theirs.get(), theirs.get(), last.get());
    ASSERT_EQ(ours.text(), theirs.text());
    const Rational copy = ours;
    ASSERT_EQ(copy, ours);
    ASSERT_TRUE((copy - ours).is_zero());
    ASSERT_EQ(ours.is_negative(), mpq_sgn(theirs.get()) < 0);
  }
}

TEST(Rational, CanBeCopiedMovedAndUsedAgain) {
  const Rational large = *Rational::parse("1e40");
  Rational copy = large;
  Rational moved = std::move(copy);
  EXPECT_EQ(moved, large);
  moved = Rational(7);
  EXPECT_EQ(moved.text(), "7");
  moved = large;
  moved *= moved;
  EXPECT_EQ(moved, *Rational::parse("1e80"));
  moved /= moved;
  EXPECT_EQ(moved.text(), "1");
  EXPECT_EQ(Rational(INT64_MIN).text(), "-9223372036854775808");
  EXPECT_EQ((Rational(INT64_MIN) - Rational(INT64_MIN)).text(), "0");
  EXPECT_EQ(Rational(1, INT64_MIN).text(), "-1/9223372036854775808");
}

TEST(Rational, SaysWhenAWholeIsTooLarge) {
  EXPECT_FALSE(round_to_whole(*Rational::parse("1e19"), Rounding::half_up));
  EXPECT_FALSE(round_to_whole(*Rational::parse("9223372036854775807.5"), Rounding::half_up));
  EXPECT_EQ(round_to_whole(*Rational::parse("-9223372036854775808"), Rounding::half_up), INT64_MIN);
}

}  // namespace
}  // namespace careway::money
