#include "profiles/packages/structure_library.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "profiles/fhir/json.h"
#include "profiles/fhir/xml.h"
#include "profiles/packages/snapshot_generator.h"
#include "profiles/packages/structure_reader.h"
#include "profiles/packages/text_pool.h"

namespace careway::packages {
namespace {

/// Profiles upon profiles, and profiles that another one needs while its snapshot is made.
constexpr std::size_t kLevelsMax = 50;

bool is_of_bearable_size(const WrittenStructure& written) {
  const auto is_too_deep = [](const ElementStatement& statement) {
    return path_depth(statement.element.path) > kPathDepthMax;
  };
  return written.snapshot.size() <= kSnapshotElementsMax && written.differential.size() <= kDifferentialElementsMax &&
         std::none_of(written.snapshot.begin(), written.snapshot.end(), is_too_deep);
}

/// Some published snapshots name a slice of an element that occurs once and is sliced nowhere (R4's own "catalog"): it
/// is the element itself.
void drop_idle_slice_names(std::vector<ElementDefinition>& elements) {
  std::vector<std::string_view> plain;  // by depth: the element that stood last there
  for (auto& element : elements) {
    const auto depth = path_depth(element.path);
    plain.resize(depth);
    if (!element.slice_name.empty() && element.max == 1 && plain.back() != element.path &&
        !element.path.ends_with("xtension"))
      element.slice_name = {};
    if (element.slice_name.empty()) plain.back() = element.path;
  }
}

}  // namespace

struct StructureLibrary::State final : StructureSource {
  State(const PackageSet& set, const definitions::Definitions& known) : packages(set), definitions(known) {}

  /// A structure that was asked for.
  struct Kept {
    std::unique_ptr<StructureDefinition> structure;  // null: it cannot be used
    bool is_in_progress = false;
  };

  const PackageSet& packages;
  const definitions::Definitions& definitions;
  TextPool texts;
  fhir::Document scratch;
  std::unordered_map<const Source*, Kept> structures;
  std::unordered_map<std::string, const StructureDefinition*> by_canonical;
  std::unordered_map<const Source*, std::unique_ptr<fhir::Document>> resources;
  std::size_t level = 0;
  fhir::Issues* issues = nullptr;  // of the call that is running

  const Source* source_of(std::string_view canonical) const;
  const StructureDefinition* find(std::string_view canonical);
  const StructureDefinition* structure(std::string_view canonical) override;
  const StructureDefinition* load(const Source& source);
  std::unique_ptr<StructureDefinition> make(const Source& source);
  bool make_snapshot(WrittenStructure& written);
  bool is_of_no_type(const StructureDefinition& head) const;
  const StructureDefinition* parent_of(const StructureDefinition& head);
  bool read(const Source& source, fhir::Document& document);
  void refuse(std::string_view code, std::string_view url, std::string_view text) { issues->error(code, url, text); }
};

/// Reads a resource. Publishers make slips (a stray word between elements, a property of a later version): what can be
/// understood holds, and a warning says so.
bool StructureLibrary::State::read(const Source& source, fhir::Document& document) {
  fhir::Issues found;
  bool is_read = source.is_xml ? fhir::read_xml_into(document, source.bytes, definitions, found)
                               : fhir::read_json_into(document, source.bytes, definitions, found);
  const bool is_flawed = !is_read;
  if (is_flawed) {
    fhir::Issues again;
    is_read = source.is_xml ? fhir::read_xml_tolerant(document, source.bytes, definitions, again)
                            : fhir::read_json_tolerant(document, source.bytes, definitions, again);
  }
  is_read = is_read && document.root().value() == source.resource_type;
  if (is_read && !is_flawed) return true;
  std::string text =
      is_read ? "The resource is flawed; what can be read of it is used." : "The resource cannot be read.";
  fhir::Position position;
  for (const auto& issue : found.items()) {
    if (issue.severity < fhir::Severity::error) continue;
    text.append(" First problem: ").append(issue.text);
    position = issue.position;
    break;
  }
  issues->add(is_read ? fhir::Severity::warning : fhir::Severity::error,
              is_read ? "structure-flawed" : "structure-unreadable", source.url, text, position);
  return is_read;
}

std::unique_ptr<StructureDefinition> StructureLibrary::State::make(const Source& source) {
  if (!read(source, scratch)) return nullptr;
  auto values = std::make_shared<fhir::Document>();
  auto written = read_structure(scratch.root(), texts, *values);
  written.head.values = std::move(values);
  if (!is_of_bearable_size(written)) {
    refuse("structure-limit", source.url, "The structure has more elements, or deeper ones, than are accepted here.");
    return nullptr;
  }
  if (!written.snapshot.empty()) {
    written.head.elements.reserve(written.snapshot.size());
    for (auto& statement : written.snapshot) written.head.elements.push_back(std::move(statement.element));
    drop_idle_slice_names(written.head.elements);
  } else if (!make_snapshot(written)) {
    return nullptr;
  }
  return std::make_unique<StructureDefinition>(std::move(written.head));
}

bool StructureLibrary::State::make_snapshot(WrittenStructure& written) {
  auto& head = written.head;
  if (head.base_definition.empty() || is_of_no_type(head)) {
    // The top of a hierarchy says all there is itself.
    if (written.differential.empty()) {
      refuse("structure-unreadable", head.url, "The structure has no parent, no snapshot and no differential.");
      return false;
    }
    StructureDefinition nothing;
    nothing.elements.emplace_back();
    nothing.elements.front().max = kUnbounded;
    head.is_constraint = false;
    return generate_snapshot(head, nothing, written.differential, *this, definitions, texts, *issues);
  }
  const auto* parent = parent_of(head);
  if (parent == nullptr) return false;
  return generate_snapshot(head, *parent, written.differential, *this, definitions, texts, *issues);
}

/// Logical models of later FHIR versions are based on "Base", which R4 has only in thought.
bool StructureLibrary::State::is_of_no_type(const StructureDefinition& head) const {
  return head.kind == StructureDefinition::Kind::logical && head.base_definition.starts_with(kTypePrefix) &&
         head.base_definition.substr(kTypePrefix.size()) == "Base" &&
         packages.find("StructureDefinition", head.base_definition) == nullptr;
}

const StructureDefinition* StructureLibrary::State::parent_of(const StructureDefinition& head) {
  const auto errors = issues->error_count();
  if (const auto* parent = find(head.base_definition)) return parent;
  if (issues->error_count() != errors) return nullptr;  // said already
  const auto stand_in = packages.stand_in(head.base_definition);
  if (!stand_in.empty()) {
    if (const auto* parent = find(stand_in)) {
      issues->add(fhir::Severity::information, "structure-parent-missing", head.url,
                  std::string("The parent ")
                      .append(head.base_definition)
                      .append(" is not known here; its stand-in was used, so the parent's own rules are not checked."));
      return parent;
    }
  }
  refuse("structure-base-missing", head.url,
         std::string("The parent ")
             .append(head.base_definition)
             .append(" is not known here or cannot be used. Add the package that holds it."));
  return nullptr;
}

const StructureDefinition* StructureLibrary::State::load(const Source& source) {
  const auto found = structures.find(&source);
  if (found != structures.end()) {
    if (!found->second.is_in_progress) return found->second.structure.get();
    refuse("structure-cyclic", source.url, "The structure is based on itself.");
    return nullptr;
  }
  if (level >= kLevelsMax) {
    refuse("structure-limit", source.url, "More structures are based on each other than are accepted here.");
    return nullptr;
  }
  structures[&source].is_in_progress = true;
  ++level;
  auto made = make(source);
  --level;
  auto& kept = structures[&source];
  kept.is_in_progress = false;
  kept.structure = std::move(made);
  return kept.structure.get();
}

/// A type of R4 is R4's own, also when a package brings the same type of a later FHIR version.
const Source* StructureLibrary::State::source_of(std::string_view canonical) const {
  if (canonical.starts_with(kTypePrefix) &&
      definitions.find_type(canonical.substr(kTypePrefix.size())) != definitions::kNone) {
    const auto own = std::string(canonical).append("|").append(definitions.fhir_version());
    if (const auto* source = packages.find("StructureDefinition", own)) return source;
  }
  return packages.find("StructureDefinition", canonical);
}

const StructureDefinition* StructureLibrary::State::find(std::string_view canonical) {
  const auto* source = source_of(canonical);
  return source == nullptr ? nullptr : load(*source);
}

/// For unfolding: a structure that is being made is no reason to fail, for the plain type can take its place.
const StructureDefinition* StructureLibrary::State::structure(std::string_view canonical) {
  const auto* source = source_of(canonical);
  if (source == nullptr) return nullptr;
  const auto found = structures.find(source);
  if (found != structures.end() && found->second.is_in_progress) return nullptr;
  return load(*source);
}

StructureLibrary::StructureLibrary(const PackageSet& packages, const definitions::Definitions& definitions)
    : state_(std::make_unique<State>(packages, definitions)) {}
StructureLibrary::~StructureLibrary() = default;

const StructureDefinition* StructureLibrary::find(std::string_view canonical, fhir::Issues& issues) {
  const auto known = state_->by_canonical.find(std::string(canonical));
  if (known != state_->by_canonical.end()) return known->second;
  state_->issues = &issues;
  const auto* found = state_->find(canonical);
  // Only what is known: names of unknown ones come from documents and have no end.
  if (found != nullptr) state_->by_canonical.emplace(canonical, found);
  return found;
}

const StructureDefinition* StructureLibrary::find_type(std::string_view type, fhir::Issues& issues) {
  return find(std::string(kTypePrefix).append(type), issues);
}

fhir::Element StructureLibrary::find_resource(std::string_view resource_type, std::string_view canonical,
                                              fhir::Issues& issues) {
  const auto* source = state_->packages.find(resource_type, canonical);
  if (source == nullptr) return {};
  const auto found = state_->resources.find(source);
  if (found != state_->resources.end()) return found->second ? found->second->root() : fhir::Element();
  state_->issues = &issues;
  auto document = std::make_unique<fhir::Document>();
  if (!state_->read(*source, *document)) document.reset();
  const auto& kept = state_->resources[source] = std::move(document);
  return kept ? kept->root() : fhir::Element();
}

std::size_t StructureLibrary::memory_bytes() const {
  std::size_t bytes = state_->texts.memory_bytes() + state_->scratch.memory_bytes();
  for (const auto& [source, kept] : state_->structures) bytes += kept.structure ? kept.structure->memory_bytes() : 0;
  for (const auto& [source, document] : state_->resources) bytes += document ? document->memory_bytes() : 0;
  return bytes;
}

const PackageSet& StructureLibrary::packages() const {
  return state_->packages;
}
const definitions::Definitions& StructureLibrary::definitions() const {
  return state_->definitions;
}

}  // namespace careway::packages
