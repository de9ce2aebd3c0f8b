#include "mappers/budget/claw_back.h"

#include <fmt/format.h>

#include <algorithm>

#include "mappers/budget/return_row.h"

namespace careway::budget {
namespace {

using fhir::Document;
using fhir::NodeIndex;
using fhir::ValueKind;

/// A council's direct payments rest on another law than the NHS's.
std::string_view law_of(const ClawBack& notice) {
  if (notice.from.system_alias == "la-code") {
    return "Care Act 2014, section 33; Care and Support (Direct Payments) Regulations 2014";
  }
  return "National Health Service (Direct Payments) Regulations 2013 (SI 2013/1617), regulation 15";
}

std::string day_text(fhir::CivilDate day) {
  return fhir::PartialDate::from_day(day)->text();
}

const ClawBackReason* reason_of(std::string_view code) {
  const auto& all = claw_back_reasons();
  const auto found = std::ranges::find(all, code, &ClawBackReason::code);
  return found == all.end() ? nullptr : &*found;
}

std::string reasons_text(const ClawBack& notice) {
  std::string text;
  for (const std::string& code : notice.reasons) {
    if (const ClawBackReason* reason = reason_of(code)) text += (text.empty() ? "" : " ") + std::string(reason->text);
  }
  if (!notice.explanation.empty()) text += (text.empty() ? "" : " ") + notice.explanation;
  return text;
}

std::string reconsideration_text(const ClawBack& notice) {
  std::string text =
      "You may ask us to reconsider this, and say why. We then look at it again and tell you in writing what "
      "we decided and the reasons.";
  if (notice.reconsider_by) text += " Ask by " + day_text(*notice.reconsider_by) + ".";
  return text;
}

void set_text(Document& document, NodeIndex parent, std::string_view name, std::string_view text) {
  document.set_value(document.append(parent, name), ValueKind::text, text);
}

}  // namespace

const std::vector<ClawBackReason>& claw_back_reasons() {
  static const std::vector<ClawBackReason> kReasons = {
      {"unspent", "Money that was paid has built up and has not been used."},
      {"not-as-planned", "Money was used for something that is not in the care plan."},
      {"theft-or-fraud", "Theft, fraud or another offence may have taken place in connection with the payment."},
      {"circumstances-changed", "Circumstances have changed, so that part of the money is not needed."},
      {"overpaid", "More was paid than was due."},
      {"death", "The person has died, and money that was paid has not been used."},
  };
  return kReasons;
}

bool may_be_given(const ClawBack& notice, Pence balance, fhir::Issues& issues) {
  const bool held_before = !issues.has_errors();
  fhir::Issues own;
  const bool is_unspent_alone = !notice.reasons.empty() && std::ranges::all_of(notice.reasons, [](const auto& code) {
    return code == "unspent" || code == "death";
  });
  if (notice.amount <= 0) {
    own.error("claw-back-amount", notice.reference, "A notice asks for more than nothing.");
  } else if (is_unspent_alone && notice.amount > balance) {
    own.error("claw-back-amount", notice.reference,
              "More is asked for than the account holds. Money that is not there was not left unspent.");
  }
  if (notice.reasons.empty() ||
      !std::ranges::all_of(notice.reasons, [](const auto& code) { return reason_of(code); })) {
    std::string known;
    for (const ClawBackReason& reason : claw_back_reasons()) {
      if (!known.empty()) known += ", ";
      known += reason.code;
    }
    own.error("claw-back-reason", notice.reference, "A notice states its reasons: " + known + ".");
  }
  if (notice.pay_by <= notice.issued || (notice.reconsider_by && *notice.reconsider_by <= notice.issued)) {
    own.error("claw-back-deadline", notice.reference, "Deadlines lie after the day of the notice.");
  }
  if (notice.payer.empty() || (notice.has_died && notice.payer != kPersonalRepresentatives)) {
    own.error("claw-back-payer", notice.reference,
              "Say who must pay. When the person has died it is the personal representatives.");
  }
  if (notice.from.code.empty() || notice.from.system_alias.empty()) {
    own.error("claw-back-issuer", notice.reference, "Say which organisation asks for the money.");
  }
  issues.append(own);
  return held_before && !own.has_errors();
}

std::string claw_back_page(const ClawBack& notice) {
  const std::string from =
      notice.from.name.empty() ? notice.from.code : notice.from.name + " (" + notice.from.code + ")";
  std::string page = fmt::format(
      "Notice to pay back a direct payment\n\n"
      "Notice        {}\nFrom          {}\nDate          {}\nAccount       {}\n\n"
      "Amount        {}\nPay by        {}\nWho must pay  {}\n",
      notice.reference, from, day_text(notice.issued), notice.account, pounds(notice.amount), day_text(notice.pay_by),
      notice.payer);
  if (!notice.cost_centre.empty() || !notice.subjective_code.empty()) {
    page += fmt::format("Post to       {} {}\n", notice.cost_centre, notice.subjective_code);
  }
  page += "\nReasons\n";
  for (const std::string& code : notice.reasons) {
    if (const ClawBackReason* reason = reason_of(code)) page += fmt::format("- {}\n", reason->text);
  }
  if (!notice.explanation.empty()) page += fmt::format("- {}\n", notice.explanation);
  page += fmt::format("\nIf you disagree\n{}\n\nThe law\n{}\n", reconsideration_text(notice), law_of(notice));
  return page;
}

fhir::Document write_claw_back(const ClawBack& notice, const language::Names& names) {
  Document document;
  document.set_value(0, ValueKind::resource, "Contract");
  const NodeIndex identifier = document.append(0, "identifier");
  set_text(document, identifier, "system", names.resolve("agreement"));
  set_text(document, identifier, "value", notice.from.code + ":" + notice.reference);
  set_text(document, 0, "status", "executable");
  set_text(document, 0, "issued", day_text(notice.issued));
  const NodeIndex applies = document.append(0, "applies");
  set_text(document, applies, "start", day_text(notice.issued));
  set_text(document, applies, "end", day_text(notice.pay_by));
  if (!notice.patient.empty()) set_text(document, document.append(0, "subject"), "reference", notice.patient);
  set_text(document, 0, "title", "Notice to pay back a direct payment");
  set_text(document, document.append(0, "type"), "text", "claw-back notice");
  set_text(document, document.append(0, "topicCodeableConcept"), "text", law_of(notice));
  const NodeIndex term = document.append(0, "term");
  set_text(document, document.append(term, "offer"), "text", reconsideration_text(notice));
  const NodeIndex item = document.append(document.append(term, "asset"), "valuedItem");
  const NodeIndex account = document.append(document.append(item, "entityReference"), "identifier");
  set_text(document, account, "system", names.resolve("account"));
  set_text(document, account, "value", notice.account);
  const NodeIndex net = document.append(item, "net");
  document.set_value(document.append(net, "value"), ValueKind::number, pounds(notice.amount));
  set_text(document, net, "currency", "GBP");
  set_text(document, item, "payment", reasons_text(notice));
  set_text(document, item, "paymentDate", day_text(notice.pay_by));
  set_text(document, document.append(item, "responsible"), "display", notice.payer);
  const NodeIndex recipient = document.append(item, "recipient");
  set_text(document, recipient, "type", "Organization");
  const NodeIndex organisation = document.append(recipient, "identifier");
  set_text(document, organisation, "system", names.resolve(notice.from.system_alias));
  set_text(document, organisation, "value", notice.from.code);
  if (!notice.from.name.empty()) set_text(document, recipient, "display", notice.from.name);
  return document;
}

}  // namespace careway::budget
