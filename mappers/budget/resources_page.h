#pragma once

#include <string>
#include <vector>

#include "mappers/budget/inputs.h"
#include "mappers/budget/statement.h"

namespace careway::budget {

/// The commissioner-level statement of resources: what is in the blend, for each service at which price. Statements of
/// persons point to it (Budget::resources).
struct ResourcesStatement {
  std::string key;        ///< "E09000033:2026-27"; empty when it is not stored
  std::string reference;  ///< "List/abc/_history/2"; empty when it is not stored
  std::vector<RateBook::Row> rows;
};

/// The statement on one page, text or HTML, by service type; each price opens to its row, basis, people, median, price
/// base and uplift. The same rows give the same bytes.
std::string render_resources(const ResourcesStatement& resources, StatementFormat format);

}  // namespace careway::budget
