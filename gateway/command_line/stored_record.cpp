#include "gateway/command_line/stored_record.h"

#include "adapters/platform/failure.h"
#include "adapters/store/sqlite_store.h"

namespace careway::command_line {
namespace {

constexpr std::uint64_t kKeyBytesMax = 4096;

std::string deployment_key(const Parts& parts, const BudgetPlaceOptions& place) {
  const std::string file =
      place.deployment_key_file.empty() ? place.data_folder + "/deployment.key" : place.deployment_key_file;
  std::string key = parts.files.read(file, kKeyBytesMax);
  while (!key.empty() && (key.back() == '\n' || key.back() == '\r')) key.pop_back();
  return key;
}

store::SqliteOptions store_options(const Parts& parts, const BudgetPlaceOptions& place) {
  store::SqliteOptions options;
  options.path = place.data_folder + "/careway.db";
  if (!parts.files.exists(options.path)) {
    throw platform::Failure(platform::FailureKind::kConfiguration, false, "There is no record in the data folder.");
  }
  return options;
}

std::string search_secret(const platform::HmacKeyer& keyer) {
  const auto digest = keyer.digest("careway search hashes");
  return {digest.begin(), digest.end()};
}

}  // namespace

StoredRecord::StoredRecord(const Parts& parts, const GlobalOptions& options, const BudgetPlaceOptions& place)
    : definitions_(parts.files, options.definitions_file),
      keyer_(deployment_key(parts, place)),
      store_(store::open_sqlite_store(store_options(parts, place),
                                      [this](std::string_view bytes) {
                                        const auto digest = keyer_.digest(bytes);
                                        return std::string(digest.begin(), digest.end());
                                      })),
      services_{*store_, parts.clock, parts.random, keyer_, [this] { return library_; }, search_secret(keyer_)},
      caller_{place.tenant, "command-line", "operator"} {}

std::unique_ptr<StoredRecord> StoredRecord::open(const Parts& parts, const GlobalOptions& options,
                                                 const BudgetPlaceOptions& place, Console& console) {
  if (place.tenant.empty()) {
    complain(console, "option-missing", "A data folder holds tenants apart. Say which with --tenant.");
    return nullptr;
  }
  const GlobalOptions all = completed(options, parts.share_folder);
  std::unique_ptr<StoredRecord> record(new StoredRecord(parts, all, place));
  fhir::Issues issues;
  const auto packages = pipeline::LoadedPackages::open(parts.files, package_paths(parts, {}), issues);
  record->library_ =
      pipeline::FaceLibrary::load(parts.files, all.maps_folder, all.names_file, record->definitions_.get(), issues,
                                  &packages->set(), all.extra_maps_folder);
  if (record->library_ != nullptr) return record;
  for (const fhir::Issue& issue : issues.items()) tell(console, map_problem(issue));
  return nullptr;
}

}  // namespace careway::command_line
