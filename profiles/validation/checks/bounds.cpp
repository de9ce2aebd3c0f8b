#include "profiles/validation/checks/bounds.h"

#include <compare>
#include <optional>
#include <string>

#include "profiles/fhir/date.h"
#include "profiles/fhir/decimal.h"
#include "profiles/terminology/ucum.h"
#include "profiles/validation/checks/fixed.h"
#include "profiles/validation/session.h"

namespace careway::validation {
namespace {

std::optional<fhir::Decimal> number_of(fhir::Element quantity, std::string_view unit) {
  auto number = fhir::Decimal::parse(quantity.child_value("value"));
  const auto own_unit = quantity.child_value("code");
  if (!number || own_unit == unit) return number;
  if (own_unit.empty() || unit.empty()) return std::nullopt;
  return terminology::convert(*number, own_unit, unit);
}

std::partial_ordering compare(fhir::Element value, fhir::Element bound) {
  if (bound.child("value").exists()) {
    const auto limit = fhir::Decimal::parse(bound.child_value("value"));
    const auto number = number_of(value, bound.child_value("code"));
    return limit && number ? std::partial_ordering(*number <=> *limit) : std::partial_ordering::unordered;
  }
  if (value.kind() == fhir::ValueKind::number) {
    const auto limit = fhir::Decimal::parse(bound.value());
    const auto number = fhir::Decimal::parse(value.value());
    return limit && number ? std::partial_ordering(*number <=> *limit) : std::partial_ordering::unordered;
  }
  const auto moment = fhir::DateTime::parse(value.value());
  const auto limit = fhir::DateTime::parse(bound.value());
  if (moment && limit) return compare_moments(*moment, *limit);
  // Times of day ("14:30:00") stand in the order of their texts.
  if (!moment && !limit && !value.value().empty() && bound.value().size() >= 8 && bound.value()[2] == ':')
    return value.value() <=> bound.value();
  return std::partial_ordering::unordered;
}

class BoundCheck final : public Check {
 public:
  BoundCheck(fhir::Element bound, bool is_minimum) : bound_(bound), is_minimum_(is_minimum) {}

  void run(fhir::Element element, Session& session) const override {
    const auto order = compare(element, bound_);
    if (is_minimum_ && order == std::partial_ordering::less)
      session.error("value-below-minimum", element, "The value is less than the minimum " + value_text(bound_) + ".");
    if (!is_minimum_ && order == std::partial_ordering::greater)
      session.error("value-above-maximum", element,
                    "The value is greater than the maximum " + value_text(bound_) + ".");
  }
  std::string describe() const override { return (is_minimum_ ? "minimum " : "maximum ") + value_text(bound_); }

 private:
  fhir::Element bound_;
  bool is_minimum_;
};

class LengthCheck final : public Check {
 public:
  explicit LengthCheck(std::uint32_t characters_max) : characters_max_(characters_max) {}

  void run(fhir::Element element, Session& session) const override {
    std::size_t characters = 0;
    for (const char c : element.value()) characters += (static_cast<unsigned char>(c) & 0xC0U) != 0x80 ? 1 : 0;
    if (characters > characters_max_)
      session.error("value-too-long", element,
                    "The value has more than the " + std::to_string(characters_max_) + " characters allowed.");
  }
  std::string describe() const override { return "length at most " + std::to_string(characters_max_); }

 private:
  std::uint32_t characters_max_;
};

}  // namespace

std::unique_ptr<const Check> make_minimum_check(fhir::Element bound) {
  return std::make_unique<BoundCheck>(bound, true);
}

std::unique_ptr<const Check> make_maximum_check(fhir::Element bound) {
  return std::make_unique<BoundCheck>(bound, false);
}

std::unique_ptr<const Check> make_length_check(std::uint32_t characters_max) {
  return std::make_unique<LengthCheck>(characters_max);
}

}  // namespace careway::validation
