#include <algorithm>
#include <charconv>
#include <iterator>
#include <tuple>

#include "mappers/budget/fhir_values.h"
#include "mappers/budget/inputs.h"
#include "mappers/budget/rate_rows.h"

namespace careway::budget {
namespace {

constexpr std::string_view kTooFew =
    "This average is over fewer than ten people, or does not say over how many, and could show what one of them gets.";

bool has_code(fhir::Element concept_element, std::string_view system, std::string_view code) {
  if (!concept_element.exists()) return false;
  return std::any_of(concept_element.begin(), concept_element.end(), [&](fhir::Element coding) {
    return coding.name() == "coding" && coding.child_value("system") == system && coding.child_value("code") == code;
  });
}

bool are_enough(fhir::Element people) {
  if (!people.exists()) return false;
  const std::string_view text = people.value();
  std::size_t count = 0;
  std::from_chars(text.data(), text.data() + text.size(), count);
  return count >= money::kPeopleMin;
}

}  // namespace

bool rate_may_come(fhir::Element after, const language::Names& names, fhir::Issues& issues) {
  if (!after.exists() || after.value() != "ChargeItemDefinition") return true;
  const std::string basis = names.resolve("rate-basis");
  const std::string people = names.resolve("rate-people");
  const std::string methods = names.resolve("costing-method-code");
  bool is_average = false;
  bool says_people = false;
  bool all_enough = true;
  // Every one of them: what stands twice hides nothing.
  for (const fhir::Element child : after) {
    if (child.name() != "extension") continue;
    const std::string_view url = child.child_value("url");
    if (url == basis) is_average |= has_code(child.child("valueCodeableConcept"), methods, "average");
    if (url != people) continue;
    says_people = true;
    all_enough &= are_enough(child.child("valueInteger"));
  }
  if (!is_average || (says_people && all_enough)) return true;
  issues.error("rate-disclosure", "ChargeItemDefinition.extension",
               std::string(kTooFew) + " Join service types, or use an agreed price.");
  return false;
}

std::vector<RateBook::Row> without_small_averages(std::vector<RateBook::Row> rows, fhir::Issues& issues) {
  std::erase_if(rows, [&](const RateBook::Row& row) {
    if (row.rate.basis != money::RateBasis::average || row.rate.people >= money::kPeopleMin) return false;
    issues.warning("rate-disclosure", row.rate.id, std::string(kTooFew) + " It is left out.");
    return true;
  });
  return rows;
}

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

std::vector<fhir::CivilDate> RateBook::days_of_change(std::string_view service_type, std::string_view funder,
                                                      fhir::CivilDate from, fhir::CivilDate to) const {
  std::vector<fhir::CivilDate> days;
  const auto found = tables_.find(funder);
  if (found == tables_.end()) return days;
  for (const Table& table : found->second) {
    const auto rows = std::ranges::equal_range(table.rates.rates(), service_type, {}, [](const money::Rate& rate) {
      return std::string_view(rate.service_type);
    });
    for (const money::Rate& rate : rows) {
      if (from < rate.from && rate.from <= to) days.push_back(rate.from);
      if (from <= rate.to && rate.to < to) days.push_back(fhir::civil_from_days(fhir::days_from_civil(rate.to) + 1));
    }
  }
  return days;
}

}  // namespace careway::budget
