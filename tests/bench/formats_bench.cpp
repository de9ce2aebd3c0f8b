#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <vector>

#include "mappers/formats/format.h"

// CSV as client level data has it: 49 columns, half of them empty, about 400 bytes a row.
namespace careway::formats {
namespace {

constexpr std::size_t kColumns = 49;

std::string layout_text() {
  std::string text = "layout: bench\nencodings: [utf-8, windows-1252]\ncolumns:\n";
  for (std::size_t i = 0; i < kColumns; ++i) text += "  - Column of the Bench " + std::to_string(i) + '\n';
  return text;
}

std::string file_text(std::size_t rows, bool is_quoted) {
  static const std::vector<std::string> kCells{"01/04/2025",
                                               "9990000018",
                                               "Long term support: Community",
                                               "Service user",
                                               "Home support or domiciliary care",
                                               "",
                                               "",
                                               "",
                                               "Unknown",
                                               "16.40"};
  std::string text;
  for (std::size_t i = 0; i < kColumns; ++i)
    text += (i > 0 ? ",Column of the Bench " : "Column of the Bench ") + std::to_string(i);
  text += "\r\n";
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = 0; i < kColumns; ++i) {
      if (i > 0) text += ',';
      const std::string& cell = kCells[(row + i * 7) % kCells.size()];
      const bool is_empty = cell.empty() || i % 3 == 1;
      if (is_quoted) text += '"';
      if (!is_empty) text += cell;
      if (is_quoted) text += '"';
    }
    text += "\r\n";
  }
  return text;
}

std::unique_ptr<Format> bench_format() {
  fhir::Issues issues;
  return make_csv_format(layout_text(), "bench.yaml", {}, {}, issues);
}

void count(benchmark::State& state, std::size_t bytes, std::size_t rows) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * bytes));
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * rows));
}

void csv_first_pass(benchmark::State& state) {
  const std::string text = file_text(100'000, state.range(0) != 0);
  const auto format = bench_format();
  for (auto _ : state) {
    fhir::Issues issues;
    benchmark::DoNotOptimize(format->open(text, issues));
  }
  count(state, text.size(), 100'000);
}

void csv_rows(benchmark::State& state) {
  const std::string text = file_text(100'000, state.range(0) != 0);
  const auto format = bench_format();
  fhir::Document document;
  std::string spelling;
  for (auto _ : state) {
    fhir::Issues issues;
    state.PauseTiming();
    const auto reader = format->open(text, issues);
    state.ResumeTiming();
    while (reader->next(document, spelling, issues)) benchmark::DoNotOptimize(document.node_count());
  }
  count(state, text.size(), 100'000);
}

void csv_write(benchmark::State& state) {
  const std::string text = file_text(1'000, state.range(0) != 0);
  const auto format = bench_format();
  fhir::Issues issues;
  const auto reader = format->open(text, issues);
  std::vector<fhir::Document> documents(1'000);
  std::string spelling;
  for (auto& document : documents) reader->next(document, spelling, issues);
  std::string out;
  for (auto _ : state) {
    out.clear();
    const auto writer = format->writer(reader->dialect());
    for (const auto& document : documents) writer->write(document, {}, out, issues);
    writer->finish(out);
  }
  if (out != text) state.SkipWithError("the file did not come back");
  count(state, text.size(), 1'000);
}

BENCHMARK(csv_first_pass)->ArgName("quoted")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);
BENCHMARK(csv_rows)->ArgName("quoted")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);
BENCHMARK(csv_write)->ArgName("quoted")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace careway::formats

BENCHMARK_MAIN();
