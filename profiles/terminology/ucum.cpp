#include "profiles/terminology/ucum.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "profiles/fhir/decimal_division.h"
#include "profiles/terminology/ucum_atoms.h"

namespace careway::terminology {
namespace {

using fhir::Decimal;

constexpr std::size_t kExpressionBytesMax = 200;
constexpr int kNestingMax = 30;
constexpr int kExponentMax = 99;
// No true unit comes near; a product of many powers of [pi] would.
constexpr std::size_t kFactorDigitsMax = 4'000;
constexpr int kSignificantDigits = 28;
// A quotient that ends within so many digits is given in full.
constexpr int kFiniteDigits = 100;

struct Dimension {
  std::string_view symbol;
  int exponent;
};

// What an expression measures: a factor and base units, in alphabetical order, none with exponent 0.
struct Measure {
  Decimal numerator{1};
  Decimal denominator{1};
  std::vector<Dimension> dimensions;
  bool is_special = false;
};

Decimal number(std::string_view lexeme) {
  const auto value = Decimal::parse(lexeme);
  assert(value);
  return *value;
}

void multiply(Measure& into, const Measure& by, int exponent) {
  const Decimal& above = exponent > 0 ? by.numerator : by.denominator;
  const Decimal& below = exponent > 0 ? by.denominator : by.numerator;
  for (int i = 0; i < std::abs(exponent); ++i) {
    into.numerator = into.numerator * above;
    into.denominator = into.denominator * below;
  }
  for (const Dimension& dimension : by.dimensions) {
    const auto place = std::ranges::lower_bound(into.dimensions, dimension.symbol, {}, &Dimension::symbol);
    if (place == into.dimensions.end() || place->symbol != dimension.symbol) {
      into.dimensions.insert(place, {dimension.symbol, dimension.exponent * exponent});
    } else {
      place->exponent += dimension.exponent * exponent;
      if (place->exponent == 0) into.dimensions.erase(place);
    }
  }
  into.is_special = into.is_special || by.is_special;
}

std::size_t digits_end(std::string_view text) {
  return std::min(text.find_first_not_of("0123456789"), text.size());
}

// A prefix and an atom, or an atom alone.
struct SimpleUnit {
  const UnitPrefix* prefix = nullptr;
  const UnitAtom* atom = nullptr;
};

SimpleUnit find_simple_unit(std::string_view code) {
  if (const UnitAtom* atom = find_unit_atom(code)) return {nullptr, atom};
  for (std::size_t length = 1; length <= 2 && length < code.size(); ++length) {
    const UnitPrefix* prefix = find_unit_prefix(code.substr(0, length));
    const UnitAtom* atom = prefix == nullptr ? nullptr : find_unit_atom(code.substr(length));
    if (atom != nullptr && atom->is_metric) return {prefix, atom};
  }
  return {};
}

// UCUM section 2.2, the grammar by recursive descent. Terms are read from the left: a/b.c is (a/b).c.
class Reader {
 public:
  // With `only_checks` nothing is worked out: whether the expression is read at all is the answer.
  Reader(std::string_view expression, int depth, bool only_checks = false)
      : rest_(expression), depth_(depth), only_checks_(only_checks) {}

  std::optional<Measure> read() {
    Measure whole;
    int sign = 1;
    if (take('/')) sign = -1;
    if (!read_term(whole, sign) || !rest_.empty()) return std::nullopt;
    return whole;
  }

 private:
  bool take(char wanted) {
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool read_term(Measure& into, int sign) {
    while (true) {
      if (!read_component(into, sign)) return false;
      if (into.numerator.digits().size() + into.denominator.digits().size() > kFactorDigitsMax) return false;
      if (take('.')) {
        sign = 1;
      } else if (take('/')) {
        sign = -1;
      } else {
        return true;
      }
    }
  }

  bool read_component(Measure& into, int sign) {
    if (take('(')) {
      if (++depth_ > kNestingMax) return false;
      Measure inner;
      if (!read_term(inner, 1) || !take(')')) return false;
      --depth_;
      multiply(into, inner, sign);
      return true;
    }
    if (!rest_.empty() && rest_.front() == '{') return read_annotation();
    const std::string_view token = rest_.substr(0, token_end());
    if (token.empty()) return false;
    rest_.remove_prefix(token.size());
    Measure unit;
    int exponent = 1;
    if (digits_end(token) == token.size()) {
      const std::size_t first = token.find_first_not_of('0');
      if (first == std::string_view::npos) return false;
      if (!only_checks_) unit.numerator = number(token.substr(first));
    } else if (!read_simple_unit(token, unit, exponent)) {
      return false;
    }
    if (!only_checks_) multiply(into, unit, sign * exponent);
    return rest_.empty() || rest_.front() != '{' || read_annotation();
  }

  // Up to the next operator; what stands in square brackets belongs to an atom.
  [[nodiscard]] std::size_t token_end() const {
    bool in_brackets = false;
    std::size_t i = 0;
    for (; i < rest_.size(); ++i) {
      if (rest_[i] == '[') in_brackets = true;
      if (rest_[i] == ']') in_brackets = false;
      if (!in_brackets && std::string_view("./(){}").find(rest_[i]) != std::string_view::npos) break;
    }
    return i;
  }

  // Printable ASCII without braces (UCUM section 2.2, rule on annotations).
  bool read_annotation() {
    const std::size_t end = rest_.find('}');
    if (end == std::string_view::npos) return false;
    for (const char c : rest_.substr(1, end - 1)) {
      if (c < '!' || c > '~' || c == '{') return false;
    }
    rest_.remove_prefix(end + 1);
    return true;
  }

  bool read_simple_unit(std::string_view token, Measure& unit, int& exponent) {
    SimpleUnit simple = find_simple_unit(token);
    if (simple.atom == nullptr) {
      std::size_t begin = token.find_last_not_of("0123456789");
      if (begin == std::string_view::npos || begin + 1 == token.size()) return false;
      std::string_view power = token.substr(begin + 1);
      const bool has_sign = token[begin] == '-' || token[begin] == '+';
      const bool is_below = token[begin] == '-';
      power.remove_prefix(std::min(power.find_first_not_of('0'), power.size() - 1));
      if (power.size() > 2) return false;
      exponent = 0;
      for (const char digit : power) exponent = exponent * 10 + (digit - '0');
      static_assert(kExponentMax == 99);
      if (is_below) exponent = -exponent;
      simple = find_simple_unit(token.substr(0, has_sign ? begin : begin + 1));
    }
    if (simple.atom == nullptr) return false;
    if (only_checks_) return true;
    if (simple.prefix != nullptr) unit.numerator = number(simple.prefix->value);
    return add_atom(*simple.atom, unit);
  }

  bool add_atom(const UnitAtom& atom, Measure& unit) {
    if (atom.kind != UnitAtom::Kind::derived) {
      unit.dimensions.push_back({atom.code, 1});
      unit.is_special = atom.kind == UnitAtom::Kind::affine || atom.kind == UnitAtom::Kind::special;
      return true;
    }
    unit.numerator = unit.numerator * number(atom.value);
    if (atom.unit.empty()) return true;
    if (depth_ >= kNestingMax) return false;
    const auto definition = Reader(atom.unit, depth_ + 1).read();
    if (!definition) return false;
    multiply(unit, *definition, 1);
    return true;
  }

  std::string_view rest_;
  int depth_;
  bool only_checks_;
};

std::string text_of(const std::vector<Dimension>& dimensions) {
  std::string text;
  for (const Dimension& dimension : dimensions) {
    if (!text.empty()) text.push_back('.');
    text.append(dimension.symbol);
    if (dimension.exponent != 1) text.append(std::to_string(dimension.exponent));
  }
  return text.empty() ? "1" : text;
}

// A temperature scale that stands alone keeps its zero; in a product it has none that could be meant.
std::optional<CanonicalUnit> read_scale(std::string_view expression) {
  const std::string_view code = expression.substr(0, expression.find('{'));
  const SimpleUnit simple = find_simple_unit(code);
  if (simple.atom == nullptr || simple.atom->kind != UnitAtom::Kind::affine) return std::nullopt;
  const auto degree = Reader(simple.atom->unit, 0).read();
  assert(degree);
  const Decimal prefix = simple.prefix == nullptr ? Decimal(1) : number(simple.prefix->value);
  CanonicalUnit unit;
  unit.dimension = text_of(degree->dimensions);
  unit.factor = {degree->numerator * number(simple.atom->value) * prefix, degree->denominator};
  // Ice melts at 273.15 K; 0 degF is 459.67 degrees of 5/9 K above nothing.
  const bool is_fahrenheit = simple.atom->code == "[degF]";
  unit.offset = is_fahrenheit ? UnitFactor{number("2298.35"), Decimal(9)} : UnitFactor{number("273.15"), Decimal(1)};
  return unit;
}

}  // namespace

std::optional<CanonicalUnit> parse_unit(std::string_view expression) {
  if (expression.empty() || expression.size() > kExpressionBytesMax) return std::nullopt;
  const auto measure = Reader(expression, 0).read();
  if (!measure) return std::nullopt;
  if (measure->is_special) {
    if (auto scale = read_scale(expression)) return scale;
  }
  CanonicalUnit unit;
  unit.dimension = text_of(measure->dimensions);
  unit.is_special = measure->is_special;
  unit.factor = {measure->numerator, measure->denominator};
  return unit;
}

bool is_unit(std::string_view expression) {
  if (expression.empty() || expression.size() > kExpressionBytesMax) return false;
  return Reader(expression, 0, true).read().has_value();
}

bool can_convert(const CanonicalUnit& from, const CanonicalUnit& to) {
  return from.dimension == to.dimension && from.is_special == to.is_special;
}

UnitFactor to_base(const Decimal& value, const CanonicalUnit& unit) {
  const Decimal scaled = value * unit.factor.numerator;
  if (unit.offset.numerator.is_zero()) return {scaled, unit.factor.denominator};
  return {scaled * unit.offset.denominator + unit.offset.numerator * unit.factor.denominator,
          unit.factor.denominator * unit.offset.denominator};
}

std::optional<Decimal> convert(const Decimal& value, const CanonicalUnit& from, const CanonicalUnit& to) {
  if (!can_convert(from, to)) return std::nullopt;
  UnitFactor base = to_base(value, from);
  if (!to.offset.numerator.is_zero()) {
    base = {base.numerator * to.offset.denominator - to.offset.numerator * base.denominator,
            base.denominator * to.offset.denominator};
  }
  const Decimal numerator = base.numerator * to.factor.denominator;
  const Decimal denominator = base.denominator * to.factor.numerator;
  const auto full = fhir::divide(numerator, denominator, kFiniteDigits, 0);
  if (!full || *full * denominator == numerator) return full;
  return fhir::without_trailing_zeros(fhir::round_significant(*full, kSignificantDigits));
}

std::optional<Decimal> convert(const Decimal& value, std::string_view from, std::string_view to) {
  if (from == to) return is_unit(from) ? std::optional(value) : std::nullopt;
  const auto source = parse_unit(from);
  const auto target = source ? parse_unit(to) : std::nullopt;
  return target ? convert(value, *source, *target) : std::nullopt;
}

}  // namespace careway::terminology
