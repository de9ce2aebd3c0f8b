#include "gateway/pipeline/rate_shelf.h"

#include <algorithm>

#include "adapters/store/instant.h"
#include "gateway/pipeline/record_loader.h"
#include "profiles/fhir/json.h"

namespace careway::pipeline {
namespace {

constexpr std::string_view kType = "ChargeItemDefinition";
constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kMinute = 60 * kSecond;

struct ReadRow {
  std::string reference;
  std::string table;
  fhir::Document document;
};

store::SearchQuery all_rows() {
  store::SearchQuery query;
  query.type = std::string(kType);
  query.order = store::SearchOrder::oldest_first;
  query.page_size = store::kSearchPageMax;
  return query;
}

bool is_rate(fhir::Element row, std::string_view rate_row_system) {
  if (row.child_value("status") != "active") return false;
  return std::ranges::any_of(row, [&](fhir::Element child) {
    return child.name() == "identifier" && child.child_value("system") == rate_row_system;
  });
}

/// Reads the rows; those that may not be used (an average over too few people, a price that is none) are named and left
/// out, and so is the whole table of a funder whose rows contradict each other.
class BookMaker {
 public:
  BookMaker(const language::Names& names, fhir::Issues& left_out) : names_(names), left_out_(left_out) {}

  budget::RateBook make(std::vector<ReadRow>& rows) {
    fhir::Issues issues;
    if (auto book = try_all(rows, issues)) return std::move(*book);
    std::erase_if(rows, [&](const ReadRow& row) { return !stands_alone({row.document.root()}); });
    fhir::Issues again;
    if (auto book = try_all(rows, again)) return std::move(*book);
    std::map<std::string, std::vector<fhir::Element>> tables;
    for (const ReadRow& row : rows) tables[row.table].push_back(row.document.root());
    for (const auto& [table, elements] : tables) {
      if (stands_alone(elements)) continue;
      std::erase_if(rows, [&, name = table](const ReadRow& row) { return row.table == name; });
    }
    if (auto book = try_all(rows, again)) return std::move(*book);
    rows.clear();
    fhir::Issues none;
    return std::move(*budget::RateBook::make({}, none));
  }

 private:
  std::optional<budget::RateBook> try_all(const std::vector<ReadRow>& rows, fhir::Issues& issues) const {
    std::vector<fhir::Element> elements;
    elements.reserve(rows.size());
    for (const ReadRow& row : rows) elements.push_back(row.document.root());
    return budget::read_rates(elements, names_, issues);
  }

  bool stands_alone(const std::vector<fhir::Element>& elements) {
    fhir::Issues found;
    if (budget::read_rates(elements, names_, found)) return true;
    for (fhir::Issue issue : found.items()) {
      issue.severity = fhir::Severity::warning;
      left_out_.add(std::move(issue));
    }
    return false;
  }

  const language::Names& names_;
  fhir::Issues& left_out_;
};

}  // namespace

std::shared_ptr<const StoredRates> read_stored_rates(const Services& services, const std::string& tenant) {
  const auto library = services.library();
  const std::string rate_row = library->names().resolve("rate-row");
  std::vector<ReadRow> rows;
  std::size_t count = 0;
  std::optional<std::string> newest;
  store::SearchQuery query = all_rows();
  do {
    store::SearchPage page = services.store.search(tenant, query);
    for (const store::Resource& resource : page.resources) {
      ++count;
      if (!newest || *newest < resource.updated) newest = resource.updated;
      fhir::Issues unreadable;
      auto document = fhir::read_json(resource.body, library->definitions(), unreadable);
      if (!document || !is_rate(document->root(), rate_row)) continue;
      const fhir::Element root = document->root();
      std::string table = std::string(root.child_value("publisher")) + ":" + std::string(root.child_value("version"));
      rows.push_back({to_text(resource.key) + "/_history/" + std::to_string(resource.version), std::move(table),
                      std::move(*document)});
    }
    query.cursor = page.next_cursor;
  } while (!query.cursor.empty());
  fhir::Issues left_out;
  auto rates = std::make_shared<StoredRates>(BookMaker(library->names(), left_out).make(rows));
  rates->left_out = std::move(left_out);
  rates->rows = count;
  rates->newest = std::move(newest);
  for (const ReadRow& row : rows) {
    rates->tables[row.table].push_back(row.reference);
    rates->table_of_row.emplace(row.reference, row.table);
  }
  for (auto& [table, references] : rates->tables) std::ranges::sort(references);
  return rates;
}

bool RateShelf::is_current(Shelf& shelf, const Services& services, const std::string& tenant) {
  if (!shelf.rates) return false;
  const std::int64_t now = services.clock.monotonic_microseconds();
  if (shelf.is_fresh && now - shelf.read_at >= kMinute) return false;
  store::SearchQuery newer = all_rows();
  newer.page_size = 1;
  if (shelf.rates->newest) {
    newer.updated_from = store::instant_from_microseconds(store::instant_to_microseconds(*shelf.rates->newest) + 1);
  }
  if (!services.store.search(tenant, newer).resources.empty()) return false;
  if (now - shelf.counted_at < kSecond) return true;
  shelf.counted_at = now;
  return services.store.count(tenant, all_rows(), shelf.rates->rows + 1) == shelf.rates->rows;
}

std::shared_ptr<const StoredRates> RateShelf::rates(const Services& services, const std::string& tenant) {
  Shelf* shelf = nullptr;
  {
    const std::lock_guard lock(mutex_);
    auto& slot = shelves_[tenant];
    if (!slot) slot = std::make_unique<Shelf>();
    shelf = slot.get();
  }
  const std::lock_guard lock(shelf->mutex);
  if (is_current(*shelf, services, tenant)) return shelf->rates;
  shelf->counted_at = shelf->read_at = services.clock.monotonic_microseconds();
  const std::int64_t wall = services.clock.microseconds();
  shelf->rates = read_stored_rates(services, tenant);
  const auto& newest = shelf->rates->newest;
  shelf->is_fresh = newest && wall - store::instant_to_microseconds(*newest) < kMinute;
  return shelf->rates;
}

}  // namespace careway::pipeline
