// CLD rows mapped per second, out to FHIR JSON and home to CSV, with full ledger and checks, at three sizes. Figures
// are printed, never asserted: speed is not a test.

#include <fmt/format.h>
#include <sys/resource.h>

#include <cstdlib>
#include <string>

#include "adapters/platform/crypto.h"
#include "adapters/platform/files.h"
#include "gateway/pipeline/face_library.h"
#include "mappers/engine/engine.h"
#include "profiles/fhir/json.h"
#include "profiles/fhir/xml_events.h"
#include "tests/bench/cld_rows.h"

namespace {

using namespace careway;

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

long memory_kilobytes_max() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

struct Totals {
  std::size_t rows = 0;
  std::size_t refused = 0;
  std::size_t leaves = 0;
  std::size_t record_leaves = 0;
  std::size_t json_bytes = 0;
};

enum class Pass { put, put_and_json, put_and_home };

/// One pass over the file: every row is read and put on nothing; then written as FHIR JSON, or got back and written as
/// CSV.
Totals run(const pipeline::Face& face, const definitions::Definitions& definitions, std::string_view file, Pass pass,
           const engine::Keyer& keyer) {
  Totals totals;
  fhir::Issues issues;
  const auto reader = face.format->open(file, issues);
  if (reader == nullptr) {
    fmt::print(stderr, "The generated file was refused: {}\n", issues.items()[0].text);
    std::exit(1);
  }
  const auto writer = face.format->writer(reader->dialect());
  engine::Engine engine(*face.plan);
  engine::Context context;
  context.tenant = "bench";
  context.partner = "council";
  context.partner_kind = "council";
  context.received = "2025-07-01T09:00:00.000000Z";
  context.period_start = "2024-04-01";
  context.period_end = "2025-03-31";
  context.keyer = &keyer;
  fhir::Document document;
  fhir::Document back;
  engine::Record record;
  engine::Residue residue;
  engine::Ledger ledger;
  std::string spelling;
  std::string json;
  std::string csv;
  while (reader->next(document, spelling, issues)) {
    record.clear();
    ++totals.rows;
    if (!engine.put(document.root(), record, {}, residue, context, ledger, issues)) {
      ++totals.refused;
      issues.clear();
      continue;
    }
    if (pass == Pass::put_and_json) {
      json.clear();
      for (const engine::RecordResource& resource : record.resources) {
        fhir::write_json(record.element(resource), definitions, json);
        json += '\n';
      }
      totals.json_bytes += json.size();
    } else if (pass == Pass::put_and_home) {
      csv.clear();
      engine::Ledger home_ledger;
      if (!engine.get(record, residue, context, back, home_ledger, issues) ||
          !writer->write(back, spelling, csv, issues)) {
        ++totals.refused;
      }
      totals.record_leaves += home_ledger.total();
    }
    issues.clear();
  }
  totals.leaves = ledger.total();
  return totals;
}

}  // namespace

int main(int count, char** arguments) {
  fhir::xml_platform_start();
  platform::SystemFiles files;
  const auto pack = files.map(CAREWAY_BUILD_DIR "/share/careway/fhir-r4.pack");
  fhir::Issues issues;
  const auto definitions = definitions::Definitions::open(pack.bytes(), issues);
  const auto library =
      pipeline::FaceLibrary::load(files, CAREWAY_SOURCE_DIR "/mappers/maps",
                                  CAREWAY_SOURCE_DIR "/profiles/careway/names.yaml", *definitions, issues);
  if (library == nullptr) {
    for (const auto& issue : issues.items()) fmt::print(stderr, "{}: {}\n", issue.path, issue.text);
    return 1;
  }
  const pipeline::Face& face = *library->find("cld");
  const platform::HmacKeyer keyer("a key for benchmarks only");
  const std::size_t largest = count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 1'000'000;
  fmt::print("CLD rows ({}), one core, CPU time, ledger and checks on.\n", face.name);
  fmt::print("out: CSV bytes to FHIR tree; json: the tree written as FHIR JSON; home: FHIR tree to CSV bytes.\n");
  fmt::print("{:>10} {:>10} {:>11} {:>11} {:>11} {:>11} {:>8} {:>9}\n", "rows", "out us/row", "out rows/s",
             "json us/row", "home us/row", "home rows/s", "refused", "max MiB");
  for (std::size_t rows = 1000; rows <= largest; rows *= rows == 1000 ? 100 : 10) {
    const std::string file = bench::cld_file(rows);
    run(face, *definitions, std::string_view(file).substr(0, file.find('\n') + 1), Pass::put, keyer);
    const int repeats = rows < 10'000 ? 50 : 1;
    double seconds[4] = {cpu_seconds(), 0, 0, 0};
    Totals totals[3];
    for (int pass = 0; pass < 3; ++pass) {
      for (int i = 0; i < repeats; ++i) totals[pass] = run(face, *definitions, file, static_cast<Pass>(pass), keyer);
      seconds[pass + 1] = cpu_seconds();
    }
    const double scale = 1e6 / static_cast<double>(rows) / repeats;
    const double out = (seconds[1] - seconds[0]) * scale;
    const double json = (seconds[2] - seconds[1]) * scale - out;
    const double home = (seconds[3] - seconds[2]) * scale - out;
    fmt::print("{:>10} {:>10.2f} {:>11.0f} {:>11.2f} {:>11.2f} {:>11.0f} {:>8} {:>9}\n", rows, out, 1e6 / out, json,
               home, 1e6 / home, totals[0].refused + totals[2].refused, memory_kilobytes_max() / 1024);
    fmt::print("{:>10} {} leaves, {:.0f} bytes of FHIR JSON a row, file {} MiB\n", "", totals[0].leaves,
               static_cast<double>(totals[1].json_bytes) / static_cast<double>(rows), file.size() / 1024 / 1024);
  }
  return 0;
}
