// Validates files again and again and prints the same table as hl7_validator, so that both can be laid side by side:
// name, microseconds of the first and of the median warm run (bytes to findings), verdict, number of errors, their
// places.
//   validate_files ROUNDS PACKAGE-FOLDER|- PROFILE|- FILE...
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <set>
#include <string>
#include <vector>

#include "adapters/platform/files.h"
#include "gateway/pipeline/loaded_packages.h"
#include "profiles/fhir/xml_events.h"
#include "profiles/validation/read_for_validation.h"
#include "profiles/validation/validator.h"

namespace {

using Clock = std::chrono::steady_clock;
using careway::fhir::Issue;
using careway::fhir::Issues;
using careway::fhir::Severity;

constexpr std::uint64_t kFileBytesMax = 64 * 1024 * 1024;

double microseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::micro>(Clock::now() - start).count();
}

/// Memory of this process now, in MiB.
std::size_t resident_mib() {
  careway::platform::SystemFiles files;
  const std::string status = files.read("/proc/self/status", 1 << 20);
  const std::size_t at = status.find("VmRSS:");
  return at == std::string::npos ? 0 : std::strtoull(status.c_str() + at + 6, nullptr, 10) / 1024;
}

struct Job {
  const careway::definitions::Definitions& definitions;
  careway::validation::Validator& validator;
  std::vector<std::string> profiles;
  careway::fhir::Document document;

  void run(std::string_view bytes, Issues& issues) {
    careway::validation::Options options;
    options.best_practice = std::nullopt;
    if (careway::validation::read_for_validation(bytes, definitions, document, issues)) {
      validator.validate(document.root(), profiles, options, issues);
    }
  }
};

void print(const std::string& file, double cold, double warm, const Issues& issues) {
  std::set<std::string> places;
  std::size_t errors = 0;
  for (const Issue& issue : issues.items()) {
    if (issue.severity != Severity::error && issue.severity != Severity::fatal) continue;
    ++errors;
    places.insert(issue.path);
  }
  std::string list;
  for (const std::string& place : places) list += (list.empty() ? "" : " ") + place;
  std::cout << fmt::format("{}\t{:.1f}\t{:.1f}\t{}\t{}\t{}\n", file.substr(file.rfind('/') + 1), cold, warm,
                           errors == 0 ? "valid" : "invalid", errors, list);
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 5) {
    std::cerr << "validate_files ROUNDS PACKAGE-FOLDER|- PROFILE|- FILE...\n";
    return 2;
  }
  const auto start = Clock::now();
  careway::fhir::xml_platform_start();
  careway::platform::SystemFiles files;
  const int rounds = std::atoi(arguments[1]);
  const std::string share = CAREWAY_BUILD_DIR "/share/careway";
  Issues problems;
  const auto pack = files.map(share + "/fhir-r4.pack");
  const auto definitions = careway::definitions::Definitions::open(pack.bytes(), problems);
  careway::pipeline::PackagePaths paths{share + "/fhir-r4-conformance.pack", {}, {}};
  if (std::string_view(arguments[2]) != "-") paths.packages.emplace_back(arguments[2]);
  const auto loaded = careway::pipeline::LoadedPackages::open(files, paths, problems);
  if (!definitions || loaded == nullptr) return 3;
  careway::validation::Validator validator(*definitions, loaded->set());
  Job job{*definitions, validator, {}, {}};
  if (std::string_view(arguments[3]) != "-") job.profiles.emplace_back(arguments[3]);
  double first_verdict = 0;
  for (int at = 4; at < count; ++at) {
    const std::string bytes = files.read(arguments[at], kFileBytesMax);
    Issues issues;
    const auto before = Clock::now();
    job.run(bytes, issues);
    const double cold = microseconds_since(before);
    if (first_verdict == 0) first_verdict = microseconds_since(start);
    std::vector<double> times;
    for (int round = 0; round < rounds; ++round) {
      Issues again;
      const auto from = Clock::now();
      job.run(bytes, again);
      times.push_back(microseconds_since(from));
    }
    times.erase(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2));
    std::ranges::sort(times);
    print(arguments[at], cold, times.empty() ? cold : times[times.size() / 2], issues);
  }
  std::cout << fmt::format("#\tfirst-verdict-ms\t{:.1f}\tmemory-mib\t{}\n", first_verdict / 1000, resident_mib());
  return 0;
}
