#include "profiles/validation/checks/fixed.h"

#include <iterator>
#include <string>

#include "profiles/validation/session.h"

namespace careway::validation {
namespace {

bool same_value(fhir::Element actual, fhir::Element expected) {
  return actual.has_value() == expected.has_value() && actual.value() == expected.value();
}

std::size_t child_count(fhir::Element parent) {
  return static_cast<std::size_t>(std::distance(parent.begin(), parent.end()));
}

fhir::Element nth_named(fhir::Element parent, std::string_view name, std::size_t place) {
  for (fhir::Element child : parent) {
    if (child.name() == name && place-- == 0) return child;
  }
  return {};
}

class FixedCheck final : public Check {
 public:
  FixedCheck(fhir::Element value, bool is_pattern) : value_(value), is_pattern_(is_pattern) {}

  void run(fhir::Element element, Session& session) const override {
    if (is_pattern_ ? fits_pattern(element, value_) : equals_fixed(element, value_)) return;
    session.error(
        is_pattern_ ? "pattern-value" : "fixed-value", element,
        std::string("The value must ") + (is_pattern_ ? "contain " : "be exactly ") + value_text(value_) + ".");
  }
  std::string describe() const override { return (is_pattern_ ? "pattern " : "fixed ") + value_text(value_); }

 private:
  fhir::Element value_;
  bool is_pattern_;
};

}  // namespace

bool equals_fixed(fhir::Element actual, fhir::Element fixed) {
  if (!same_value(actual, fixed) || child_count(actual) != child_count(fixed)) return false;
  for (fhir::Element child : fixed) {
    const fhir::Element other = nth_named(actual, child.name(), child.ordinal_among_same_name());
    if (!other.exists() || !equals_fixed(other, child)) return false;
  }
  return true;
}

bool fits_pattern(fhir::Element actual, fhir::Element pattern) {
  if (pattern.has_value() && !same_value(actual, pattern)) return false;
  for (fhir::Element child : pattern) {
    bool is_found = false;
    for (fhir::Element other : actual) {
      if (other.name() == child.name() && fits_pattern(other, child)) {
        is_found = true;
        break;
      }
    }
    if (!is_found) return false;
  }
  return true;
}

std::string value_text(fhir::Element value) {
  if (!value.first_child().exists()) return "'" + std::string(value.value()) + "'";
  std::string text = "{";
  if (value.has_value()) text += std::string(value.value());
  for (fhir::Element child : value) {
    if (text.size() > 1) text += ", ";
    text += std::string(child.name()) + ": " + value_text(child);
  }
  return text + "}";
}

std::unique_ptr<const Check> make_fixed_check(fhir::Element fixed) {
  return std::make_unique<FixedCheck>(fixed, false);
}

std::unique_ptr<const Check> make_pattern_check(fhir::Element pattern) {
  return std::make_unique<FixedCheck>(pattern, true);
}

}  // namespace careway::validation
