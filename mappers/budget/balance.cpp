#include "mappers/budget/balance.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "mappers/budget/return_row.h"
#include "profiles/fhir/decimal.h"

namespace careway::budget {
namespace {

using fhir::Element;
using fhir::NodeIndex;
using fhir::ValueKind;

/// Value of the identifier of a system among the children, or empty.
std::string_view identifier_value(Element element, std::string_view url) {
  for (const Element child : element) {
    if (child.name() == "identifier" && child.child_value("system") == url) return child.child_value("value");
  }
  return {};
}

Element extension_of(Element element, std::string_view url) {
  for (const Element child : element) {
    if (child.name() == "extension" && child.child_value("url") == url) return child;
  }
  return {};
}

std::string_view part_value(Element extension, std::string_view url, std::string_view value) {
  const Element part = extension ? extension_of(extension, url) : Element();
  return part ? part.child_value(value) : std::string_view();
}

/// Whole pence of a Money in pounds.
std::optional<Pence> pence_of(Element money) {
  if (!money || money.child_value("currency") != "GBP") return std::nullopt;
  const auto decimal = fhir::Decimal::parse(money.child_value("value"));
  if (!decimal) return std::nullopt;
  const Rational pence = Rational(*decimal) * Rational(100);
  const auto whole = pence.floor();
  if (!whole || Rational(*whole) != pence) return std::nullopt;
  return whole;
}

bool is_of_account(Element notice, std::string_view reference, std::string_view key, std::string_view system) {
  const Element request = notice.child("request");
  if (!request) return false;
  std::string_view named = request.child_value("reference");
  named = named.substr(0, named.find("/_history/"));
  if (!named.empty())
    return !reference.empty() && (named == reference || named.ends_with("/" + std::string(reference)));
  return !key.empty() && identifier_value(request, system) == key;
}

std::optional<money::Movement> read_movement(Element notice, const language::Names& names, fhir::Issues& issues) {
  money::Movement movement;
  movement.id = identifier_value(notice, names.resolve("movement"));
  const Element detail = extension_of(notice, names.resolve("movement-detail"));
  const std::string path = movement.id.empty() ? "PaymentNotice/" + std::string(notice.child_value("id")) : movement.id;
  const Element kind_part = detail ? extension_of(detail, "kind") : Element();
  std::string_view kind;
  if (kind_part && kind_part.child("valueCodeableConcept")) {
    const std::string system = names.resolve("movement-kind");
    for (const Element coding : kind_part.child("valueCodeableConcept")) {
      if (coding.name() == "coding" && coding.child_value("system") == system) kind = coding.child_value("code");
    }
  }
  const auto day = fhir::PartialDate::parse(part_value(detail, "day", "valueDate"));
  if (movement.id.empty() || !day || !day->is_day() || (kind != "credit" && kind != "debit")) {
    issues.error("movement-unreadable", path, "A movement needs an identifier, a day and a kind, credit or debit.");
    return std::nullopt;
  }
  if (notice.child_value("status") == "cancelled" || notice.child_value("status") == "entered-in-error") {
    issues.error("movement-status", path, "A movement is never taken out. Reverse it by another one.");
    return std::nullopt;
  }
  const auto amount = pence_of(notice.child("amount"));
  if (!amount) {
    issues.error("movement-currency", path, "The amount is not in pounds and whole pence.");
    return std::nullopt;
  }
  movement.day = day->first_day();
  movement.kind = kind == "credit" ? money::Movement::Kind::credit : money::Movement::Kind::debit;
  movement.amount = *amount;
  movement.reverses = part_value(detail, "reverses", "valueString");
  return movement;
}

}  // namespace

std::string account_key(Element account, const language::Names& names) {
  return std::string(identifier_value(account, names.resolve("account")));
}

std::optional<std::vector<money::Movement>> read_movements(Element account, const std::vector<Element>& notices,
                                                           const language::Names& names, fhir::Issues& issues) {
  const std::string id(account.child_value("id"));
  const std::string reference = id.empty() ? std::string() : "Account/" + id;
  const std::string key = account_key(account, names);
  const std::string system = names.resolve("account");
  std::vector<money::Movement> movements;
  bool all_read = true;
  for (const Element notice : notices) {
    if (notice.value() != "PaymentNotice" || !is_of_account(notice, reference, key, system)) continue;
    auto movement = read_movement(notice, names, issues);
    all_read &= movement.has_value();
    if (movement) movements.push_back(std::move(*movement));
  }
  if (!all_read) return std::nullopt;
  // The record keeps no order. By day, and within a day a reversal after what it takes back.
  std::ranges::sort(movements, {}, [](const money::Movement& movement) {
    return std::tuple(movement.day, !movement.reverses.empty(), std::string_view(movement.id));
  });
  return movements;
}

fhir::Document with_balance(Element account, Pence closing, const language::Names& names) {
  fhir::Document document;
  document.copy_content(0, account);
  const std::string url = names.resolve("account-balance");
  for (Element old = extension_of(document.root(), url); old; old = extension_of(document.root(), url)) {
    document.remove(old.index());
  }
  const NodeIndex balance = document.append(0, "extension");
  document.set_value(document.append(balance, "url"), ValueKind::text, url);
  const NodeIndex estimate = document.append(balance, "extension");
  document.set_value(document.append(estimate, "url"), ValueKind::text, "estimate");
  document.set_value(document.append(estimate, "valueBoolean"), ValueKind::boolean, "false");
  const NodeIndex amount = document.append(balance, "extension");
  document.set_value(document.append(amount, "url"), ValueKind::text, "amount");
  const NodeIndex money = document.append(amount, "valueMoney");
  document.set_value(document.append(money, "value"), ValueKind::number, pounds(closing));
  document.set_value(document.append(money, "currency"), ValueKind::text, "GBP");
  return document;
}

std::optional<Pence> stated_balance(Element account, const language::Names& names) {
  const Element balance = extension_of(account, names.resolve("account-balance"));
  const Element amount = balance ? extension_of(balance, "amount") : Element();
  return amount ? pence_of(amount.child("valueMoney")) : std::nullopt;
}

std::optional<Unspent> unspent(Pence closing, Pence weekly) {
  if (weekly <= 0) return std::nullopt;
  const Pence left = closing < 0 ? 0 : closing;
  return Unspent{Rational(left, weekly), left / weekly, left % weekly};
}

std::string balance_page(std::string_view account, const money::Balance& balance, fhir::CivilDate day,
                         std::optional<Pence> weekly) {
  std::string page = fmt::format("Account {} at the end of {}\n\n", account, fhir::PartialDate::from_day(day)->text());
  page +=
      fmt::format("Opening balance {:>14}\nPaid in         {:>14}\nPaid out        {:>14}\nBalance         {:>14}\n",
                  pounds(balance.opening), pounds(balance.credits), pounds(balance.debits), pounds(balance.closing));
  if (!weekly) return page;
  const auto lasting = unspent(balance.closing, *weekly);
  if (!lasting) return page;
  page += fmt::format("\nA week of the budget is {}. The balance is {} unspent whole weeks and {}.\n", pounds(*weekly),
                      lasting->whole_weeks, pounds(lasting->rest));
  return page;
}

}  // namespace careway::budget
