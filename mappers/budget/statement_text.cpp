#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "mappers/budget/statement_page.h"

namespace careway::budget {
namespace {

constexpr std::size_t kWidth = 78;
constexpr std::size_t kNameWidth = 42;
constexpr std::size_t kAmountWidth = 15;

/// How many places a text takes on the line: code points, which is right for all that a statement prints.
std::size_t places(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// One line: no control character reaches the page.
std::string on_one_line(std::string_view text) {
  std::string line(text);
  std::ranges::replace_if(
      line, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  return line;
}

/// Lines of at most `width` places, broken at spaces where there are any.
std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  const std::string clean = on_one_line(text);
  std::vector<std::string> lines(1);
  for (std::size_t at = 0; at < clean.size();) {
    const std::size_t end = std::min(clean.find(' ', at), clean.size());
    const std::string word = clean.substr(at, end - at);
    at = end + 1;
    if (word.empty()) continue;
    if (!lines.back().empty() && places(lines.back()) + 1 + places(word) > width) lines.emplace_back();
    if (!lines.back().empty()) lines.back() += ' ';
    lines.back() += word;
  }
  return lines;
}

std::string right(std::string_view text, std::size_t width) {
  const std::size_t taken = places(text);
  return std::string(taken < width ? width - taken : 1, ' ') + std::string(text);
}

std::string left(std::string_view text, std::size_t width) {
  const std::size_t taken = places(text);
  return std::string(text) + std::string(taken < width ? width - taken : 1, ' ');
}

class TextPage {
 public:
  std::string lay_out(const StatementPage& page, const std::vector<std::string>& machine_lines) {
    out_ += page.title + "\n" + std::string(places(page.title), '=') + "\n\n";
    add_facts(page.facts);
    out_ += "\n";
    for (const std::string& text : page.warning) add_paragraph(text);
    for (const StatementTable& table : page.tables) add_table(table);
    if (!page.decisions_title.empty()) {
      add_heading(page.decisions_title);
      add_facts(page.decisions);
      out_ += "\n";
    }
    if (!page.challenge_title.empty()) add_heading(page.challenge_title);
    for (const std::string& text : page.challenge) add_paragraph(text);
    add_heading("Notes");
    out_ += notes_;
    if (machine_lines.empty()) return std::move(out_);
    add_heading("For checking by machine: please leave as it is");
    for (const std::string& line : machine_lines) out_ += line + "\n";
    return std::move(out_);
  }

 private:
  void add_heading(const std::string& title) {
    out_ += on_one_line(title) + "\n" + std::string(places(title), '-') + "\n";
  }

  void add_paragraph(const std::string& text) {
    for (const std::string& line : wrapped(text, kWidth)) out_ += line + "\n";
    out_ += "\n";
  }

  void add_facts(const std::vector<StatementFact>& facts) {
    std::size_t width = 0;
    for (const StatementFact& fact : facts) width = std::max(width, places(fact.name) + 2);
    for (const StatementFact& fact : facts) {
      std::string begin = left(on_one_line(fact.name) + ":", width);
      for (const std::string& line : wrapped(fact.value, kWidth - width)) {
        out_ += begin + line + "\n";
        begin.assign(width, ' ');
      }
    }
  }

  void add_table(const StatementTable& table) {
    add_heading(table.title);
    for (const std::string& text : table.lead) add_paragraph(text);
    out_ += std::string(kNameWidth, ' ') + right(table.first, kAmountWidth) + right(table.second, kAmountWidth) + "\n";
    for (const StatementRow& row : table.rows) add_row(row, table);
    out_ += "\n";
  }

  void add_row(const StatementRow& row, const StatementTable& table) {
    const std::vector<std::string> names = wrapped(row.name, kNameWidth - 1);
    const std::string number = fmt::format("[{}]", ++note_count_);
    if (row.is_sum) out_ += std::string(kNameWidth + 2 * kAmountWidth, '-') + "\n";
    out_ += left(names.front(), kNameWidth) + right(row.week.amount, kAmountWidth) +
            right(row.period.amount, kAmountWidth) + " " + number + "\n";
    for (std::size_t i = 1; i < names.size(); ++i) out_ += names[i] + "\n";
    if (!row.detail.empty()) {
      for (const std::string& line : wrapped(row.detail, kWidth - 2)) out_ += "  " + line + "\n";
    }
    add_note(number, row, table);
  }

  void add_note(const std::string& number, const StatementRow& row, const StatementTable& table) {
    std::vector<std::string> paragraphs;
    const auto add_how = [&](const StatementFigure& figure, const std::string& head) {
      for (const std::string& text : figure.how) {
        const bool is_first = &text == &figure.how.front();
        paragraphs.push_back(is_first ? fmt::format("{}, {}: {}", head, figure.amount, text) : text);
      }
    };
    if (row.week.how == row.period.how) {
      for (const std::string& text : row.week.how) paragraphs.push_back(text);
    } else {
      add_how(row.week, table.first);
      add_how(row.period, table.second);
    }
    paragraphs.insert(paragraphs.end(), row.notes.begin(), row.notes.end());
    std::string begin = left(number, 5);
    for (const std::string& line : wrapped(row.name, kWidth - 5)) {
      notes_ += begin + line + "\n";
      begin = "     ";
    }
    for (const std::string& text : paragraphs) {
      begin = "     - ";
      for (const std::string& line : wrapped(text, kWidth - 7)) {
        notes_ += begin + line + "\n";
        begin = "       ";
      }
    }
    notes_ += "\n";
  }

  std::string out_;
  std::string notes_;
  std::size_t note_count_ = 0;
};

}  // namespace

std::string lay_out_text(const StatementPage& page, const std::vector<std::string>& machine_lines) {
  return TextPage().lay_out(page, machine_lines);
}

}  // namespace careway::budget
