#include "tests/gateway/pipeline/place.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

#include "adapters/platform/files.h"
#include "adapters/store/memory_store.h"
#include "adapters/store/sqlite_store.h"
#include "gateway/pipeline/stored_resource.h"
#include "profiles/fhir/json.h"
#include "profiles/fhir/xml_events.h"

namespace careway::pipeline {
namespace {

const definitions::Definitions& r4() {
  static const platform::MappedFile kPack =
      platform::SystemFiles().map(std::string(CAREWAY_BUILD_DIR) + "/share/careway/fhir-r4.pack");
  static const definitions::Definitions kDefinitions = [] {
    fhir::xml_platform_start();
    fhir::Issues issues;
    auto opened = definitions::Definitions::open(kPack.bytes(), issues);
    if (!opened) throw std::runtime_error("the R4 pack was refused");
    return *opened;
  }();
  return kDefinitions;
}

fhir::Document parsed(std::string_view json) {
  fhir::Issues issues;
  auto document = fhir::read_json(json, r4(), issues);
  if (!document) throw std::runtime_error("no FHIR: " + issues.items().at(0).code);
  return std::move(*document);
}

void add_leaves(fhir::Element element, const std::string& path, Leaves& leaves) {
  if (element.has_value()) leaves[path] = std::string(element.value());
  std::map<std::string, int> seen;
  for (fhir::Element child : element) {
    const std::string name(child.name());
    add_leaves(child, (path.empty() ? "" : path + "/") + name + "[" + std::to_string(seen[name]++) + "]", leaves);
  }
}

const std::vector<std::string>& cld_columns() {
  static const std::vector<std::string> kColumns = [] {
    std::vector<std::string> columns;
    const std::string file = sample("cld-2025.csv");
    std::istringstream header(file.substr(0, file.find_first_of("\r\n")));
    for (std::string column; std::getline(header, column, ',');) columns.push_back(column);
    return columns;
  }();
  return kColumns;
}

Cells merged(Cells cells, const Cells& more) {
  for (const auto& [column, text] : more) cells[column] = text;
  return cells;
}

constexpr const char* kTypes[] = {"Patient", "CarePlan",      "ServiceRequest", "Task",
                                  "Goal",    "RelatedPerson", "Condition"};

}  // namespace

std::shared_ptr<const FaceLibrary> released_library() {
  static const auto kLibrary = [] {
    platform::SystemFiles files;
    fhir::Issues issues;
    const std::string source = CAREWAY_SOURCE_DIR;
    auto library =
        FaceLibrary::load(files, source + "/mappers/maps", source + "/profiles/careway/names.yaml", r4(), issues);
    for (const fhir::Issue& issue : issues.items()) {
      if (issue.severity == fhir::Severity::error)
        ADD_FAILURE() << issue.code << " " << issue.path << ": " << issue.text;
    }
    if (!library) throw std::runtime_error("the released maps cannot be loaded");
    return library;
  }();
  return kLibrary;
}

std::shared_ptr<const FaceLibrary> changed_library(
    const std::string& file, const std::vector<std::pair<std::string_view, std::string_view>>& replacements) {
  std::string form = (std::filesystem::temp_directory_path() / "careway_maps_XXXXXX").string();
  const std::filesystem::path folder = mkdtemp(form.data());
  const std::string source = CAREWAY_SOURCE_DIR;
  std::filesystem::copy(source + "/mappers/maps", folder, std::filesystem::copy_options::recursive);
  platform::SystemFiles files;
  std::string text = files.read((folder / file).string(), 1 << 20);
  for (const auto& [old, fresh] : replacements) {
    const std::size_t at = text.find(old);
    if (at == std::string::npos) throw std::runtime_error("the map does not say " + std::string(old));
    text.replace(at, old.size(), fresh);
  }
  std::ofstream(folder / file, std::ios::binary) << text;
  fhir::Issues issues;
  auto library = FaceLibrary::load(files, folder.string(), source + "/profiles/careway/names.yaml", r4(), issues);
  std::filesystem::remove_all(folder);
  if (!library) throw std::runtime_error("the changed maps cannot be loaded: " + issues.items().at(0).text);
  return library;
}

const Face& face_named(std::string_view name) {
  const Face* face = released_library()->find(name);
  if (face == nullptr) throw std::runtime_error("no such face: " + std::string(name));
  return *face;
}

std::string sample(std::string_view name) {
  std::ifstream stream(std::string(CAREWAY_SOURCE_DIR) + "/tests/data/sample/" + std::string(name), std::ios::binary);
  if (!stream) throw std::runtime_error("no such sample: " + std::string(name));
  return {std::istreambuf_iterator<char>(stream), {}};
}

Leaves leaves_of(fhir::Element root) {
  Leaves leaves;
  add_leaves(root, "", leaves);
  return leaves;
}

std::vector<std::string> changes(const Leaves& before, const Leaves& after) {
  std::vector<std::string> all;
  const auto text = [](const Leaves& leaves, const std::string& path) {
    const auto found = leaves.find(path);
    return found == leaves.end() ? std::string("(none)") : found->second;
  };
  Leaves both = before;
  both.insert(after.begin(), after.end());
  for (const auto& [path, ignored] : both) {
    const std::string was = text(before, path);
    const std::string is = text(after, path);
    if (was == is) continue;
    std::string line = path;
    line += ": ";
    line += was;
    line += " -> ";
    line += is;
    all.push_back(std::move(line));
  }
  return all;
}

ExportOptions year() {
  ExportOptions options;
  options.period_start = "2025-04-01";
  options.period_end = "2026-03-31";
  return options;
}

Caller council() {
  return {"east", "council-e09000033", "council"};
}
Caller market() {
  return {"east", "marketplace", "marketplace"};
}
Caller phb() {
  return {"east", "icb-phb", "nhs"};
}

Cells cld_row(std::string_view person, const Cells& more) {
  return merged({{"LA Code", "E09000033"},
                 {"Reporting Period Start Date", "01/04/2025"},
                 {"Reporting Period End Date", "31/03/2026"},
                 {"LA Person Unique Identifier", std::string(person)},
                 {"First Name", "Ada"},
                 {"Last Name", "Example"},
                 {"Postcode", "ZZ99 3CZ"},
                 {"Client Type", "Service user"}},
                more);
}

Cells cld_service(std::string_view person, std::string_view event_reference, const Cells& more) {
  return merged(cld_row(person, {{"Event Type", "Service"},
                                 {"Event Reference", std::string(event_reference)},
                                 {"Event Start Date", "07/04/2025"},
                                 {"Service Type", "Long term support: Community"},
                                 {"Service Component", "Home support or domiciliary care"},
                                 {"Delivery Mechanism", "CASSR commissioned support"},
                                 {"Unit Cost", "16.40"},
                                 {"Cost Frequency (Unit Type)", "Hourly"},
                                 {"Planned units per week", "10.5"}}),
                more);
}

std::string cld_file(const std::vector<Cells>& rows) {
  std::string file;
  for (const std::string& column : cld_columns()) file += (file.empty() ? "" : ",") + column;
  file += '\n';
  for (const Cells& row : rows) {
    std::string line;
    std::size_t used = 0;
    for (const std::string& column : cld_columns()) {
      if (&column != &cld_columns().front()) line += ',';
      const auto cell = row.find(column);
      if (cell == row.end()) continue;
      ++used;
      const bool quoted = cell->second.find(',') != std::string::npos;
      line += quoted ? '"' + cell->second + '"' : cell->second;
    }
    if (used != row.size()) throw std::runtime_error("a row of a test names a column that CLD does not have");
    file += line + '\n';
  }
  return file;
}

Place::Place(Engine engine) {
  std::string form = (std::filesystem::temp_directory_path() / "careway_pipeline_XXXXXX").string();
  folder_ = mkdtemp(form.data());
  const auto digest = [this](std::string_view bytes) { return platform::to_hex(keyer_.digest(bytes)); };
  if (engine == Engine::memory) {
    store_ = store::make_memory_store(digest);
  } else {
    store::SqliteOptions options;
    options.path = (folder_ / "careway.db").string();
    store_ = store::open_sqlite_store(options, digest);
  }
  watched_ = std::make_unique<WatchedStore>(*store_);
  services_ = std::make_unique<Services>(
      Services{*watched_, clock_, random_, keyer_, [this] { return library_; }, "search secret"});
}

Place::~Place() {
  services_.reset();
  watched_.reset();
  store_.reset();
  std::filesystem::remove_all(folder_);
}

const Face& Place::face(std::string_view name) const {
  const Face* found = library_->find(name);
  if (found == nullptr) throw std::runtime_error("no such face: " + std::string(name));
  return *found;
}

Receipt Place::push(const Caller& caller, std::string_view face_name, std::string_view bytes,
                    const ImportOptions& options) {
  Importer importer(*services_, caller, face(face_name));
  clock_.advance_microseconds(1'000'000);
  exchange_ = importer.journal(bytes, options).exchange;
  watched_->forget();
  return importer.run(exchange_, bytes, options);
}

Receipt Place::run_again(const Caller& caller, std::string_view face_name, std::string_view bytes,
                         const ImportOptions& options) {
  Importer importer(*services_, caller, face(face_name));
  watched_->forget();
  return importer.run(exchange_, bytes, options);
}

std::map<std::string, Leaves> Place::record(const std::string& tenant) {
  std::map<std::string, Leaves> record;
  for (const char* type : kTypes) {
    store::SearchQuery query;
    query.type = type;
    query.page_size = store::kSearchPageMax;
    for (const store::Resource& resource : watched_->search(tenant, query).resources) {
      Leaves leaves = leaves_of(parsed(resource.body).root());
      std::erase_if(leaves, [](const auto& leaf) { return leaf.first.starts_with("meta["); });
      record.emplace(to_text(resource.key), std::move(leaves));
    }
  }
  return record;
}

std::map<std::string, std::uint64_t> Place::versions(const std::string& tenant) {
  std::map<std::string, std::uint64_t> versions;
  for (const char* type : kTypes) {
    store::SearchQuery query;
    query.type = type;
    query.page_size = store::kSearchPageMax;
    for (const store::Resource& resource : watched_->search(tenant, query).resources) {
      versions.emplace(to_text(resource.key), resource.version);
    }
  }
  return versions;
}

std::vector<std::string> Place::holders(std::string_view type, std::string_view system_name, std::string_view value) {
  std::vector<std::string> found;
  for (const auto& [name, leaves] : record()) {
    if (!name.starts_with(std::string(type) + "/")) continue;
    for (int i = 0;; ++i) {
      const std::string path = "identifier[" + std::to_string(i) + "]/";
      const auto system = leaves.find(path + "system[0]");
      if (system == leaves.end()) break;
      if (system->second.ends_with("/" + std::string(system_name)) && leaves.at(path + "value[0]") == value) {
        found.push_back(name);
      }
    }
  }
  return found;
}

store::ResourceKey Place::holder(std::string_view type, std::string_view system_name, std::string_view value) {
  const auto found = holders(type, system_name, value);
  EXPECT_EQ(found.size(), 1U) << type << " with " << system_name << " " << value;
  return found.empty() ? store::ResourceKey{std::string(type), "none"} : *parse_reference(found.front());
}

Leaves Place::resource(const store::ResourceKey& key) {
  return record()[to_text(key)];
}

std::string Place::document(const Caller& caller, std::string_view face_name, const store::ResourceKey& anchor,
                            const ExportOptions& options) {
  Exporter exporter(*services_, caller, face(face_name));
  engine::Ledger ledger;
  fhir::Issues issues;
  const auto written = exporter.write_one(anchor, options, ledger, issues);
  for (const fhir::Issue& issue : issues.items()) {
    if (!written) ADD_FAILURE() << issue.code << " at " << issue.path << ": " << issue.text;
  }
  return written ? written->bytes : std::string();
}

Leaves Place::document_leaves(const Caller& caller, std::string_view face_name, const store::ResourceKey& anchor,
                              const ExportOptions& options) {
  const std::string bytes = document(caller, face_name, anchor, options);
  fhir::Issues issues;
  const auto reader = face(face_name).format->open(bytes, issues);
  if (reader == nullptr) {
    ADD_FAILURE() << "what was written cannot be read: " << issues.items().at(0).code;
    return {};
  }
  fhir::Document read;
  std::string spelling;
  reader->next(read, spelling, issues);
  return leaves_of(read.root());
}

std::string Place::file(const Caller& caller, std::string_view face_name, const ExportOptions& options) {
  Exporter exporter(*services_, caller, face(face_name));
  engine::Ledger ledger;
  fhir::Issues issues;
  std::string bytes = exporter.write_file(exporter.all_anchors(options), options, ledger, issues);
  for (const fhir::Issue& issue : issues.items()) ADD_FAILURE() << issue.code << " at " << issue.path;
  return bytes;
}

void Place::store_bundle(std::string_view json, const std::string& tenant, const std::string& kind) {
  std::string text(json);
  std::size_t number = 0;
  std::vector<std::pair<std::string, std::string>> named;  // urn and "Type/id"
  const fhir::Document bundle = parsed(text);
  for (fhir::Element entry : bundle.root()) {
    if (entry.name() != "entry") continue;
    named.emplace_back(entry.child_value("fullUrl"), std::string(entry.child("resource").value()) + "/" +
                                                         platform::sha256_hex(std::to_string(++number)).substr(0, 32));
  }
  for (const auto& [urn, name] : named) {
    for (std::size_t at = text.find(urn); at != std::string::npos; at = text.find(urn, at + name.size())) {
      text.replace(at, urn.size(), name);
    }
  }
  const fhir::Document linked = parsed(text);
  const store::SearchHasher hasher(tenant, services_->search_secret);
  store::Batch batch;
  std::size_t i = 0;
  for (fhir::Element entry : linked.root()) {
    if (entry.name() != "entry") continue;
    const store::ResourceKey key = *parse_reference(named[i++].second);
    fhir::Document resource;
    resource.copy_content(0, entry.child("resource"));
    batch.resources.push_back(
        resource_write(resource, r4(), released_library()->identities(), hasher, key.id, 0, now(*services_)));
    batch.residues.push_back({{"", "contributors", to_text(key)}, 0, false, kind});
  }
  EXPECT_TRUE(watched_->commit(tenant, batch).committed);
}

std::string engine_name(const testing::TestParamInfo<Place::Engine>& info) {
  return info.param == Place::Engine::memory ? "memory" : "sqlite";
}

std::vector<std::string> told(const Receipt& receipt) {
  std::vector<std::string> all;
  for (const Receipt::Line& line : receipt.lines) all.push_back(line.code + "@" + line.column);
  return all;
}

std::string counts(const Receipt& receipt) {
  std::string text;
  const auto add = [&](const char* word, std::uint64_t count) {
    if (count > 0) text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + word;
  };
  add("created", receipt.created);
  add("updated", receipt.updated);
  add("unchanged", receipt.unchanged);
  add("held", receipt.held);
  add("refused", receipt.refused);
  add("contested", receipt.contested);
  return text;
}

}  // namespace careway::pipeline
