// Rows imported per second, beside a bare insert of the same bytes into one table of the same engine with the same
// settings, and a few searches over what was imported. One row is a person and a service: two resources of about
// 1.5 KB, twelve search keys, two identities, residue, an outcome, and its share of ledger, audit and progress.
// Usage: careway_store_bench [ROWS [BATCH_ROWS]]

#include <fmt/core.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "adapters/store/bytes.h"
#include "adapters/store/memory_store.h"
#include "adapters/store/sqlite_database.h"
#include "adapters/store/sqlite_store.h"

namespace {

using namespace careway::store;

constexpr const char* kTenant = "place";
constexpr const char* kNow = "2026-04-01T12:00:00.000000Z";
constexpr std::size_t kRowsPerPerson = 3;

std::string digest(std::string_view bytes) {
  std::string result;
  for (std::uint64_t i = 0; i < 4; ++i) add_number(result, sip_hash({5, i}, bytes));
  return result;
}

std::string minted_id(std::string_view kind, std::size_t number) {
  std::string bytes(kind);
  add_number(bytes, number);
  std::string id;
  add_number(id, sip_hash({1, 1}, bytes));
  add_number(id, sip_hash({1, 2}, bytes));
  return to_hexadecimal(id);
}

/// What a map would hand over for one row.
struct Row {
  ResourceWrite person;
  ResourceWrite service;
  ResidueWrite residue;
  DocumentOutcome outcome;
};

class RowMaker {
 public:
  RowMaker() : hasher_(kTenant, "bench") {
    for (int i = 0; i < 1400; ++i) filler_.push_back(static_cast<char>('a' + random_() % 26));
  }

  // Every row has a person of its own: the most work that a row can make.
  Row make(std::size_t number) {
    Row row;
    const std::string person = minted_id("person", number);
    const std::string service = minted_id("service", number);
    row.person.key = {.type = "Patient", .id = person};
    row.person.updated = kNow;
    row.person.body = fmt::format(R"({{"resourceType":"Patient","id":"{}","filler":"{}"}})", person, filler());
    row.person.search_hashes = {
        hash("Patient", "identifier", SearchForm::system_and_code, fmt::format("local-{}", number)),
        hash("Patient", "identifier", SearchForm::code, fmt::format("local-{}", number)),
        hash("Patient", "_id", SearchForm::id, person),
        hash("Patient", "organization", SearchForm::reference, fmt::format("Organization/{}", number % 3)),
        hash("Patient", "family", SearchForm::code, fmt::format("family {}", random_() % 2000)),
        hash("Patient", "gender", SearchForm::code, fmt::format("{}", random_() % 4))};
    row.person.identities = {hash("Patient", "", SearchForm::identity, fmt::format("local-{}", number))};
    row.service.key = {.type = "ServiceRequest", .id = service};
    row.service.updated = kNow;
    row.service.body = fmt::format(R"({{"resourceType":"ServiceRequest","id":"{}","filler":"{}"}})", service, filler());
    row.service.search_hashes = {
        hash("ServiceRequest", "identifier", SearchForm::system_and_code, fmt::format("line-{}", number)),
        hash("ServiceRequest", "identifier", SearchForm::code, fmt::format("line-{}", number)),
        hash("ServiceRequest", "_id", SearchForm::id, service),
        hash("ServiceRequest", "subject", SearchForm::reference, fmt::format("Patient/{}", number / kRowsPerPerson)),
        hash("ServiceRequest", "category", SearchForm::code, fmt::format("category {}", random_() % 12)),
        hash("ServiceRequest", "status", SearchForm::code, fmt::format("{}", random_() % 3))};
    row.service.identities = {hash("ServiceRequest", "", SearchForm::identity, fmt::format("line-{}", number))};
    row.residue = {.key = {.partner = "northshire", .face = "cld-r2", .item = "ServiceRequest/" + service},
                   .expected_version = 0,
                   .remove = false,
                   .bytes = std::string(filler().substr(0, 300))};
    row.outcome = {.exchange = "import",
                   .document = number,
                   .outcome = "created",
                   .needs_attention = number % 100 == 0,
                   .anchor = "ServiceRequest/" + service,
                   .issues = ""};
    return row;
  }

 private:
  std::uint64_t hash(std::string_view type, std::string_view parameter, SearchForm form, const std::string& code) {
    return hasher_.hash(type, parameter, form, "https://careway.example/id", code);
  }

  // Rotated, so that no two bodies are alike.
  std::string_view filler() {
    std::rotate(filler_.begin(), filler_.begin() + 7, filler_.end());
    return filler_;
  }

  std::mt19937_64 random_{20'260'401};
  SearchHasher hasher_;
  std::string filler_;
};

struct Cost {
  double seconds = 0;
  double cpu_seconds = 0;
  double bytes_written = 0;
};

// Bytes that this process sent towards the disk: log and file together.
double bytes_written() {
  std::ifstream counters("/proc/self/io");
  std::string name;
  double count = 0;
  while (counters >> name >> count) {
    if (name == "write_bytes:") return count;
  }
  return 0;
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

template <typename Work>
Cost measure(const Work& work) {
  const double cpu = cpu_seconds();
  const double bytes = bytes_written();
  const auto start = std::chrono::steady_clock::now();
  work();
  return {.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(),
          .cpu_seconds = cpu_seconds() - cpu,
          .bytes_written = bytes_written() - bytes};
}

void add(Cost& sum, const Cost& cost) {
  sum.seconds += cost.seconds;
  sum.cpu_seconds += cost.cpu_seconds;
  sum.bytes_written += cost.bytes_written;
}

std::vector<Batch> make_batches(RowMaker& maker, std::size_t first, std::size_t rows, std::size_t batch_rows) {
  std::vector<Batch> batches;
  for (std::size_t i = first; i < first + rows; ++i) {
    if ((i - first) % batch_rows == 0) {
      Batch& batch = batches.emplace_back();
      batch.ledger = {{"import", "carried", 60 * batch_rows}, {"import", "residue", 12 * batch_rows}};
      batch.audit = {{"import", kNow, fmt::format("rows from {}", i)}};
      batch.exchanges.push_back({.id = "import",
                                 .expected_state = std::nullopt,
                                 .state = ExchangeState::working,
                                 .documents_done = i,
                                 .documents_total = 0,
                                 .receipt = std::nullopt,
                                 .closure_hash = std::nullopt});
    }
    Row row = maker.make(i);
    Batch& batch = batches.back();
    batch.resources.push_back(std::move(row.person));
    batch.resources.push_back(std::move(row.service));
    batch.residues.push_back(std::move(row.residue));
    batch.outcomes.push_back(std::move(row.outcome));
  }
  return batches;
}

// Rows are made in slices outside the clock, so that making them costs neither time nor memory.
template <typename Import>
Cost import_rows(std::size_t rows, std::size_t batch_rows, const Import& import) {
  RowMaker maker;
  Cost sum;
  for (std::size_t first = 0; first < rows; first += batch_rows * 10) {
    const std::vector<Batch> batches = make_batches(maker, first, std::min(batch_rows * 10, rows - first), batch_rows);
    add(sum, measure([&] {
          for (const Batch& batch : batches) import(batch);
        }));
  }
  return sum;
}

Cost import_into_store(Store& store, std::size_t rows, std::size_t batch_rows) {
  Exchange exchange;
  exchange.id = "import";
  exchange.partner = "northshire";
  exchange.face = "cld-r2";
  exchange.received = kNow;
  store.journal(kTenant, exchange, "file");
  return import_rows(rows, batch_rows, [&](const Batch& batch) {
    if (!store.commit(kTenant, batch).committed) throw std::runtime_error("a batch was refused");
  });
}

Cost import_bare(const std::string& path, std::size_t rows, std::size_t batch_rows) {
  Database database(path, DatabaseRole::writer, 5000, 64 * 1024);
  database.execute("CREATE TABLE bare (pk INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT");
  const auto insert = [&](std::string_view bytes) { database.run("INSERT INTO bare (bytes) VALUES (?)", Blob{bytes}); };
  return import_rows(rows, batch_rows, [&](const Batch& batch) {
    Transaction transaction(database);
    for (const ResourceWrite& write : batch.resources) insert(write.body);
    for (const ResidueWrite& write : batch.residues) insert(write.bytes);
    for (const DocumentOutcome& outcome : batch.outcomes) insert(outcome.anchor);
    transaction.commit();
  });
}

void print(std::string_view what, std::size_t rows, const Cost& cost, const Cost* bare, std::uintmax_t file_bytes) {
  const double count = static_cast<double>(rows);
  fmt::print("{:<28} {:>8.0f} rows/s {:>7.1f} us {:>7.1f} us CPU {:>7.1f} KB written {:>6.0f} B kept per row", what,
             count / cost.seconds, cost.seconds * 1e6 / count, cost.cpu_seconds * 1e6 / count,
             cost.bytes_written / 1e3 / count, static_cast<double>(file_bytes) / count);
  if (bare != nullptr) {
    fmt::print("; bare 1:{:.1f} in time, 1:{:.1f} in CPU", cost.seconds / bare->seconds,
               cost.cpu_seconds / bare->cpu_seconds);
  }
  fmt::print("\n");
}

void bench_searches(Store& store, std::size_t rows) {
  const SearchHasher hasher(kTenant, "bench");
  std::mt19937_64 random(1);
  const auto term = [&](std::string_view parameter, SearchForm form, const std::string& code) {
    return SearchTerm{{hasher.hash("ServiceRequest", parameter, form, "https://careway.example/id", code)}};
  };
  const auto run = [&](std::string_view what, const auto& make_terms) {
    constexpr int kSearches = 2000;
    std::size_t found = 0;
    const Cost cost = measure([&] {
      for (int i = 0; i < kSearches; ++i) {
        SearchQuery query;
        query.type = "ServiceRequest";
        query.terms = make_terms();
        found += store.search(kTenant, query).resources.size();
      }
    });
    fmt::print("{:<44} {:>9.0f} searches/s {:>6.1f} found\n", what, kSearches / cost.seconds,
               static_cast<double>(found) / kSearches);
  };
  const auto some = [&](std::string_view form, std::size_t bound) {
    return fmt::format(fmt::runtime(form), random() % bound);
  };
  run("identifier, one match",
      [&] { return std::vector{term("identifier", SearchForm::code, some("line-{}", rows))}; });
  run("subject, a few",
      [&] { return std::vector{term("subject", SearchForm::reference, some("Patient/{}", rows / kRowsPerPerson))}; });
  run("status, a third of all, page of 20",
      [&] { return std::vector{term("status", SearchForm::code, some("{}", 3))}; });
  run("status and category, page of 20", [&] {
    return std::vector{term("status", SearchForm::code, some("{}", 3)),
                       term("category", SearchForm::code, some("category {}", 12))};
  });
  run("subject and status (rare and common)", [&] {
    return std::vector{term("status", SearchForm::code, some("{}", 3)),
                       term("subject", SearchForm::reference, some("Patient/{}", rows / kRowsPerPerson))};
  });
  run("every resource of the type, page of 20", [] { return std::vector<SearchTerm>{}; });
}

}  // namespace

int main(int argument_count, char** arguments) {
  const std::size_t rows = argument_count > 1 ? std::stoull(arguments[1]) : 50'000;
  std::string form = (std::filesystem::temp_directory_path() / "careway_store_bench_XXXXXX").string();
  const std::filesystem::path folder = mkdtemp(form.data());
  fmt::print("{} rows; SQLite with WAL and synchronous=FULL; a commit that returned is on disk\n\n", rows);
  std::vector<std::size_t> batch_sizes = {100, 500, 1000};
  if (argument_count > 2) batch_sizes = {std::stoull(arguments[2])};
  for (const std::size_t batch_rows : batch_sizes) {
    const std::string bare_path = (folder / fmt::format("bare{}.sqlite", batch_rows)).string();
    const Cost bare = import_bare(bare_path, rows, batch_rows);
    print(fmt::format("bare, batches of {}", batch_rows), rows, bare, nullptr, std::filesystem::file_size(bare_path));
    SqliteOptions options;
    options.path = (folder / fmt::format("store{}.sqlite", batch_rows)).string();
    auto store = open_sqlite_store(options, digest);
    const Cost cost = import_into_store(*store, rows, batch_rows);
    if (batch_rows == batch_sizes.back()) {
      fmt::print("\n");
      bench_searches(*store, rows);
      fmt::print("\n");
    }
    store.reset();
    print(fmt::format("SqliteStore, batches of {}", batch_rows), rows, cost, &bare,
          std::filesystem::file_size(options.path));
  }
  const auto memory = make_memory_store(digest);
  print("MemoryStore, batches of 500", rows, import_into_store(*memory, rows, 500), nullptr, 0);
  std::filesystem::remove_all(folder);
}
