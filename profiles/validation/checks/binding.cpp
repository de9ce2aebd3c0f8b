#include "profiles/validation/checks/binding.h"

#include <algorithm>
#include <string>

#include "profiles/validation/references.h"
#include "profiles/validation/session.h"

namespace careway::validation {
namespace {

using terminology::Membership;

/// What kind of coded element this is.
enum class Coded : std::uint8_t { none, code, coding, concept_, quantity };

Coded kind_of(fhir::Element element, const Session& session) {
  const auto type = session.type_index(element);
  if (type == definitions::kNone) return Coded::none;
  const auto& definitions = session.definitions();
  if (definitions.type_kind(type) == definitions::TypeKind::primitive) return Coded::code;
  const auto name = definitions.type(type).name;
  if (name == "CodeableConcept") return Coded::concept_;
  if (name == "Coding") return Coded::coding;
  if (session.is_a(type, definitions.find_type("Quantity"))) return Coded::quantity;
  return Coded::none;
}

Membership ask(std::string_view value_set, std::string_view system, std::string_view code, Session& session) {
  if (code.empty()) return Membership::unknown;
  return session.terminology().value_set_has(value_set, system, code).membership;
}

/// A code without a system means nothing, so it is in no value set.
Membership of_pair(fhir::Element pair, std::string_view value_set, Session& session) {
  const auto code = pair.child_value("code");
  const auto system = pair.child_value("system");
  if (code.empty()) return Membership::unknown;
  if (system.empty()) return Membership::out;
  return ask(value_set, system, code, session);
}

Membership of_concept(fhir::Element concept_, std::string_view value_set, Session& session) {
  bool is_unknown = false;
  for (fhir::Element coding : concept_) {
    if (coding.name() != "coding") continue;
    const Membership membership = of_pair(coding, value_set, session);
    if (membership == Membership::in) return membership;
    is_unknown = is_unknown || membership == Membership::unknown;
  }
  return is_unknown ? Membership::unknown : Membership::out;
}

bool has_code(fhir::Element element, Coded kind) {
  if (kind == Coded::code) return element.has_value();
  if (kind != Coded::concept_) return element.child("code").exists();
  for (fhir::Element coding : element) {
    if (coding.name() == "coding" && coding.child("code").exists()) return true;
  }
  return false;
}

class BindingCheck final : public Check {
 public:
  BindingCheck(packages::Binding binding, std::vector<std::string_view> types)
      : binding_(binding), types_(std::move(types)) {}

  void run(fhir::Element element, Session& session) const override {
    const Coded kind = kind_of(element, session);
    if (kind == Coded::none) return;
    // An element of a type that is not allowed has been told; the binding was not meant for it.
    if (!types_.empty() && std::ranges::find(types_, session.type_of(element)) == types_.end()) return;
    // Types beyond FHIR's own (FHIRPath's, logical models') are named by URLs, which no value set lists.
    if (kind == Coded::code && binding_.value_set.find("/defined-types") != std::string_view::npos &&
        is_absolute(element.value()))
      return;
    if (!has_code(element, kind)) {
      // A quantity without a coded unit, or a primitive that only says why it has no value, breaks no binding.
      if (kind == Coded::concept_ && binding_.strength == definitions::BindingStrength::required && !is_absent(element))
        session.error("code-missing", element,
                      "A code from the value set " + std::string(binding_.value_set) + " is required here.");
      return;
    }
    if (!binding_.value_set.empty()) check(element, binding_.value_set, severity(), session);
    if (!binding_.max_value_set.empty()) check(element, binding_.max_value_set, fhir::Severity::error, session);
  }
  std::string describe() const override {
    static constexpr std::string_view kStrengths[] = {"none", "required", "extensible", "preferred", "example"};
    std::string text = "binding " + std::string(kStrengths[static_cast<std::size_t>(binding_.strength)]) + " " +
                       std::string(binding_.value_set);
    if (!binding_.max_value_set.empty()) text += " at most " + std::string(binding_.max_value_set);
    return text;
  }

 private:
  [[nodiscard]] fhir::Severity severity() const {
    if (binding_.strength == definitions::BindingStrength::required) return fhir::Severity::error;
    if (binding_.strength == definitions::BindingStrength::extensible) return fhir::Severity::warning;
    return fhir::Severity::information;
  }
  static bool is_absent(fhir::Element element) {
    for (fhir::Element child : element) {
      if (child.name() == "extension" &&
          child.child_value("url") == "http://hl7.org/fhir/StructureDefinition/data-absent-reason")
        return true;
    }
    return false;
  }
  static void check(fhir::Element element, std::string_view value_set, fhir::Severity severity, Session& session) {
    const Membership membership = membership_of(element, value_set, session);
    if (membership == Membership::in) return;
    if (membership == Membership::out) {
      session.report(severity, "code-not-in-value-set", element,
                     "No code here is in the value set " + std::string(value_set) + ".");
      return;
    }
    if (session.is_quiet()) return;
    ++session.what_was_checked().unchecked_codes;
    session.unchecked("value set " + std::string(value_set) + " could not be checked for every code");
  }

  packages::Binding binding_;
  std::vector<std::string_view> types_;
};

class CodingCheck final : public Check {
 public:
  void run(fhir::Element element, Session& session) const override {
    const auto code = element.child_value("code");
    if (code.empty()) return;
    const auto system = element.child_value("system");
    if (system.empty()) {
      const bool is_alone = !element.parent().exists() || session.type_of(element.parent()) != "CodeableConcept";
      session.warning(is_alone ? "code-without-system" : "coding-without-system", element,
                      "A code without a system has no defined meaning.");
      return;
    }
    auto& terminology = session.terminology();
    if (!terminology.knows_code_system(system)) return;
    if (terminology.code_system_has(system, code).membership == Membership::out) {
      session.error("code-not-in-system", element, "The code system " + std::string(system) + " has no such code.");
      return;
    }
    const fhir::Element display = element.child("display");
    if (display.exists() && display.has_value() &&
        terminology.display_matches(system, code, display.value()).membership == Membership::out)
      session.report(session.options().wrong_display, "display-wrong", display,
                     "The code system has another display for this code: '" +
                         std::string(terminology.display(system, code)) + "'.");
  }
  std::string describe() const override { return "coding"; }
};

}  // namespace

terminology::Membership membership_of(fhir::Element coded, std::string_view value_set, Session& session) {
  switch (kind_of(coded, session)) {
    case Coded::code:
      return ask(value_set, {}, coded.value(), session);
    case Coded::coding:
    case Coded::quantity:
      return of_pair(coded, value_set, session);
    case Coded::concept_:
      return of_concept(coded, value_set, session);
    case Coded::none:
      break;
  }
  return Membership::unknown;
}

std::unique_ptr<const Check> make_binding_check(packages::Binding binding, std::vector<std::string_view> types) {
  return std::make_unique<BindingCheck>(binding, std::move(types));
}

std::unique_ptr<const Check> make_coding_check() {
  return std::make_unique<CodingCheck>();
}

}  // namespace careway::validation
