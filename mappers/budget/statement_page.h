#pragma once

#include <string>
#include <vector>

#include "mappers/budget/budget.h"

namespace careway::budget {

/// An amount and how it came about; empty: there is none at this level.
struct StatementFigure {
  std::string amount;
  std::vector<std::string> how;
};

/// One row of a statement: what it is about, a week, the period. `notes` say where it comes from.
struct StatementRow {
  std::string name;
  std::string detail;
  StatementFigure week;
  StatementFigure period;
  std::vector<std::string> notes;
  bool is_sum = false;
};

struct StatementTable {
  std::string title;
  std::string first = "a week";  ///< heads of the two columns
  std::string second = "the period";
  std::vector<std::string> lead;
  std::vector<StatementRow> rows;
};

struct StatementFact {
  std::string name;
  std::string value;
};

/// What a statement says, before it is laid out as text or HTML. Nothing is escaped.
struct StatementPage {
  std::string title;
  std::vector<StatementFact> facts;
  std::vector<std::string> warning;  ///< what kind of figure this is: an estimate, not an entitlement
  std::vector<StatementTable> tables;
  std::string decisions_title;
  std::vector<StatementFact> decisions;  ///< who prepared, approved, why it changed
  std::string challenge_title;
  std::vector<std::string> challenge;
};

StatementPage make_statement_page(const Budget& budget);

/// What is bought by the lines, each with quantity and price (statement_lines.cpp).
StatementTable make_lines_table(const Budget& budget);
/// The lines whose week the Department of Health and Social Care counts in another way, ours and theirs in two columns;
/// without rows when there are none.
StatementTable make_department_table(const Budget& budget);
/// "NHS North West London ICB (QRV)"
std::string organisation_text(const Party& party);

/// The page as text, 78 columns wide, each figure with a numbered note (statement_text.cpp); as HTML, each figure
/// opening where it stands (statement_html.cpp). `machine_lines`, where there are any, end either.
std::string lay_out_text(const StatementPage& page, const std::vector<std::string>& machine_lines);
std::string lay_out_html(const StatementPage& page, const std::vector<std::string>& machine_lines);

}  // namespace careway::budget
