#include "mappers/budget/movement_rule.h"

#include <array>
#include <string>
#include <string_view>

#include "mappers/budget/fhir_values.h"
#include "profiles/fhir/decimal.h"

namespace careway::budget {
namespace {

constexpr std::string_view kReverse =
    "A movement is never changed and never deleted. Send another one that takes it back, and then the right one.";

std::string key_of(fhir::Element notice, const language::Names& names) {
  for (const fhir::Element child : notice) {
    if (child.name() == "identifier" && child.child_value("system") == names.resolve("movement")) {
      return std::string(child.child_value("value"));
    }
  }
  return {};
}

std::string text_in(fhir::Element element, std::string_view name) {
  return element.exists() ? std::string(element.child_value(name)) : std::string();
}

bool is_same_number(std::string_view a, std::string_view b) {
  const auto left = fhir::Decimal::parse(a);
  const auto right = fhir::Decimal::parse(b);
  return left && right ? *left == *right : a == b;
}

/// What stays, by the place where it stands.
struct Kept {
  std::string_view path;
  std::string value;
};

std::array<Kept, 7> kept_of(fhir::Element notice, const language::Names& names) {
  const fhir::Element detail = find_extension(notice, names.resolve("movement-detail"));
  const fhir::Element amount = notice.child("amount");
  const fhir::Element kind = find_extension(detail, "kind");
  const fhir::Element kind_code = kind.exists() ? kind.child("valueCodeableConcept") : fhir::Element();
  return {{{"PaymentNotice.identifier", key_of(notice, names)},
           {"PaymentNotice.status", text_in(notice, "status")},
           {"PaymentNotice.request", std::string(reference_in(notice.child("request")))},
           {"PaymentNotice.amount.currency", text_in(amount, "currency")},
           {"PaymentNotice.extension", text_in(find_extension(detail, "day"), "valueDate")},
           {"PaymentNotice.extension", std::string(code_in(kind_code, names.resolve("movement-kind")))},
           {"PaymentNotice.extension", text_in(find_extension(detail, "reverses"), "valueString")}}};
}

}  // namespace

bool movement_may_become(fhir::Element before, fhir::Element after, const language::Names& names,
                         fhir::Issues& issues) {
  if (!before.exists() || before.value() != "PaymentNotice" || key_of(before, names).empty()) return true;
  if (!after.exists()) {
    issues.error("movement-frozen", "PaymentNotice", kReverse);
    return false;
  }
  bool may = true;
  const auto refuse = [&](std::string_view path) {
    issues.error("movement-frozen", path, kReverse);
    may = false;
  };
  const auto was = kept_of(before, names);
  const auto is = kept_of(after, names);
  for (std::size_t i = 0; i < was.size(); ++i) {
    if (was[i].value != is[i].value) refuse(was[i].path);
  }
  const bool is_same =
      is_same_number(text_in(before.child("amount"), "value"), text_in(after.child("amount"), "value"));
  if (!is_same) refuse("PaymentNotice.amount");
  return may;
}

}  // namespace careway::budget
