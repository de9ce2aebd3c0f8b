#include "tests/returns/independent_reader.h"

#include <algorithm>
#include <stdexcept>

namespace independent {
namespace {

/// 2026-04-01 or 01/04/2026 as days since 1 March 1600.
std::int64_t day_number(const std::string& text) {
  if (text.size() != 10) throw std::runtime_error("no day: " + text);
  const bool is_iso = text[4] == '-';
  const auto number = [&](std::size_t at, std::size_t length) { return std::stoll(text.substr(at, length)); };
  std::int64_t year = is_iso ? number(0, 4) : number(6, 4);
  std::int64_t month = is_iso ? number(5, 2) : number(3, 2);
  const std::int64_t day = is_iso ? number(8, 2) : number(0, 2);
  // The year begins in March, so that a leap day is its last.
  month -= 3;
  if (month < 0) {
    month += 12;
    --year;
  }
  year -= 1600;
  static const std::int64_t kBefore[] = {0, 31, 61, 92, 122, 153, 184, 214, 245, 275, 306, 337};
  return year * 365 + year / 4 - year / 100 + year / 400 + kBefore[month] + day - 1;
}

/// "16.40" times 10^digits; refuses what has more digits than that.
std::int64_t scaled(const std::string& text, std::size_t digits) {
  const bool is_negative = !text.empty() && text[0] == '-';
  std::string whole = is_negative ? text.substr(1) : text;
  std::string fraction;
  if (const std::size_t point = whole.find('.'); point != std::string::npos) {
    fraction = whole.substr(point + 1);
    whole.resize(point);
  }
  if (whole.empty() || fraction.size() > digits) throw std::runtime_error("no such number: " + text);
  fraction.resize(digits, '0');
  for (const char c : whole + fraction) {
    if (c < '0' || c > '9') throw std::runtime_error("no number: " + text);
  }
  const std::int64_t value = std::stoll(whole + fraction);
  return is_negative ? -value : value;
}

std::int64_t rounded(std::int64_t numerator, std::int64_t denominator, bool half_even) {
  const std::int64_t floor = numerator / denominator;
  const std::int64_t rest = numerator % denominator;
  if (rest * 2 > denominator) return floor + 1;
  if (rest * 2 < denominator) return floor;
  return half_even && floor % 2 == 0 ? floor : floor + 1;
}

const std::string& cell(const std::map<std::string, std::string>& row, const std::string& name) {
  const auto found = row.find(name);
  if (found == row.end()) throw std::runtime_error("no column " + name);
  return found->second;
}

/// One row: millionths of times a week, the price, and the days.
Amount value_of_row(const std::map<std::string, std::string>& row, const Columns& columns, const Terms& terms) {
  constexpr std::int64_t kMillion = 1'000'000;
  const std::int64_t price = scaled(cell(row, columns.price), 2);
  const auto word = columns.words.find(cell(row, columns.frequency));
  if (word == columns.words.end()) throw std::runtime_error("no frequency: " + cell(row, columns.frequency));
  const std::int64_t start = day_number(cell(row, columns.start));
  const std::string& end_text = cell(row, columns.end);
  const std::int64_t end = end_text.empty() ? day_number(terms.to) : day_number(end_text);
  const std::int64_t days = std::min(end, day_number(terms.to)) - std::max(start, day_number(terms.from)) + 1;
  if (days <= 0) return {};
  if (word->second == "one-off") return {0, price};
  std::int64_t times = kMillion;
  std::int64_t every = 1;
  if (word->second == "hourly" || word->second == "daily" || word->second == "per-session") {
    times = scaled(cell(row, columns.units), 6);
  } else if (word->second == "fortnightly") {
    every = 2;
  } else if (word->second == "four-weekly") {
    every = 4;
  } else if (word->second != "weekly") {
    throw std::runtime_error("a week cannot be told from " + word->second);
  }
  Amount value;
  value.period = rounded(price * times * days, kMillion * every * 7, terms.half_even);
  if (terms.week_day.empty()) return value;
  const std::int64_t asked = day_number(terms.week_day);
  const bool is_open = end_text.empty();
  if (start <= asked && (is_open || asked <= end)) {
    value.week = rounded(price * times, kMillion * every, terms.half_even);
  }
  return value;
}

}  // namespace

Amount operator+(const Amount& a, const Amount& b) {
  return {a.week + b.week, a.period + b.period};
}

Columns client_level_data() {
  Columns columns;
  columns.start = "Event Start Date";
  columns.end = "Event End Date";
  columns.price = "Unit Cost";
  columns.frequency = "Cost Frequency (Unit Type)";
  columns.units = "Planned units per week";
  columns.kind = "Event Type";
  columns.counted = "Service";
  columns.words = {{"Per session", "per-session"}, {"Hourly", "hourly"},           {"Daily", "daily"},
                   {"Weekly", "weekly"},           {"Fortnightly", "fortnightly"}, {"4-weekly", "four-weekly"},
                   {"Monthly", "monthly"},         {"Quarterly", "quarterly"},     {"Annually", "annual"},
                   {"One-off", "one-off"}};
  return columns;
}

Columns continuing_care() {
  Columns columns;
  columns.start = "Care Package Start Date";
  columns.end = "Care Package End Date";
  columns.price = "Contract Unit Cost";
  columns.frequency = "Contract Unit Frequency";
  columns.units = "Commissioned Weekly Hours";
  columns.words = {{"01", "one-off"}, {"02", "hourly"}, {"03", "daily"}, {"04", "weekly"}, {"05", "other"}};
  return columns;
}

Amount Account::sum(const std::string& kind) const {
  const auto found = sums.find(kind);
  return found == sums.end() ? Amount{} : found->second;
}

std::vector<std::map<std::string, std::string>> read_csv(const std::string& text) {
  std::vector<std::vector<std::string>> lines(1, std::vector<std::string>(1));
  bool is_quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    std::string& last = lines.back().back();
    if (is_quoted) {
      if (c != '"') {
        last += c;
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        last += text[++i];
      } else {
        is_quoted = false;
      }
    } else if (c == '"') {
      is_quoted = true;
    } else if (c == ',') {
      lines.back().emplace_back();
    } else if (c == '\n') {
      lines.emplace_back(1);
    } else if (c != '\r') {
      last += c;
    }
  }
  if (is_quoted) throw std::runtime_error("a quote has no end");
  if (lines.back().size() == 1 && lines.back()[0].empty()) lines.pop_back();
  if (lines.empty()) throw std::runtime_error("no header");
  std::vector<std::map<std::string, std::string>> rows;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    if (lines[i].size() != lines[0].size()) throw std::runtime_error("a row has another number of cells");
    std::map<std::string, std::string>& row = rows.emplace_back();
    for (std::size_t c = 0; c < lines[0].size(); ++c) row[lines[0][c]] = lines[i][c];
  }
  return rows;
}

Amount value_of_file(const std::string& text, const Columns& columns, const Terms& terms, std::size_t* rows) {
  Amount sum;
  std::size_t counted = 0;
  for (const auto& row : read_csv(text)) {
    if (!columns.kind.empty() && cell(row, columns.kind) != columns.counted) continue;
    ++counted;
    sum = sum + value_of_row(row, columns, terms);
  }
  if (rows != nullptr) *rows += counted;
  return sum;
}

Account read_account(const std::string& text) {
  Account account;
  for (const auto& row : read_csv(text)) {
    const Amount amount{scaled(cell(row, "week"), 2), scaled(cell(row, "period"), 2)};
    const std::string& kind = cell(row, "kind");
    account.sums[kind] = account.sums[kind] + amount;
    if (kind == "remainder") {
      if (cell(row, "stream").empty()) throw std::runtime_error("a remainder without a name");
      Amount& named = account.remainder[cell(row, "stream")];
      named = named + amount;
    }
    if (kind == "in-record") account.losses[cell(row, "reason")] = cell(row, "kept");
    if (kind == "difference") {
      std::int64_t& largest = account.differences[cell(row, "reason")];
      largest = std::max({largest, amount.week, -amount.week, amount.period, -amount.period});
    }
    const std::string& kept = cell(row, "kept");
    if (kind == "gross" && kept.size() > 10) account.week_day = kept.substr(kept.size() - 10);
  }
  return account;
}

std::vector<std::string> faults(const Amount& file, const Account& account) {
  std::vector<std::string> found;
  if (!(file == account.sum("written"))) found.emplace_back("the account says another value of the file than the file");
  if (!(file + account.sum("difference") + account.sum("in-record") == account.sum("claim"))) {
    found.emplace_back("file and account do not make the streams that are claimed");
  }
  if (account.remainder.empty()) found.emplace_back("the remainder is missing");
  if (!(account.sum("claim") + account.sum("other-return") + account.sum("remainder") == account.sum("gross"))) {
    found.emplace_back("streams, other returns and remainder do not make the gross");
  }
  return found;
}

}  // namespace independent
