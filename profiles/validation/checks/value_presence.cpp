#include "profiles/validation/checks/value_presence.h"

#include <algorithm>
#include <string>

#include "profiles/validation/rules/support.h"
#include "profiles/validation/session.h"

namespace careway::validation {
namespace {

class MinimumLengthCheck final : public Check {
 public:
  explicit MinimumLengthCheck(std::uint32_t characters_min) : characters_min_(characters_min) {}
  void run(fhir::Element element, Session& session) const override {
    if (element.value().empty() || character_count(element.value()) >= characters_min_) return;
    session.error("value-too-short", element,
                  "The value must have at least " + std::to_string(characters_min_) + " characters.");
  }
  std::string describe() const override { return "length at least " + std::to_string(characters_min_); }

 private:
  std::uint32_t characters_min_;
};

class ValuePresenceCheck final : public Check {
 public:
  ValuePresenceCheck(bool must_have_value, std::vector<std::string_view> alternatives)
      : must_have_value_(must_have_value), alternatives_(std::move(alternatives)) {}

  void run(fhir::Element element, Session& session) const override {
    if (element.has_value()) return;
    const bool has_alternative =
        std::ranges::any_of(alternatives_, [&](std::string_view url) { return extension(element, url).exists(); });
    if (must_have_value_) {
      session.error("value-missing", element, "The element must have a value here; extensions alone will not do.");
    } else if (!has_alternative) {
      session.error("value-missing", element, "Without a value the element must have the extension that says why.");
    }
  }
  std::string describe() const override {
    std::string text = must_have_value_ ? "value" : "value or";
    for (const std::string_view url : alternatives_) text.append(" ").append(url);
    return text;
  }

 private:
  bool must_have_value_;
  std::vector<std::string_view> alternatives_;
};

}  // namespace

std::unique_ptr<const Check> make_minimum_length_check(std::uint32_t characters_min) {
  return std::make_unique<MinimumLengthCheck>(characters_min);
}

std::unique_ptr<const Check> make_value_presence_check(bool must_have_value,
                                                       std::vector<std::string_view> alternatives) {
  return std::make_unique<ValuePresenceCheck>(must_have_value, std::move(alternatives));
}

}  // namespace careway::validation
