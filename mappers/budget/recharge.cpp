#include "mappers/budget/recharge.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "mappers/money/allocate.h"

namespace careway::budget {
namespace {

constexpr std::string_view kHeader = "Document,Line,Date,Payer,Cost centre,Subjective code,Debit,Credit,Narrative\r\n";
constexpr std::string_view kProvider = "provider";
constexpr std::uint32_t kPartsMax = 366;

/// One line of the journal: more than nothing is a debit, less a credit.
struct Posting {
  std::string payer;
  std::string cost_centre;
  std::string subjective_code;
  Pence amount = 0;
  std::string narrative;
};

std::string slash_date(fhir::CivilDate day) {
  return fmt::format("{:02}/{:02}/{:04}", day.day, day.month, day.year);
}

std::string amount_text(Pence pence) {
  return fmt::format("{}.{:02}", pence / 100, pence % 100);
}

/// What a spreadsheet would take for a formula, or a reader of CSV for another row.
bool is_safe(std::string_view text) {
  if (!text.empty() && std::string_view("=+-@").find(text.front()) != std::string_view::npos) return false;
  return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

std::string cell(std::string_view text) {
  if (text.find_first_of(",\"") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

/// Part `terms.part` of `terms.parts` equal ones: all of them together are the whole.
std::optional<Pence> instalment(Pence whole, const RechargeTerms& terms) {
  const bool is_negative = whole < 0;
  const Pence size = is_negative ? -whole : whole;
  const std::vector<Rational> equal(terms.parts, Rational(size, terms.parts));
  const auto parts = money::allocate(size, equal);
  if (!parts) return std::nullopt;
  const Pence part = (*parts)[terms.part - 1];
  return is_negative ? -part : part;
}

class Journal {
 public:
  Journal(const RechargeTerms& terms, fhir::Issues& issues) : terms_(terms), issues_(issues) {}

  void post(Posting posting) {
    for (const std::string* text :
         {&posting.payer, &posting.cost_centre, &posting.subjective_code, &posting.narrative}) {
      if (is_safe(*text)) continue;
      issues_.error("recharge-code", posting.payer,
                    "A code begins with a sign that a spreadsheet takes for a formula, or holds a line break. Put the "
                    "cost centre, subjective code or reference right.");
      is_fine_ = false;
    }
    if (posting.amount != 0) postings_.push_back(std::move(posting));
  }

  std::optional<std::string> write() {
    if (!is_safe(terms_.document)) {
      issues_.error("recharge-code", "", "The number of the document begins with a sign or holds a line break.");
      return std::nullopt;
    }
    if (!is_fine_) return std::nullopt;
    std::string out(kHeader);
    Pence debits = 0;
    Pence credits = 0;
    std::size_t number = 0;
    for (const Posting& posting : postings_) {
      const bool is_debit = posting.amount > 0;
      (is_debit ? debits : credits) += is_debit ? posting.amount : -posting.amount;
      out += fmt::format("{},{},{},{},{},{},{},{},{}\r\n", cell(terms_.document), ++number, slash_date(terms_.posted),
                         cell(posting.payer), cell(posting.cost_centre), cell(posting.subjective_code),
                         is_debit ? amount_text(posting.amount) : "", is_debit ? "" : amount_text(-posting.amount),
                         cell(posting.narrative));
    }
    out += fmt::format("{},Total,,,,,{},{},{} lines\r\n", cell(terms_.document), amount_text(debits),
                       amount_text(credits), postings_.size());
    return out;
  }

 private:
  const RechargeTerms& terms_;
  fhir::Issues& issues_;
  std::vector<Posting> postings_;
  bool is_fine_ = true;
};

bool are_terms_sound(const RechargeTerms& terms, fhir::Issues& issues) {
  if (terms.parts >= 1 && terms.parts <= kPartsMax && terms.part >= 1 && terms.part <= terms.parts) return true;
  issues.error("recharge-part", "", "A recharge is one part of 1 to 366, for instance part 3 of 12.");
  return false;
}

class BudgetRecharge {
 public:
  BudgetRecharge(const Budget& budget, std::string_view lead, const RechargeTerms& terms, fhir::Issues& issues)
      : budget_(budget), lead_(lead), terms_(terms), issues_(issues), journal_(terms, issues) {}

  std::optional<std::string> write() {
    const auto own = std::ranges::find_if(budget_.streams, [this](const Stream& s) { return s.funder.code == lead_; });
    if (own == budget_.streams.end()) {
      issues_.error("recharge-lead", "",
                    "The organisation that is to be paid back pays none of the streams. Name one "
                    "of the funders by its code.");
      return std::nullopt;
    }
    for (const Stream& stream : budget_.streams) {
      if (!stream.is_top_up && stream.funder.code != lead_) add_stream(stream);
      if (!post(std::string(stream.code) + " contribution", terms_.person_account, "", stream.contribution.period)) {
        return std::nullopt;
      }
      if (stream.is_top_up && !post(stream.code, terms_.person_account, "", stream.gross.period)) return std::nullopt;
    }
    journal_.post({own->funder.code, own->cost_centre, own->subjective_code, -sum_, narrative("lead commissioner")});
    return is_fine_ ? journal_.write() : std::nullopt;
  }

 private:
  void add_stream(const Stream& stream) {
    if (stream.cost_centre.empty()) {
      issues_.warning("recharge-cost-centre", stream.code,
                      "This stream has no cost centre, so finance cannot post its line. Add it to the stream.");
    }
    is_fine_ &= post(stream.code, stream.cost_centre, stream.subjective_code,
                     stream.gross.period - stream.contribution.period, stream.funder.code);
  }

  bool post(const std::string& what, const std::string& cost_centre, const std::string& subjective_code, Pence whole,
            const std::string& payer = {}) {
    const auto amount = instalment(whole, terms_);
    if (!amount) return false;
    sum_ += *amount;
    journal_.post({payer.empty() ? what : payer, cost_centre, subjective_code, *amount, narrative(what)});
    return true;
  }

  std::string narrative(const std::string& what) const {
    return fmt::format("Budget {}:{} v{} {} {} to {} part {} of {}", budget_.issuer.code, budget_.reference,
                       budget_.version, what, slash_date(budget_.from), slash_date(budget_.to), terms_.part,
                       terms_.parts);
  }

  const Budget& budget_;
  std::string_view lead_;
  const RechargeTerms& terms_;
  fhir::Issues& issues_;
  Journal journal_;
  Pence sum_ = 0;
  bool is_fine_ = true;
};

}  // namespace

std::optional<std::string> recharge_file(const Budget& budget, std::string_view lead, const RechargeTerms& terms,
                                         fhir::Issues& issues) {
  if (!are_terms_sound(terms, issues)) return std::nullopt;
  return BudgetRecharge(budget, lead, terms, issues).write();
}

std::optional<std::string> recharge_file(const money::Settlement& settlement, std::string_view reference,
                                         const RechargeTerms& terms, fhir::Issues& issues) {
  if (!are_terms_sound(terms, issues)) return std::nullopt;
  Journal journal(terms, issues);
  Pence sum = 0;
  for (const money::PayerAccount& account : settlement.accounts) {
    const auto amount = instalment(account.due - account.paid, terms);
    if (!amount) return std::nullopt;
    sum += *amount;
    journal.post(
        {account.payer, account.cost_centre, account.subjective_code, *amount,
         fmt::format("Settlement {} due {} paid {}", reference, amount_text(account.due), amount_text(account.paid))});
  }
  journal.post({std::string(kProvider), "", "", -sum, fmt::format("Settlement {} open with the provider", reference)});
  return journal.write();
}

}  // namespace careway::budget
