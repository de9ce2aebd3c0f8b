#include "gateway/pipeline/loaded_packages.h"

#include "adapters/platform/failure.h"

namespace careway::pipeline {
namespace {

constexpr packages::PackageLimits kLimits;
constexpr std::size_t kFolderDepthMax = 12;

bool is_resource_file(std::string_view name) {
  return name.ends_with(".json") || name.ends_with(".xml");
}

/// Gathers the resources of a folder and those below it; `below` is the way from the package's own folder.
void gather(platform::Files& files, const std::string& folder, const std::string& below, std::size_t depth,
            std::vector<packages::PackageFile>& gathered, fhir::Issues& issues) {
  for (const platform::FolderEntry& entry : files.list(folder)) {
    const std::string path = folder + "/" + entry.name;
    const std::string name = below.empty() ? entry.name : below + "/" + entry.name;
    if (entry.is_folder) {
      if (depth < kFolderDepthMax) gather(files, path, name, depth + 1, gathered, issues);
      continue;
    }
    if (!is_resource_file(entry.name)) continue;
    if (entry.byte_count > kLimits.file_bytes_max) {
      issues.warning("package-file-too-large", path,
                     "The file is too large for a conformance resource and is left out.");
      continue;
    }
    gathered.push_back({name, files.read(path, kLimits.file_bytes_max)});
  }
}

}  // namespace

std::unique_ptr<LoadedPackages> LoadedPackages::open(platform::Files& files, const PackagePaths& paths,
                                                     fhir::Issues& issues) {
  std::unique_ptr<LoadedPackages> loaded(new LoadedPackages());
  loaded->core_ = files.map(paths.core_pack);
  loaded->set_.add_pack(loaded->core_.bytes(), issues);
  if (!paths.careway_package.empty()) loaded->add(files, paths.careway_package, issues);
  for (const std::string& path : paths.packages) loaded->add(files, path, issues);
  return loaded;
}

void LoadedPackages::add(platform::Files& files, const std::string& path, fhir::Issues& issues) {
  if (path.ends_with(".tgz") || path.ends_with(".tar.gz")) {
    set_.add_archive(path, files.map(path).text(), issues, kLimits);
    return;
  }
  std::vector<packages::PackageFile> gathered;
  gather(files, path, {}, 0, gathered, issues);
  if (gathered.empty()) {
    issues.warning("package-empty", path, "There is no FHIR resource in this folder. Is it the right one?");
  }
  set_.add_files(path, std::move(gathered), issues, kLimits);
}

}  // namespace careway::pipeline
