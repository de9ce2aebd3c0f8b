#include "gateway/pipeline/face_library.h"

#include <algorithm>
#include <optional>

#include "adapters/platform/crypto.h"
#include "adapters/platform/failure.h"
#include "mappers/language/checker.h"
#include "mappers/language/map_reader.h"
#include "profiles/fhir/json.h"
#include "profiles/packages/structure_library.h"
#include "profiles/terminology/terminology.h"

namespace careway::pipeline {
namespace {

constexpr std::uint64_t kMapBytesMax = 4 * 1024 * 1024;

std::string_view media_type_of(language::FormatKind kind) {
  switch (kind) {
    case language::FormatKind::csv:
      return "text/csv";
    case language::FormatKind::xml:
      return "application/xml";
    case language::FormatKind::json:
      return "application/json";
  }
  return "application/octet-stream";
}

}  // namespace

class FaceLibraryLoader {
 public:
  FaceLibraryLoader(platform::Files& files, std::string folder, const definitions::Definitions& definitions,
                    fhir::Issues& issues, const packages::PackageSet* packages)
      : files_(files), folder_(std::move(folder)), issues_(issues), library_(std::make_shared<FaceLibrary>()) {
    library_->definitions_ = &definitions;
    if (packages == nullptr) return;
    structures_.emplace(*packages, definitions);
    terminology_.emplace(*structures_);
    profiles_.emplace(language::ProfileSource{*structures_, *terminology_});
  }

  std::shared_ptr<const FaceLibrary> load(const std::string& names_file, const std::string& extra_folder) {
    const std::size_t errors_before = issues_.error_count();
    const std::string names_text = files_.read(names_file, kMapBytesMax);
    auto names = language::Names::read(names_text, names_file, issues_);
    if (!names) return nullptr;
    library_->names_ = std::move(*names);
    // One version of a budget is held by one resource, whether a map knows budgets or not.
    if (const auto budget = library_->names_.find("budget")) {
      library_->identities_.systems.emplace("ClaimResponse", std::string(*budget));
    }
    common_.update(names_text);
    std::vector<std::string> folders{folder_};
    if (!extra_folder.empty()) folders.push_back(extra_folder);
    for (const std::string& one : folders) load_code_maps(one);
    common_digest_ = platform::to_hex(common_.finish());
    for (const std::string& one : folders) {
      folder_ = one;
      load_maps();
    }
    std::ranges::sort(library_->faces_, {}, &Face::name);
    const auto twice = std::ranges::adjacent_find(library_->faces_, {}, &Face::name);
    if (twice != library_->faces_.end()) {
      issues_.error("map-face", std::next(twice)->map_file,
                    "Another map has a face of the same name. Give this one a name of its own: " + twice->name);
    }
    if (issues_.error_count() > errors_before) return nullptr;
    return library_;
  }

 private:
  void load_maps() {
    for (const platform::FolderEntry& folder : files_.list(folder_)) {
      if (!folder.is_folder || folder.name == "code-maps") continue;
      for (const platform::FolderEntry& file : files_.list(folder_ + "/" + folder.name)) {
        if (file.name.ends_with(".map.yaml")) load_map(folder.name + "/" + file.name);
      }
    }
  }

  void load_code_maps(const std::string& maps_folder) {
    const std::string folder = maps_folder + "/code-maps";
    if (!files_.exists(folder)) return;
    std::string all;
    for (const platform::FolderEntry& file : files_.list(folder)) {
      if (!file.name.ends_with(".json")) continue;
      const std::string text = files_.read(folder + "/" + file.name, kMapBytesMax);
      fhir::Issues read_issues;
      const auto document = fhir::read_json(text, *library_->definitions_, read_issues);
      for (fhir::Issue issue : read_issues.items()) {
        issue.path = file.name + ": " + issue.path;
        issues_.add(issue);
      }
      if (document) library_->code_maps_.add(document->root(), file.name, issues_);
      all += text;
    }
    common_.update(all);
  }

  std::unique_ptr<formats::Format> make_format(const language::Map& map, const language::Face& face,
                                               const std::string& schema) {
    const formats::FormatLimits limits;
    switch (map.partner.format) {
      case language::FormatKind::csv:
        return formats::make_csv_format(schema, map.partner.schema, face.release, limits, issues_);
      case language::FormatKind::xml:
        return formats::make_xml_format(schema, map.partner.schema, map.partner.root, limits, issues_);
      case language::FormatKind::json:
        return formats::make_json_format(schema, map.partner.schema, limits, issues_);
    }
    return nullptr;
  }

  void load_map(const std::string& name) {
    const std::string text = files_.read(folder_ + "/" + name, kMapBytesMax);
    std::string closure = common_digest_ + text;
    const auto tables = [&](std::string_view table) -> std::optional<std::string> {
      const std::string path = folder_ + "/" + std::string(table);
      if (!files_.exists(path)) return std::nullopt;
      std::string content = files_.read(path, kMapBytesMax);
      closure += content;
      return content;
    };
    auto map = language::read_map(text, name, library_->names_, tables, issues_);
    if (!map) return;
    const std::string schema_path = folder_ + "/" + map->partner.schema;
    if (!files_.exists(schema_path)) {
      issues_.error("map-schema-missing", name + ":" + std::to_string(map->place.line),
                    "The file named as schema does not exist in the maps folder: " + map->partner.schema);
      return;
    }
    const std::string schema = files_.read(schema_path, kMapBytesMax);
    closure += schema;
    const auto shared = std::make_shared<const language::Map>(std::move(*map));
    std::vector<std::unique_ptr<formats::Format>> formats;
    std::vector<language::FaceShape> shapes;
    for (const language::Face& face : shared->faces) {
      formats.push_back(make_format(*shared, face, schema));
      if (formats.back() == nullptr) return;
      shapes.push_back({face.name, face.release, &formats.back()->shape()});
    }
    // All mistakes of a map are told at once, before it is compiled; one with a mistake is not used.
    fhir::Issues found;
    language::check_map(*shared, *library_->definitions_, shapes, library_->code_maps_, found,
                        profiles_ ? &*profiles_ : nullptr);
    issues_.append(found);
    if (found.has_errors()) return;
    for (std::size_t i = 0; i < formats.size(); ++i) {
      add_face(shared, shared->faces[i], std::move(formats[i]), name, closure);
    }
  }

  void add_face(const std::shared_ptr<const language::Map>& map, const language::Face& source,
                std::unique_ptr<formats::Format> format, const std::string& name, const std::string& closure) {
    Face face;
    face.format = std::move(format);
    face.plan = engine::compile_plan(*map, source.name, face.format->shape(), *library_->definitions_,
                                     library_->code_maps_, issues_);
    if (face.plan == nullptr) return;
    face.name = source.name;
    face.map_file = name;
    face.maps_folder = folder_;
    face.title = map->title;
    face.media_type = std::string(media_type_of(map->partner.format));
    face.partner_kind = map->partner.kind;
    face.closure_hash = platform::sha256_hex(closure + "\x1f" + source.name + "\x1f" + source.release);
    face.map = map;
    for (const engine::PlanRole& role : face.plan->roles) {
      for (std::size_t i = 0; i < role.keys.size(); ++i) {
        if (!role.key_is_weak[i]) library_->identities_.systems.emplace(role.type, role.key_systems[i]);
      }
    }
    library_->faces_.push_back(std::move(face));
    if (source.is_default || map->faces.size() == 1) library_->defaults_.emplace_back(map->name, source.name);
  }

  platform::Files& files_;
  std::string folder_;
  fhir::Issues& issues_;
  std::shared_ptr<FaceLibrary> library_;
  std::optional<packages::StructureLibrary> structures_;
  std::optional<terminology::Terminology> terminology_;
  std::optional<language::ProfileSource> profiles_;
  platform::Sha256 common_;
  std::string common_digest_;
};

std::shared_ptr<const FaceLibrary> FaceLibrary::load(platform::Files& files, const std::string& maps_folder,
                                                     const std::string& names_file,
                                                     const definitions::Definitions& definitions, fhir::Issues& issues,
                                                     const packages::PackageSet* packages,
                                                     const std::string& extra_folder) {
  return FaceLibraryLoader(files, maps_folder, definitions, issues, packages).load(names_file, extra_folder);
}

const Face* FaceLibrary::find(std::string_view name) const {
  for (const Face& face : faces_) {
    if (face.name == name) return &face;
  }
  for (const auto& [map, face] : defaults_) {
    if (map == name) return find(face);
  }
  return nullptr;
}

}  // namespace careway::pipeline
