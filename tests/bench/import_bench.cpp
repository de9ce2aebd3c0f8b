// CLD rows imported per second into SQLite by the whole pipeline, then the same file again (nothing changes), then the
// same people as another council's (each is linked), beside a
// bare insert of the same bytes into one table of the same engine with the same settings and batches. Figures are
// printed, never asserted: speed is not a test.
// Usage: careway_import_bench [ROWS ...]   (without: 10000 and 100000)

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "adapters/platform/clock.h"
#include "adapters/platform/crypto.h"
#include "adapters/platform/files.h"
#include "adapters/platform/random.h"
#include "adapters/store/sqlite_database.h"
#include "adapters/store/sqlite_store.h"
#include "gateway/pipeline/face_library.h"
#include "gateway/pipeline/importer.h"
#include "profiles/fhir/xml_events.h"
#include "tests/bench/cld_rows.h"

namespace {

using namespace careway;

constexpr std::size_t kBatchRows = 500;

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

long memory_mebibytes_max() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

/// Prints rows per second by the wall and microseconds of processor time per row.
template <typename Work>
void measure(std::string_view what, std::size_t rows, const Work& work) {
  const auto wall = std::chrono::steady_clock::now();
  const double cpu = cpu_seconds();
  const std::string note = work();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - wall).count();
  const auto count = static_cast<double>(rows);
  fmt::print("{:>8} rows  {:<28} {:>9.0f} rows/s  {:>7.1f} us CPU a row  {:>5} MiB  {}\n", rows, what, count / seconds,
             (cpu_seconds() - cpu) / count * 1e6, memory_mebibytes_max(), note);
}

/// The same bytes, row by row, into one table: what the disk and SQLite alone cost.
std::string insert_bare(const std::string& path, std::string_view file) {
  store::Database database(path, store::DatabaseRole::writer, 5000, 64 * 1024);
  database.execute("CREATE TABLE bare (pk INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT");
  std::size_t at = file.find('\n') + 1;
  while (at < file.size()) {
    store::Transaction transaction(database);
    for (std::size_t i = 0; i < kBatchRows && at < file.size(); ++i) {
      const std::size_t end = std::min(file.find('\n', at), file.size());
      database.run("INSERT INTO bare (bytes) VALUES (?)", store::Blob{file.substr(at, end - at)});
      at = end + 1;
    }
    transaction.commit();
  }
  return {};
}

/// The same rows from another authority: every person is known already and is linked.
std::string of_another_council(std::string file) {
  const std::size_t row = file.find('\n') + 1;
  const std::string code = file.substr(row, file.find(',', row) - row);
  for (std::size_t at = row; at != std::string::npos && at < file.size();) {
    if (file.compare(at, code.size(), code) == 0) file.replace(at, code.size(), "E09000001");
    const std::size_t end = file.find('\n', at);
    at = end == std::string::npos ? end : end + 1;
  }
  return file;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::size_t> sizes;
  for (int i = 1; i < argc; ++i) sizes.push_back(std::strtoull(argv[i], nullptr, 10));
  if (sizes.empty()) sizes = {10'000, 100'000};
  fhir::xml_platform_start();
  platform::SystemFiles files;
  const platform::MappedFile pack = files.map(std::string(CAREWAY_BUILD_DIR) + "/share/careway/fhir-r4.pack");
  fhir::Issues issues;
  const auto definitions = definitions::Definitions::open(pack.bytes(), issues);
  if (!definitions) return 1;
  const std::string source = CAREWAY_SOURCE_DIR;
  const auto library = pipeline::FaceLibrary::load(files, source + "/mappers/maps",
                                                   source + "/profiles/careway/names.yaml", *definitions, issues);
  if (!library) return 1;
  std::string form = (std::filesystem::temp_directory_path() / "careway_import_bench_XXXXXX").string();
  const std::filesystem::path folder = mkdtemp(form.data());
  const platform::HmacKeyer keyer("a deployment key for benchmarks");
  const platform::SystemClock clock;
  platform::SystemRandom random;
  const pipeline::Caller caller{"bench", "council", "council"};
  for (const std::size_t rows : sizes) {
    const std::string file = bench::cld_file(rows);
    const std::string bare = (folder / fmt::format("bare-{}.db", rows)).string();
    measure("bare insert", rows, [&] { return insert_bare(bare, file); });
    store::SqliteOptions options;
    options.path = (folder / fmt::format("careway-{}.db", rows)).string();
    const auto store = store::open_sqlite_store(
        options, [&](std::string_view bytes) { return platform::to_hex(keyer.digest(bytes)); });
    const pipeline::Services services{*store, clock, random, keyer, [&] { return library; }, "bench"};
    const std::string elsewhere = of_another_council(file);
    const std::array<std::pair<const char*, const std::string*>, 3> pushes = {
        {{"import", &file}, {"the same file again", &file}, {"the same people elsewhere", &elsewhere}}};
    for (const auto& [what, bytes] : pushes) {
      measure(what, rows, [&, pushed = bytes] {
        pipeline::Importer importer(services, caller, *library->find("cld"));
        const pipeline::ImportOptions import_options;
        const auto journalled = importer.journal(*pushed, import_options);
        const pipeline::Receipt receipt = importer.run(journalled.exchange, *pushed, import_options);
        return fmt::format("{} created, {} updated, {} unchanged, {} held, {} refused; {:.1f} MB", receipt.created,
                           receipt.updated, receipt.unchanged, receipt.held, receipt.refused,
                           static_cast<double>(file.size()) / 1e6);
      });
    }
  }
  std::filesystem::remove_all(folder);
  return 0;
}
