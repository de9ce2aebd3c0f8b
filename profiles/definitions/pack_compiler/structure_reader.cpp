#include "profiles/definitions/pack_compiler/structure_reader.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "profiles/definitions/pack_compiler/json_file.h"

namespace careway::pack_compiler {
namespace {

using definitions::BindingStrength;
using definitions::JsonKind;
using definitions::TypeKind;
using nlohmann::json;

constexpr std::string_view kFhirVersion = "4.0.1";
constexpr std::string_view kFhirTypePrefix = "http://hl7.org/fhir/StructureDefinition/";
constexpr std::string_view kSystemTypePrefix = "http://hl7.org/fhirpath/System.";
constexpr std::string_view kFhirTypeExtension = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type";
constexpr std::string_view kChoiceEnding = "[x]";

/// Types that a binding can constrain (FHIR R4, Terminologies 4.1.3); other variants of a bound choice carry no codes.
constexpr std::array<std::string_view, 6> kBindableTypes = {"code",     "Coding", "CodeableConcept",
                                                            "Quantity", "string", "uri"};

std::string last_part(std::string_view text, char separator) {
  const auto found = text.rfind(separator);
  return std::string(found == std::string_view::npos ? text : text.substr(found + 1));
}

std::string parent_path(const std::string& path) {
  const auto dot = path.rfind('.');
  return dot == std::string::npos ? std::string() : path.substr(0, dot);
}

JsonKind json_kind_of(std::string_view primitive) {
  if (primitive == "boolean") return JsonKind::boolean;
  if (primitive == "xhtml") return JsonKind::xhtml;
  for (const std::string_view number : {"integer", "positiveInt", "unsignedInt", "decimal"}) {
    if (primitive == number) return JsonKind::number;
  }
  return JsonKind::text;
}

std::uint16_t cardinality(const std::string& text, const std::string& path) {
  if (text == "*") return definitions::kUnbounded;
  if (text.empty() || text.size() > 4 || text.find_first_not_of("0123456789") != std::string::npos) {
    throw CompileError("element " + path + " has the cardinality '" + text + "'");
  }
  return static_cast<std::uint16_t>(std::stoul(text));
}

BindingStrength strength_of(const std::string& strength, const std::string& path) {
  if (strength == "required") return BindingStrength::required;
  if (strength == "extensible") return BindingStrength::extensible;
  if (strength == "preferred") return BindingStrength::preferred;
  if (strength == "example") return BindingStrength::example;
  throw CompileError("element " + path + " has a binding of the unknown strength '" + strength + "'");
}

/// One StructureDefinition on its way into the model.
class StructureReader {
 public:
  StructureReader(const json& structure, const DataElements& data_elements, PackModel& model)
      : structure_(structure), data_elements_(data_elements), model_(model), name_(text_of(structure, "type")) {}

  void read() {
    const auto snapshot = structure_.find("snapshot");
    if (snapshot == structure_.end()) throw CompileError("StructureDefinition " + name_ + " has no snapshot");
    const auto elements = data_elements_.restore(array_of(*snapshot, "element"));
    for (const auto& element : elements) {
      const auto parent = parent_path(text_of(element, "path"));
      if (!parent.empty()) paths_with_children_.insert(parent);
    }
    for (const auto& element : elements) {
      const auto path = text_of(element, "path");
      if (path == name_ || paths_with_children_.contains(path)) add_type(element, path);
      if (path != name_) add_entries(element, path);
    }
  }

 private:
  void add_type(const json& element, const std::string& path) {
    TypeModel type;
    type.name = path;
    if (path != name_) {
      type.kind = TypeKind::backbone;
      const auto& types = array_of(element, "type");
      if (types.size() != 1) throw CompileError("element " + path + " has children but not exactly one type");
      type.base = text_of(types[0], "code");
    } else {
      const auto kind = text_of(structure_, "kind");
      type.kind = kind == "primitive-type" ? TypeKind::primitive
                  : kind == "resource"     ? TypeKind::resource
                                           : TypeKind::complex;
      if (type.kind == TypeKind::primitive) type.json_kind = json_kind_of(name_);
      type.is_abstract = flag_of(structure_, "abstract");
      type.base = last_part(text_of(structure_, "baseDefinition"), '/');
    }
    type_places_[path] = model_.types.size();
    model_.types.push_back(std::move(type));
  }

  void add_entries(const json& element, const std::string& path) {
    const auto owner = type_places_.find(parent_path(path));
    if (owner == type_places_.end()) throw CompileError("element " + path + " stands before its parent");
    auto& type = model_.types[owner->second];
    // The value of a primitive is no child: it is the value of the node itself.
    if (type.kind == TypeKind::primitive && path == name_ + ".value") return;

    EntryModel entry;
    entry.element = last_part(path, '.');
    entry.name = entry.element;
    entry.min = cardinality(element.contains("min") ? element["min"].dump() : "", path);
    entry.max = cardinality(text_of(element, "max"), path);
    if (entry.max == 0) return;
    const auto base = element.find("base");
    const auto base_max = base == element.end() ? text_of(element, "max") : text_of(*base, "max");
    entry.is_list = base_max != "1";
    entry.is_modifier = flag_of(element, "isModifier");
    entry.is_summary = flag_of(element, "isSummary");
    const auto& representation = array_of(element, "representation");
    entry.is_xml_attribute = std::find(representation.begin(), representation.end(), "xmlAttr") != representation.end();
    entry.ordinal =
        type.entries.empty() ? std::uint16_t{0} : static_cast<std::uint16_t>(type.entries.back().ordinal + 1);

    const auto reference = text_of(element, "contentReference");
    if (!reference.empty()) {
      entry.type = last_part(reference, '#');
      type.entries.push_back(std::move(entry));
      return;
    }
    add_variants(element, path, std::move(entry), type);
  }

  /// One entry per type of the element: one altogether unless the element is a choice.
  void add_variants(const json& element, const std::string& path, EntryModel entry, TypeModel& owner) const {
    const auto& types = array_of(element, "type");
    if (types.empty()) throw CompileError("element " + path + " has no type");
    entry.is_choice = entry.element.ends_with(kChoiceEnding);
    if (types.size() > 1 && !entry.is_choice)
      throw CompileError("element " + path + " has several types but is no choice");
    for (const auto& type : types) {
      EntryModel variant = entry;
      variant.type = paths_with_children_.contains(path) ? path : type_name(type, path);
      if (entry.is_choice) {
        variant.name = entry.element.substr(0, entry.element.size() - kChoiceEnding.size()) + variant.type;
        auto& first_letter = variant.name[entry.element.size() - kChoiceEnding.size()];
        if (first_letter >= 'a' && first_letter <= 'z') first_letter = static_cast<char>(first_letter - 'a' + 'A');
      }
      if (variant.type == "Reference") variant.targets = targets_of(type);
      add_binding(element, path, variant);
      owner.entries.push_back(std::move(variant));
    }
  }

  static void add_binding(const json& element, const std::string& path, EntryModel& entry) {
    const auto binding = element.find("binding");
    if (binding == element.end()) return;
    if (std::find(kBindableTypes.begin(), kBindableTypes.end(), entry.type) == kBindableTypes.end()) return;
    entry.binding = strength_of(text_of(*binding, "strength"), path);
    entry.value_set = text_of(*binding, "valueSet");
  }

  /// FHIR gives ids and Extension.url a FHIRPath type and names the FHIR type in an extension.
  std::string type_name(const json& type, const std::string& path) const {
    auto code = text_of(type, "code");
    if (!code.starts_with(kSystemTypePrefix)) return code;
    // FHIR 4.0.1 says "string" for Resource.id, though its own text and later versions say "id".
    if (text_of(structure_, "kind") == "resource" && path == name_ + ".id") return "id";
    for (const auto& extension : array_of(type, "extension")) {
      if (text_of(extension, "url") == kFhirTypeExtension) return text_of(extension, "valueUrl");
    }
    return "string";
  }

  static std::string targets_of(const json& type) {
    std::string targets;
    for (const auto& profile : array_of(type, "targetProfile")) {
      const auto url = profile.get<std::string>();
      if (!url.starts_with(kFhirTypePrefix)) continue;
      if (!targets.empty()) targets += ' ';
      targets += url.substr(kFhirTypePrefix.size());
    }
    return targets;
  }

  const json& structure_;
  const DataElements& data_elements_;
  PackModel& model_;
  std::string name_;
  std::set<std::string> paths_with_children_;
  std::map<std::string, std::size_t> type_places_;
};

}  // namespace

void read_structures(const json& resources, const DataElements& data_elements, PackModel& model) {
  model.fhir_version = kFhirVersion;
  for (const auto& resource : resources) {
    if (text_of(resource, "resourceType") != "StructureDefinition") continue;
    if (text_of(resource, "derivation") == "constraint" || text_of(resource, "kind") == "logical") continue;
    // The package adds a type of a later FHIR version, which no R4 system knows.
    if (text_of(resource, "fhirVersion") != kFhirVersion) continue;
    StructureReader(resource, data_elements, model).read();
  }
}

}  // namespace careway::pack_compiler
