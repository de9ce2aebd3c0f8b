#include <algorithm>
#include <iterator>
#include <tuple>

#include "mappers/budget/inputs.h"

namespace careway::budget {

std::optional<RateBook> RateBook::make(std::vector<Row> rows, fhir::Issues& issues) {
  const std::size_t errors_before = issues.error_count();
  // By funder, the last version of a table first; in the order of money::RateTable below that.
  std::ranges::sort(rows, [](const Row& a, const Row& b) {
    if (a.funder != b.funder) return a.funder < b.funder;
    if (a.version != b.version) return a.version > b.version;
    return std::tie(a.rate.service_type, a.rate.from, a.rate.id) <
           std::tie(b.rate.service_type, b.rate.from, b.rate.id);
  });
  RateBook book;
  for (auto first = rows.begin(); first != rows.end();) {
    const auto last = std::find_if(first, rows.end(), [&](const Row& row) {
      return row.funder != first->funder || row.version != first->version;
    });
    std::vector<money::Rate> rates;
    rates.reserve(static_cast<std::size_t>(last - first));
    for (auto row = first; row != last; ++row) rates.push_back(row->rate);
    const std::string funder = first->funder;
    const std::string version = first->version;
    if (auto table = money::RateTable::make(std::move(rates), issues)) {
      book.tables_[funder].push_back(
          {version, std::move(*table), {std::make_move_iterator(first), std::make_move_iterator(last)}});
    }
    first = last;
  }
  return issues.error_count() == errors_before ? std::optional(std::move(book)) : std::nullopt;
}

const RateBook::Row* RateBook::find_in(const std::vector<Table>& versions, std::string_view service_type,
                                       fhir::CivilDate day) {
  for (const Table& table : versions) {
    const money::Rate* rate = table.rates.find(service_type, day);
    if (rate != nullptr) return &table.rows[static_cast<std::size_t>(rate - table.rates.rates().data())];
  }
  return nullptr;
}

const RateBook::Row* RateBook::find(std::string_view service_type, fhir::CivilDate day,
                                    const std::vector<std::string>& funders) const {
  for (const std::string& funder : funders) {
    const auto found = tables_.find(funder);
    if (found == tables_.end()) continue;
    if (const Row* row = find_in(found->second, service_type, day)) return row;
  }
  for (const auto& [funder, versions] : tables_) {
    if (const Row* row = find_in(versions, service_type, day)) return row;
  }
  return nullptr;
}

}  // namespace careway::budget
