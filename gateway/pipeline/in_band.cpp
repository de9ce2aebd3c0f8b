#include "gateway/pipeline/in_band.h"

#include <algorithm>
#include <optional>

#include "adapters/platform/crypto.h"
#include "mappers/language/yaml_tree.h"

namespace careway::pipeline {
namespace {

/// FHIR R4 string: no control characters but tab, line feed and carriage return; readers may trim blanks at the ends,
/// and XML knows fewer characters than Unicode. Whatever is not plainly safe goes as base64.
bool is_plain_string(std::string_view text) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ' || !language::is_utf8(text)) return false;
  if (text.find("\xEF\xBF") != std::string_view::npos) return false;  // U+FFFE and U+FFFF stand there
  return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

/// The value of the part of that name; nothing when it is not there or damaged.
std::optional<std::string> part_text(fhir::Element extension, std::string_view name) {
  for (fhir::Element part : extension) {
    if (part.name() != "extension" || part.child_value("url") != name) continue;
    if (const fhir::Element text = part.child("valueString")) return std::string(text.value());
    if (const fhir::Element date = part.child("valueDate")) return std::string(date.value());
    if (const fhir::Element bytes = part.child("valueBase64Binary")) return platform::base64_decode(bytes.value());
  }
  return std::nullopt;
}

CarriedResidue& carried_of(std::vector<CarriedResidue>& all, std::string_view partner, std::string_view face) {
  for (CarriedResidue& one : all) {
    if (one.partner == partner && one.face == face) return one;
  }
  all.push_back({std::string(partner), std::string(face), {}});
  return all.back();
}

}  // namespace

InBand::InBand(const definitions::Definitions& definitions, std::string_view base)
    : definitions_(definitions),
      url_(std::string(base) + "/StructureDefinition/residue"),
      code_system_(std::string(base) + "/CodeSystem/carrier") {}

fhir::NodeIndex InBand::append(fhir::Document& document, fhir::NodeIndex parent, std::string_view type,
                               std::string_view name) const {
  const definitions::EntryIndex entry = definitions_.find_entry(definitions_.find_type(type), name);
  return document.append(parent, definitions_.entry_name(entry), entry);
}

void InBand::append_part(fhir::Document& resource, fhir::NodeIndex parent, const Part& part) const {
  const fhir::NodeIndex node = append(resource, parent, "Extension", "extension");
  resource.set_value(append(resource, node, "Extension", "url"), fhir::ValueKind::text, part.name);
  const bool is_plain = is_plain_string(part.text);
  const fhir::NodeIndex value = append(resource, node, "Extension", is_plain ? "valueString" : "valueBase64Binary");
  resource.set_value(value, fhir::ValueKind::text,
                     is_plain ? std::string(part.text) : platform::base64_encode(part.text));
}

void InBand::append_extension(fhir::Document& resource, const std::vector<Part>& parts) const {
  const fhir::NodeIndex node = append(resource, 0, resource.root().value(), "extension");
  resource.set_value(append(resource, node, "Extension", "url"), fhir::ValueKind::text, url_);
  for (const Part& part : parts) {
    if (!part.text.empty()) append_part(resource, node, part);
  }
}

bool InBand::is_ours(fhir::Element extension) const {
  return extension.name() == "extension" && extension.child_value("url") == url_;
}

void InBand::add(fhir::Document& resource, const CarriedResidue& carried) const {
  for (const engine::ResidueEntry& entry : carried.residue.entries()) {
    append_extension(resource, {{"partner", carried.partner},
                                {"face", carried.face},
                                {"kind", engine::to_text(entry.kind)},
                                {"path", entry.path},
                                {"text", entry.text}});
  }
}

std::vector<CarriedResidue> InBand::take(fhir::Document& resource, fhir::Issues& issues) const {
  std::vector<CarriedResidue> all;
  std::vector<fhir::NodeIndex> taken;
  for (fhir::Element extension : resource.root()) {
    if (!is_ours(extension)) continue;
    taken.push_back(extension.index());
    const auto partner = part_text(extension, "partner");
    const auto face = part_text(extension, "face");
    const auto kind_text = part_text(extension, "kind");
    engine::ResidueKind kind{};
    if (!partner || !face || !kind_text || !engine::residue_kind_from_text(*kind_text, kind)) {
      issues.error("residue-damaged", std::string(resource.root().value()) + ".extension",
                   "An extension that carries a partner's own spelling lacks its partner, face or kind. Take the "
                   "extension out, or make the file again.",
                   extension.position());
      continue;
    }
    carried_of(all, *partner, *face)
        .residue.add(kind, part_text(extension, "path").value_or(""), part_text(extension, "text").value_or(""));
  }
  for (const fhir::NodeIndex node : taken) resource.remove(node);
  return all;
}

fhir::Document InBand::file_resource(const CarriedFile& file) const {
  fhir::Document document;
  document.set_value(0, fhir::ValueKind::resource, "Basic");
  append_extension(document, {{"partner", file.partner},
                              {"face", file.face},
                              {"kind", "document"},
                              {"text", file.dialect},
                              {"periodStart", file.period_start},
                              {"periodEnd", file.period_end}});
  const fhir::NodeIndex coding = append(document, append(document, 0, "Basic", "code"), "CodeableConcept", "coding");
  document.set_value(append(document, coding, "Coding", "system"), fhir::ValueKind::text, code_system_);
  document.set_value(append(document, coding, "Coding", "code"), fhir::ValueKind::text, "residue");
  return document;
}

bool InBand::is_file_resource(fhir::Element resource) const {
  if (resource.value() != "Basic") return false;
  const fhir::Element code = resource.child("code");
  if (!code) return false;
  for (fhir::Element coding : code) {
    if (coding.child_value("system") == code_system_ && coding.child_value("code") == "residue") return true;
  }
  return false;
}

CarriedFile InBand::read_file_resource(fhir::Element resource, fhir::Issues& issues) const {
  for (fhir::Element extension : resource) {
    if (!is_ours(extension)) continue;
    const auto partner = part_text(extension, "partner");
    const auto face = part_text(extension, "face");
    if (!partner || !face) continue;
    return {*partner, *face, part_text(extension, "text").value_or(""),
            part_text(extension, "periodStart").value_or(""), part_text(extension, "periodEnd").value_or("")};
  }
  issues.error("residue-damaged", "Basic", "The resource that carries a file's spelling lacks its partner or face.");
  return {};
}

}  // namespace careway::pipeline
