#include "profiles/validation/checks/invariant.h"

#include <string>

#include "profiles/validation/checks/native_invariants.h"
#include "profiles/validation/session.h"

namespace careway::validation {
namespace {

class InvariantCheck final : public Check {
 public:
  explicit InvariantCheck(const packages::Constraint& constraint)
      : constraint_(constraint), native_(native_invariant(constraint.key, constraint.expression)) {}

  void run(fhir::Element element, Session& session) const override {
    if (constraint_.is_best_practice && !session.options().best_practice) return;
    if (native_ != nullptr) {
      if (!native_(element, session)) tell(element, session);
      return;
    }
    const fhirpath::Expression* expression = session.compiled(constraint_.expression, {});
    if (expression == nullptr) {
      session.warning("invariant-unusable", element,
                      "The constraint " + std::string(constraint_.key) + " cannot be read and was not checked.");
      return;
    }
    const auto answer = session.holds(*expression, element);
    if (!answer) {
      session.unchecked("constraint " + std::string(constraint_.key) + " could not be evaluated");
    } else if (!*answer) {
      tell(element, session);
    }
  }
  std::string describe() const override {
    std::string text = constraint_.is_error ? "invariant " : "invariant (warning) ";
    text += std::string(constraint_.key);
    text += native_ != nullptr ? " (native)" : ": " + std::string(constraint_.expression);
    return text;
  }

 private:
  void tell(fhir::Element element, Session& session) const {
    fhir::Severity severity = constraint_.is_error ? fhir::Severity::error : fhir::Severity::warning;
    if (constraint_.is_best_practice) severity = *session.options().best_practice;
    session.report(severity, "invariant", element,
                   "Constraint " + std::string(constraint_.key) + " fails: " + std::string(constraint_.human));
  }

  packages::Constraint constraint_;
  NativeInvariant native_;
};

}  // namespace

std::unique_ptr<const Check> make_invariant_check(const packages::Constraint& constraint) {
  return std::make_unique<InvariantCheck>(constraint);
}

bool is_checked_elsewhere(const packages::Constraint& constraint) {
  return constraint.key == "ele-1" || constraint.key == "dom-3" || constraint.expression.empty();
}

}  // namespace careway::validation
