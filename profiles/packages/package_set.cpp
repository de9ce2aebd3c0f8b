#include "profiles/packages/package_set.h"

#include <algorithm>
#include <deque>
#include <map>
#include <unordered_map>
#include <utility>

#include "profiles/packages/archive.h"
#include "profiles/packages/canonical.h"
#include "profiles/packages/conformance_pack.h"
#include "profiles/packages/resource_scan.h"
#include "profiles/packages/text_pool.h"

namespace careway::packages {

struct PackageSet::State {
  std::deque<ConformancePack> packs;
  std::deque<std::string> bodies;
  std::deque<Source> sources;  // those of packages, in the order added
  std::unordered_map<std::string_view, std::vector<const Source*>> by_url;
  std::unordered_map<std::string, std::string> stand_ins;
  TextPool texts;

  void add(PackageFile file, std::string_view package, fhir::Issues& issues);
  const Source* find(std::string_view resource_type, std::string_view url, std::string_view version) const;
};

namespace {

/// package.json lies at the top of a package, or in the folder "package" of an archive.
bool is_package_json(std::string_view path) {
  return path == "package.json" || path.ends_with("/package.json");
}

/// Beside it, in a package of ours: which structure stands in for a parent that is not known.
bool is_parents_json(std::string_view path) {
  return path == "parents.json" || path == "package/parents.json";
}

std::string package_name(std::string_view given, const std::vector<PackageFile>& files) {
  const PackageFile* nearest = nullptr;
  for (const auto& file : files) {
    if (is_package_json(file.name) && (nearest == nullptr || file.name.size() < nearest->name.size())) nearest = &file;
  }
  const auto found = nearest != nullptr ? scan_package_json(nearest->bytes) : PackageName();
  if (found.name.empty()) return std::string(given);
  return found.version.empty() ? found.name : found.name + "#" + found.version;
}

/// Of two that answer, the one with the higher version; of equal ones the later.
const Source* better(const Source* best, const Source* candidate) {
  if (best == nullptr) return candidate;
  return compare_versions(candidate->version, best->version) >= 0 ? candidate : best;
}

bool answers(const Source& source, std::string_view resource_type, std::string_view version) {
  if (!resource_type.empty() && source.resource_type != resource_type) return false;
  return version.empty() || version_answers(source.version, version);
}

}  // namespace

PackageSet::PackageSet() : state_(std::make_unique<State>()) {}
PackageSet::~PackageSet() = default;
PackageSet::PackageSet(PackageSet&&) noexcept = default;
PackageSet& PackageSet::operator=(PackageSet&&) noexcept = default;

void PackageSet::State::add(PackageFile file, std::string_view package, fhir::Issues& issues) {
  const bool is_xml = file.name.ends_with(".xml");
  ScannedResource found;
  if (is_xml ? !scan_xml(file.bytes, found) : !scan_json(file.bytes, found)) {
    issues.warning("package-file-unreadable", file.name,
                   "The file is damaged, so nothing in it is known here. Fetch the package again, or mend the file.");
    return;
  }
  // A NamingSystem has no URL in FHIR R4.
  if (found.resource_type.empty() || (found.url.empty() && found.resource_type != "NamingSystem")) return;
  Source source;
  source.resource_type = texts.keep(found.resource_type);
  source.url = texts.keep(found.url);
  source.version = texts.keep(found.version);
  source.id = texts.keep(found.id);
  source.package = texts.keep(package);
  source.bytes = bodies.emplace_back(std::move(file.bytes));
  source.is_xml = is_xml;
  const auto& kept = sources.emplace_back(source);
  if (!kept.url.empty()) by_url[kept.url].push_back(&kept);
}

bool PackageSet::add_pack(std::span<const std::byte> pack, fhir::Issues& issues) {
  ConformancePack opened;
  if (!ConformancePack::open(pack, opened, issues)) return false;
  state_->packs.push_back(std::move(opened));
  return true;
}

void PackageSet::add_files(std::string_view name, std::vector<PackageFile> files, fhir::Issues& issues,
                           const PackageLimits& limits) {
  const auto package = package_name(name, files);
  std::size_t bytes = 0;
  std::size_t count = 0;
  for (auto& file : files) {
    if (!is_wanted_file(file.name) || is_package_json(file.name)) continue;
    bytes += file.bytes.size();
    if (++count > limits.files_max || bytes > limits.unpacked_bytes_max) {
      issues.error("package-limit", package, "The package is larger than is accepted here; the rest is left out.");
      return;
    }
    if (file.bytes.size() > limits.file_bytes_max) {
      issues.error("package-limit", file.name, "The file is larger than is accepted here, so it is left out.");
      continue;
    }
    if (is_parents_json(file.name)) {
      add_stand_ins(file, issues);
    } else {
      state_->add(std::move(file), package, issues);
    }
  }
}

void PackageSet::add_stand_ins(const PackageFile& file, fhir::Issues& issues) {
  std::map<std::string, std::string> parents;
  if (!scan_texts(file.bytes, parents)) {
    issues.warning("package-file-unreadable", file.name,
                   "The file that names stand-ins for parents is damaged. Fetch the package again, or mend the file.");
    return;
  }
  for (auto& [canonical, stand_in] : parents) set_stand_in(canonical, std::move(stand_in));
}

bool PackageSet::add_archive(std::string_view name, std::string_view tgz, fhir::Issues& issues,
                             const PackageLimits& limits) {
  std::vector<PackageFile> files;
  if (!read_archive(name, tgz, limits, files, issues)) return false;
  add_files(name, std::move(files), issues, limits);
  return true;
}

void PackageSet::set_stand_in(std::string canonical, std::string stand_in) {
  state_->stand_ins[std::move(canonical)] = std::move(stand_in);
}

std::string_view PackageSet::stand_in(std::string_view canonical) const {
  const auto found = state_->stand_ins.find(std::string(split_canonical(canonical).url));
  return found == state_->stand_ins.end() ? std::string_view() : std::string_view(found->second);
}

const Source* PackageSet::State::find(std::string_view resource_type, std::string_view url,
                                      std::string_view version) const {
  if (url.empty()) return nullptr;
  const Source* best = nullptr;
  for (const auto& pack : packs) {
    for (const auto& source : pack.find(url)) {
      if (answers(source, resource_type, version)) best = better(best, &source);
    }
  }
  if (const auto found = by_url.find(url); found != by_url.end()) {
    for (const auto* source : found->second) {
      if (answers(*source, resource_type, version)) best = better(best, source);
    }
  }
  return best;
}

const Source* PackageSet::find(std::string_view resource_type, std::string_view canonical) const {
  const auto [url, version] = split_canonical(canonical);
  const auto* found = state_->find(resource_type, url, version);
  // HL7's own v2 tables have URLs with a bar ("…/v2-0391|2.6").
  if (found == nullptr && !version.empty())
    found = state_->find(resource_type, canonical.substr(0, canonical.find('#')), {});
  return found;
}

std::vector<const Source*> PackageSet::all(std::string_view resource_type) const {
  std::vector<const Source*> found;
  for (const auto& pack : state_->packs) {
    for (const auto& source : pack.sources()) {
      if (resource_type.empty() || source.resource_type == resource_type) found.push_back(&source);
    }
  }
  for (const auto& source : state_->sources) {
    if (resource_type.empty() || source.resource_type == resource_type) found.push_back(&source);
  }
  return found;
}

std::size_t PackageSet::size() const {
  std::size_t count = state_->sources.size();
  for (const auto& pack : state_->packs) count += pack.sources().size();
  return count;
}

std::size_t PackageSet::memory_bytes() const {
  std::size_t bytes = state_->texts.memory_bytes() + size() * sizeof(Source);
  for (const auto& body : state_->bodies) bytes += body.capacity() + sizeof body;
  bytes += state_->by_url.size() * 10 * sizeof(void*);
  return bytes;
}

}  // namespace careway::packages
