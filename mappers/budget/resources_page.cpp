#include "mappers/budget/resources_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "mappers/budget/statement_page.h"
#include "mappers/budget/statement_words.h"

namespace careway::budget {
namespace {

constexpr std::string_view kCurrency = "GBP";

StatementRow row_of(const RateBook::Row& row) {
  const money::Rate& rate = row.rate;
  StatementRow one;
  one.name = rate.service_type;
  one.detail = fmt::format("{}, {} to {}", row.funder, day_words(rate.from), day_words(rate.to));
  const Rational price = money::RateTable::price_of(rate);
  const std::string_view basis = rate.basis == money::RateBasis::average ? "average" : "agreed";
  std::vector<std::string> how{fmt::format("The price is {}.", basis_word(basis))};
  if (rate.basis == money::RateBasis::average) {
    how.push_back(fmt::format("It is over {} people; half of them have {} or less.", rate.people,
                              exact_money_text(rate.median, kCurrency)));
  }
  if (!rate.price_base.empty()) how.push_back(fmt::format("Prices of {}.", rate.price_base));
  if (!rate.uplift_percent.is_zero()) {
    how.push_back(fmt::format("{} with {} percent on top = {}.", exact_money_text(rate.price, kCurrency),
                              number_text(rate.uplift_percent), exact_money_text(price, kCurrency)));
  }
  one.week = {exact_money_text(price, kCurrency), std::move(how)};
  one.period = {std::string(price_unit_word(rate.unit)), {}};
  one.notes.push_back(fmt::format("Row {} of version {}.", row.source.label, row.version));
  if (!row.source.reference.empty()) one.notes.push_back(fmt::format("Record of the row: {}.", row.source.reference));
  return one;
}

}  // namespace

std::string render_resources(const ResourcesStatement& resources, StatementFormat format) {
  std::vector<const RateBook::Row*> rows;
  std::set<std::string> tables;
  for (const RateBook::Row& row : resources.rows) {
    rows.push_back(&row);
    tables.insert(row.funder + ":" + row.version);
  }
  std::ranges::sort(rows, {}, [](const RateBook::Row* row) {
    return std::tie(row->rate.service_type, row->funder, row->rate.from, row->source.label);
  });
  StatementPage page;
  page.title = "Statement of resources";
  if (!resources.key.empty()) page.facts.push_back({"Statement", resources.key});
  if (!resources.reference.empty()) page.facts.push_back({"Record", resources.reference});
  for (const std::string& table : tables) page.facts.push_back({"Rate table", table});
  page.facts.push_back({"Rows", std::to_string(rows.size())});
  page.warning = {
      "What is in the blend and at which price, for commissioners. A person's own sum stands in their "
      "personal budget statement, which names this one."};
  StatementTable table;
  table.title = "What is on offer";
  table.first = "price";
  table.second = "for";
  for (const RateBook::Row* row : rows) table.rows.push_back(row_of(*row));
  page.tables.push_back(std::move(table));
  return format == StatementFormat::html ? lay_out_html(page, {}) : lay_out_text(page, {});
}

}  // namespace careway::budget
