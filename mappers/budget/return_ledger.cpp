#include <array>

#include "mappers/budget/return_row.h"
#include "mappers/budget/returns.h"

namespace careway::budget {
namespace {

using Kind = LedgerLine::Kind;

constexpr std::array<std::string_view, 7> kWords = {"gross",     "claim",        "written",  "difference",
                                                    "in-record", "other-return", "remainder"};

void append_cell(std::string& out, std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace

std::vector<LedgerLine> ledger_of(const Return& made) {
  std::vector<LedgerLine> lines = made.account;
  for (const ReturnRow& row : made.rows) {
    LedgerLine line;
    line.line = row.line;
    if (!row.refused.empty()) {
      line.kind = Kind::in_record;
      line.reason = row.refused;
      line.amounts = row.claim;
      lines.push_back(std::move(line));
      continue;
    }
    line.kind = Kind::written;
    line.amounts = row.value;
    lines.push_back(std::move(line));
    lines.insert(lines.end(), row.ledger.begin(), row.ledger.end());
  }
  return lines;
}

bool adds_up(const std::vector<LedgerLine>& ledger) {
  const auto sum = [&](std::initializer_list<Kind> kinds) {
    Amounts amounts;
    for (const LedgerLine& line : ledger) {
      for (const Kind kind : kinds) {
        if (line.kind != kind) continue;
        amounts.week += line.amounts.week;
        amounts.period += line.amounts.period;
      }
    }
    return amounts;
  };
  const auto are_same = [](const Amounts& a, const Amounts& b) { return a.week == b.week && a.period == b.period; };
  return are_same(sum({Kind::written, Kind::difference, Kind::in_record}), sum({Kind::claim})) &&
         are_same(sum({Kind::claim, Kind::other_return, Kind::remainder}), sum({Kind::gross}));
}

std::string ledger_csv(std::optional<ReturnKind> kind, const std::vector<LedgerLine>& ledger) {
  std::string out = "kind,return,stream,line,reason,week,period,kept\r\n";
  for (const LedgerLine& line : ledger) {
    out += kWords[static_cast<std::size_t>(line.kind)];
    out += ',';
    if (kind) out += to_text(*kind);
    for (const std::string_view text :
         {std::string_view(line.stream), std::string_view(line.line), std::string_view(line.reason)}) {
      out += ',';
      append_cell(out, text);
    }
    out += ',' + pounds(line.amounts.week) + ',' + pounds(line.amounts.period) + ',';
    append_cell(out, line.kept);
    out += "\r\n";
  }
  return out;
}

}  // namespace careway::budget
