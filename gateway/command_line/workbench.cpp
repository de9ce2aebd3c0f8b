#include "gateway/command_line/workbench.h"

#include "adapters/platform/failure.h"
#include "adapters/store/memory_store.h"

namespace careway::command_line {
namespace {

// The record of a run on the command line ends with the run, so its ids hide nothing. A fixed key gives the same input
// the same ids and bytes on every machine.
constexpr std::string_view kKey = "careway on the command line";

}  // namespace

DefinitionsFile::DefinitionsFile(platform::Files& files, const std::string& path) : file_(files.map(path)) {
  fhir::Issues issues;
  definitions_ = definitions::Definitions::open(file_.bytes(), issues);
  if (definitions_) return;
  throw platform::Failure(platform::FailureKind::kConfiguration, false,
                          issues.empty() ? "The file is no pack of FHIR definitions." : issues.items().front().text);
}

GlobalOptions completed(const GlobalOptions& options, const std::string& share_folder) {
  GlobalOptions all = options;
  if (all.maps_folder.empty()) all.maps_folder = share_folder + "/maps";
  if (all.names_file.empty()) all.names_file = share_folder + "/names.yaml";
  if (all.definitions_file.empty()) all.definitions_file = share_folder + "/fhir-r4.pack";
  return all;
}

pipeline::PackagePaths package_paths(const Parts& parts, const std::vector<std::string>& packages) {
  pipeline::PackagePaths paths;
  paths.core_pack = parts.share_folder + "/fhir-r4-conformance.pack";
  paths.careway_package = parts.share_folder + "/careway-profiles.tgz";
  if (!parts.files.exists(paths.careway_package)) paths.careway_package.clear();
  paths.packages = packages;
  return paths;
}

Workbench::Workbench(const Parts& parts, const GlobalOptions& options)
    : definitions_(parts.files, options.definitions_file),
      keyer_(kKey),
      store_(store::make_memory_store([this](std::string_view bytes) {
        const auto digest = keyer_.digest(bytes);
        return std::string(digest.begin(), digest.end());
      })),
      services_{*store_, parts.clock, parts.random, keyer_, [this] { return library_; }, std::string(kKey)} {}

std::unique_ptr<Workbench> Workbench::open(const Parts& parts, const GlobalOptions& options, Console& console) {
  const GlobalOptions all = completed(options, parts.share_folder);
  std::unique_ptr<Workbench> bench(new Workbench(parts, all));
  fhir::Issues issues;
  const auto packages = pipeline::LoadedPackages::open(parts.files, package_paths(parts, {}), issues);
  bench->library_ = pipeline::FaceLibrary::load(parts.files, all.maps_folder, all.names_file, bench->definitions_.get(),
                                                issues, &packages->set(), all.extra_maps_folder);
  if (bench->library_ != nullptr) return bench;
  for (const fhir::Issue& issue : issues.items()) tell(console, map_problem(issue));
  return nullptr;
}

pipeline::Caller Workbench::caller(const std::string& partner_kind) {
  return {"local", "local", partner_kind};
}

}  // namespace careway::command_line
