// The statement as one page: no script, nothing from elsewhere, readable by a screen reader, on paper and in black and
// white. What opens is a details element, which a keyboard opens too.

#include <fmt/format.h>

#include <string_view>

#include "mappers/budget/statement_page.h"

namespace careway::budget {
namespace {

constexpr std::string_view kStyle = R"css(
:root { color-scheme: light dark; }
body { font: 1.1rem/1.6 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; }
body { color: #1a1a1a; background: #fff; }
h1 { font-size: 1.7rem; } h2 { font-size: 1.25rem; margin-top: 2rem; }
.warning { border-left: 0.4rem solid #7a4a00; padding: 0.3rem 0 0.3rem 1rem; font-weight: 600; }
dl { display: grid; grid-template-columns: minmax(9rem, max-content) 1fr; gap: 0.2rem 1.2rem; }
dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0 1rem; }
caption { text-align: left; padding: 0.3rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.5rem 0.7rem 0.5rem 0; border-bottom: 1px solid #767676; }
th { font-weight: 400; } thead th, .sum th, .sum td { font-weight: 700; }
td, thead th + th { text-align: right; min-width: 8rem; }
td p, td details > p { text-align: left; }
summary { cursor: pointer; text-decoration: underline; text-decoration-style: dotted; text-underline-offset: 0.2em; }
summary:focus-visible, .wide:focus { outline: 3px solid #b35900; outline-offset: 2px; }
.detail { color: #444; }
details p { margin: 0.4rem 0; font-size: 0.95rem; font-weight: 400; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 0.85rem; }
.wide { overflow-x: auto; }
@media (prefers-color-scheme: dark) {
  body { color: #eee; background: #161616; }
  .detail { color: #bbb; }
  .warning { border-color: #ffc56b; }
}
)css";

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else {
      out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
  }
  return out;
}

class HtmlPage {
 public:
  std::string lay_out(const StatementPage& page, const std::vector<std::string>& machine_lines) {
    out_ =
        "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>";
    out_ += escaped(page.title) + "</title>\n<style>";
    out_ += kStyle;
    out_ += "</style>\n</head>\n<body>\n<main>\n<h1>" + escaped(page.title) + "</h1>\n<div class=\"warning\">\n";
    add_paragraphs(page.warning);
    out_ += "</div>\n<p>Each figure that is underlined opens, and shows how it was worked out.</p>\n";
    add_facts(page.facts);
    for (const StatementTable& table : page.tables) add_table(table);
    if (!page.decisions_title.empty()) {
      out_ += "<h2>" + escaped(page.decisions_title) + "</h2>\n";
      add_facts(page.decisions);
    }
    if (!page.challenge_title.empty()) out_ += "<h2>" + escaped(page.challenge_title) + "</h2>\n";
    add_paragraphs(page.challenge);
    if (!machine_lines.empty()) {
      out_ += "<details>\n<summary>For checking by machine</summary>\n<pre>\n";
      for (const std::string& line : machine_lines) out_ += escaped(line) + "\n";
      out_ += "</pre>\n</details>\n";
    }
    out_ += "</main>\n</body>\n</html>\n";
    return std::move(out_);
  }

 private:
  void add_paragraphs(const std::vector<std::string>& texts) {
    for (const std::string& text : texts) out_ += "<p>" + escaped(text) + "</p>\n";
  }

  void add_facts(const std::vector<StatementFact>& facts) {
    out_ += "<dl>\n";
    for (const StatementFact& fact : facts) {
      out_ += fmt::format("<dt>{}</dt><dd>{}</dd>\n", escaped(fact.name), escaped(fact.value));
    }
    out_ += "</dl>\n";
  }

  void add_table(const StatementTable& table) {
    const std::string id = fmt::format("t{}", ++table_count_);
    out_ += fmt::format("<h2 id=\"{}\">{}</h2>\n", id, escaped(table.title));
    add_paragraphs(table.lead);
    out_ += fmt::format(
        "<div class=\"wide\" role=\"region\" aria-labelledby=\"{}\" tabindex=\"0\"><table aria-labelledby=\"{}\">\n"
        "<thead><tr><th scope=\"col\">What</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr></thead>\n"
        "<tbody>\n",
        id, id, escaped(table.first), escaped(table.second));
    for (const StatementRow& row : table.rows) {
      out_ += row.is_sum ? "<tr class=\"sum\">" : "<tr>";
      out_ += "<th scope=\"row\">";
      add_opening(escaped(row.name), row.notes);
      if (!row.detail.empty()) out_ += "<span class=\"detail\">" + escaped(row.detail) + "</span>";
      out_ += "</th><td>";
      add_opening(escaped(row.week.amount), row.week.how);
      out_ += "</td><td>";
      add_opening(escaped(row.period.amount), row.period.how);
      out_ += "</td></tr>\n";
    }
    out_ += "</tbody>\n</table></div>\n";
  }

  /// `summary` is escaped already.
  void add_opening(const std::string& summary, const std::vector<std::string>& texts) {
    if (texts.empty()) {
      out_ += summary.empty() ? "" : "<div>" + summary + "</div>";
      return;
    }
    out_ += "<details><summary>" + summary + "</summary>";
    for (const std::string& text : texts) out_ += "<p>" + escaped(text) + "</p>";
    out_ += "</details>";
  }

  std::string out_;
  std::size_t table_count_ = 0;
};

}  // namespace

std::string lay_out_html(const StatementPage& page, const std::vector<std::string>& machine_lines) {
  return HtmlPage().lay_out(page, machine_lines);
}

}  // namespace careway::budget
