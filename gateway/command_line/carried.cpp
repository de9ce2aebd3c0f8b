#include "gateway/command_line/carried.h"

#include <algorithm>

#include "adapters/platform/crypto.h"
#include "gateway/pipeline/json_text.h"
#include "mappers/language/yaml_tree.h"

namespace careway::command_line {
namespace {

constexpr std::string_view kFileItem = "file";

void append_text(std::string& out, std::string_view text) {
  if (language::is_utf8(text)) {
    pipeline::append_member(out, "text", text);
  } else {
    pipeline::append_member(out, "base64", platform::base64_encode(text));
  }
}

std::optional<std::string> text_of(fhir::Element line) {
  if (const fhir::Element bytes = line.child("base64")) return platform::base64_decode(bytes.value());
  return std::string(line.child_value("text"));
}

std::string line_start(const std::string& partner, const std::string& face, std::string_view item) {
  std::string line = "{";
  pipeline::append_member(line, "partner", partner);
  pipeline::append_member(line, "face", face);
  pipeline::append_member(line, "item", item);
  return line;
}

Carried::Item& item_of(Carried& carried, std::string_view partner, std::string_view face, std::string_view item) {
  // The lines of one item stand together.
  if (!carried.items.empty()) {
    Carried::Item& last = carried.items.back();
    if (last.item == item && last.residue.partner == partner && last.residue.face == face) return last;
  }
  carried.items.push_back({std::string(item), {std::string(partner), std::string(face), {}}});
  return carried.items.back();
}

bool read_line(std::string_view text, Carried& carried) {
  fhir::Document document;
  if (!pipeline::read_own_json(text, document)) return false;
  const fhir::Element line = document.root();
  const std::string_view item = line.child_value("item");
  const auto value = text_of(line);
  engine::ResidueKind kind{};
  if (item.empty() || !value || !engine::residue_kind_from_text(line.child_value("kind"), kind)) return false;
  if (item == kFileItem) {
    carried.files.push_back({std::string(line.child_value("partner")), std::string(line.child_value("face")), *value,
                             std::string(line.child_value("periodStart")), std::string(line.child_value("periodEnd"))});
    return true;
  }
  item_of(carried, line.child_value("partner"), line.child_value("face"), item)
      .residue.residue.add(kind, line.child_value("path"), *value);
  return true;
}

}  // namespace

void store_carried(const pipeline::Services& services, const std::string& tenant, const Carried& carried) {
  store::Batch batch;
  for (const Carried::Item& one : carried.items) {
    batch.residues.push_back(
        {{one.residue.partner, one.residue.face, one.item}, 0, false, one.residue.residue.to_bytes()});
  }
  for (const pipeline::CarriedFile& file : carried.files) {
    batch.residues.push_back({{file.partner, file.face, std::string(kFileItem)}, 0, false, file.dialect});
  }
  services.store.commit(tenant, batch);
}

Carried stored_carried(const pipeline::Services& services, const std::string& tenant,
                       const std::vector<std::pair<std::string, std::string>>& partner_faces,
                       const std::vector<std::string>& items) {
  Carried carried;
  for (const auto& [partner, face] : partner_faces) {
    std::vector<store::ResidueKey> keys;
    keys.reserve(items.size() + 1);
    for (const std::string& item : items) keys.push_back({partner, face, item});
    keys.push_back({partner, face, std::string(kFileItem)});
    const auto stored = services.store.read_residues(tenant, keys);
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (!stored[i] || stored[i]->removed) continue;
      if (keys[i].item == kFileItem) {
        carried.files.push_back({partner, face, stored[i]->bytes, {}, {}});
        continue;
      }
      fhir::Issues issues;
      carried.items.push_back({keys[i].item, {partner, face, engine::Residue::from_bytes(stored[i]->bytes, issues)}});
    }
  }
  return carried;
}

std::string to_sidecar(const Carried& carried) {
  std::string out;
  for (const pipeline::CarriedFile& file : carried.files) {
    std::string line = line_start(file.partner, file.face, kFileItem);
    pipeline::append_member(line, "kind", engine::to_text(engine::ResidueKind::document));
    append_text(line, file.dialect);
    if (!file.period_start.empty()) pipeline::append_member(line, "periodStart", file.period_start);
    if (!file.period_end.empty()) pipeline::append_member(line, "periodEnd", file.period_end);
    out += line + "}\n";
  }
  for (const Carried::Item& one : carried.items) {
    for (const engine::ResidueEntry& entry : one.residue.residue.entries()) {
      std::string line = line_start(one.residue.partner, one.residue.face, one.item);
      pipeline::append_member(line, "kind", engine::to_text(entry.kind));
      pipeline::append_member(line, "path", entry.path);
      append_text(line, entry.text);
      out += line + "}\n";
    }
  }
  return out;
}

std::optional<Carried> from_sidecar(std::string_view text, fhir::Issues& issues) {
  Carried carried;
  std::uint32_t number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || read_line(line, carried)) continue;
    issues.error("sidecar-damaged", "", "This line is no entry of a residue file. Make the file again.", {number, 1});
  }
  if (issues.has_errors()) return std::nullopt;
  return carried;
}

}  // namespace careway::command_line
