// A table of superseded NHS numbers: kept, and every Patient who has one of them looked at again.
#include <algorithm>
#include <mutex>
#include <span>
#include <thread>

#include "gateway/pipeline/json_text.h"
#include "gateway/pipeline/person_decisions.h"
#include "gateway/pipeline/person_linker.h"

namespace careway::pipeline {

/// A row of the table that is sent.
struct SupersededRow {
  std::uint64_t line = 0;
  std::string old_number;
  std::string new_number;
};

namespace {

using Row = SupersededRow;

constexpr std::size_t kRowsPerTransaction = 500;
constexpr std::size_t kKeysPerSearch = 100;
constexpr std::size_t kRefusedToldMax = 1000;

/// A cell without quotes, blanks and hyphens.
std::string plain(std::string_view cell) {
  std::string text;
  for (const char letter : cell) {
    if (letter != ' ' && letter != '-' && letter != '"' && letter != '\r' && letter != '\t') text += letter;
  }
  return text;
}

/// One row more than may come is enough to see that there are too many.
std::vector<Row> read_rows(std::string_view csv, std::size_t rows_max) {
  std::vector<Row> rows;
  if (csv.starts_with("\xEF\xBB\xBF")) csv.remove_prefix(3);
  for (std::uint64_t line = 1; !csv.empty() && rows.size() <= rows_max; ++line) {
    const std::size_t end = std::min(csv.find('\n'), csv.size());
    const std::string_view text = csv.substr(0, end);
    csv.remove_prefix(std::min(end + 1, csv.size()));
    const std::size_t comma = std::min(text.find(','), text.size());
    Row row{line, plain(text.substr(0, comma)), plain(text.substr(std::min(comma + 1, text.size())))};
    const bool is_blank = row.old_number.empty() && row.new_number.empty();
    const bool is_heading = line == 1 && row.old_number.find_first_of("0123456789") == std::string::npos;
    if (!is_blank && !is_heading) rows.push_back(std::move(row));
  }
  return rows;
}

/// Notes every Patient who has one of the numbers.
void note_holders(const Services& services, const Caller& caller, const std::vector<std::string>& numbers,
                  PersonLinker& linker) {
  const store::SearchHasher hasher(caller.tenant, services.search_secret);
  const std::string_view system = linker.names().find("nhs-number").value_or("");
  for (std::size_t begin = 0; begin < numbers.size(); begin += kKeysPerSearch) {
    store::SearchQuery query;
    query.type = "Patient";
    query.order = store::SearchOrder::oldest_first;
    query.page_size = store::kSearchPageMax;
    store::SearchTerm any;
    for (std::size_t i = begin; i < std::min(begin + kKeysPerSearch, numbers.size()); ++i) {
      any.any_of.push_back(
          hasher.hash("Patient", "identifier", store::SearchForm::system_and_code, system, numbers[i]));
    }
    query.terms.push_back(std::move(any));
    do {
      const store::SearchPage page = services.store.search(caller.tenant, query);
      for (const store::Resource& resource : page.resources) linker.note_again(resource);
      query.cursor = page.next_cursor;
    } while (!query.cursor.empty());
  }
}

std::string_view code_of(SupersededNumbers::Added added) {
  if (added == SupersededNumbers::Added::invalid) return "superseded-invalid";
  if (added == SupersededNumbers::Added::disputed) return "superseded-disputed";
  if (added == SupersededNumbers::Added::cycle) return "superseded-cycle";
  return "superseded-group";
}

}  // namespace

SupersededResult PersonDecisions::load_superseded(std::string_view csv) {
  const std::vector<Row> rows = read_rows(csv, kSupersededRowsMax);
  SupersededResult result;
  if (rows.size() > kSupersededRowsMax) {
    result.code = "limit-superseded-rows";
    return result;
  }
  result.rows = rows.size();
  std::span<const SupersededRow> rest(rows);
  while (!rest.empty()) {
    const std::size_t count = std::min(kRowsPerTransaction, rest.size());
    load_superseded_part(rest.first(count), result);
    rest = rest.subspan(count);
    // A lock that is taken again at once is seldom seen free by those who wait.
    if (!rest.empty()) std::this_thread::yield();
  }
  return result;
}

/// One transaction. Others who link people take their turn between two of them.
void PersonDecisions::load_superseded_part(std::span<const SupersededRow> rows, SupersededResult& result) {
  const std::lock_guard held(*services_.people);
  PersonLinker linker(services_, caller_);
  SupersededNumbers& numbers = linker.superseded();
  // Before the rows are there: what is there is always looked for.
  numbers.note_used();
  std::vector<std::string> asked;
  for (const SupersededRow& row : rows) {
    if (people::is_usable_number(row.old_number)) asked.push_back(row.old_number);
    if (people::is_usable_number(row.new_number)) asked.push_back(row.new_number);
  }
  numbers.load(asked);
  std::vector<std::string> touched;
  for (const SupersededRow& row : rows) {
    const auto added = numbers.add(row.old_number, row.new_number);
    if (added == SupersededNumbers::Added::added) {
      ++result.added;
    } else if (added == SupersededNumbers::Added::known) {
      ++result.known;
    } else {
      if (result.refused.size() < kRefusedToldMax) result.refused.push_back({row.line, code_of(added)});
      ++result.refused_count;
      continue;
    }
    touched.push_back(row.old_number);
  }
  std::vector<std::string> all;
  for (const std::string& number : touched) {
    for (std::string& same : numbers.table().all_of(number)) all.push_back(std::move(same));
  }
  std::ranges::sort(all);
  all.erase(std::unique(all.begin(), all.end()), all.end());
  note_holders(services_, caller_, all, linker);
  const std::string instant = now(services_);
  store::Batch batch;
  linker.examine_locked(batch, instant);
  numbers.collect(batch);
  std::string audit = "{";
  append_member(audit, "action", "superseded");
  append_member(audit, "rows", std::uint64_t{rows.size()});
  append_member(audit, "patients", std::uint64_t{linker.noted_count()});
  append_member(audit, "partner", caller_.partner);
  batch.audit.push_back({"people", instant, audit + "}"});
  if (!services_.store.commit(caller_.tenant, batch).committed) {
    throw store::StorageError(store::StorageError::Kind::busy, true,
                              "Other partners change the same people at the moment. Send the table again.");
  }
  result.examined += linker.noted_count();
  result.linked += linker.linked_count();
  result.asked += linker.asked_count();
}

}  // namespace careway::pipeline
