#include "mappers/budget/statement.h"

#include "mappers/budget/machine_lines.h"
#include "mappers/budget/statement_page.h"

namespace careway::budget {

std::string render_statement(const Budget& budget, const StatementOptions& options) {
  const StatementPage page = make_statement_page(budget);
  const std::vector<std::string> lines = machine_lines(budget, options);
  return options.format == StatementFormat::text ? lay_out_text(page, lines) : lay_out_html(page, lines);
}

}  // namespace careway::budget
