#include "mappers/engine/residue.h"

#include <array>

namespace careway::engine {
namespace {

constexpr std::array<std::string_view, 7> kKindTexts = {"spelling", "leaf",      "order",   "contested",
                                                        "as-of",    "not-shown", "document"};

void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '\\':
        out += "\\\\";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      default:
        out += c;
    }
  }
}

std::string unescaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    const char c = text[++i];
    out += c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c;
  }
  return out;
}

}  // namespace

std::string_view to_text(ResidueKind kind) {
  return kKindTexts[static_cast<std::size_t>(kind)];
}

bool residue_kind_from_text(std::string_view text, ResidueKind& kind) {
  for (std::size_t i = 0; i < kKindTexts.size(); ++i) {
    if (kKindTexts[i] != text) continue;
    kind = static_cast<ResidueKind>(i);
    return true;
  }
  return false;
}

void Residue::add(ResidueKind kind, std::string_view path, std::string_view text) {
  entries_.push_back({kind, std::string(path), std::string(text)});
}

const std::string* Residue::find(ResidueKind kind, std::string_view path) const {
  for (const ResidueEntry& entry : entries_) {
    if (entry.kind == kind && entry.path == path) return &entry.text;
  }
  return nullptr;
}

void Residue::set(ResidueKind kind, std::string_view path, std::string_view text) {
  for (ResidueEntry& entry : entries_) {
    if (entry.kind != kind || entry.path != path) continue;
    entry.text = std::string(text);
    return;
  }
  add(kind, path, text);
}

std::string Residue::to_bytes() const {
  std::string out;
  for (const ResidueEntry& entry : entries_) {
    out += to_text(entry.kind);
    out += '\t';
    append_escaped(out, entry.path);
    out += '\t';
    append_escaped(out, entry.text);
    out += '\n';
  }
  return out;
}

Residue Residue::from_bytes(std::string_view bytes, fhir::Issues& issues) {
  Residue residue;
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    const std::string_view line = bytes.substr(0, end);
    bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
    const std::size_t first = line.find('\t');
    const std::size_t second = first == std::string_view::npos ? first : line.find('\t', first + 1);
    ResidueKind kind{};
    if (second == std::string_view::npos || !residue_kind_from_text(line.substr(0, first), kind)) {
      issues.error("residue-damaged", "", "Kept data of this partner cannot be read; restore the store from a backup.");
      continue;
    }
    residue.entries_.push_back(
        {kind, unescaped(line.substr(first + 1, second - first - 1)), unescaped(line.substr(second + 1))});
  }
  return residue;
}

}  // namespace careway::engine
