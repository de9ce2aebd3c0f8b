#include "gateway/command_line/fhir_input.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>

#include "adapters/platform/crypto.h"
#include "profiles/fhir/json.h"
#include "profiles/fhir/xml.h"

namespace careway::command_line {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

struct Entry {
  std::string full_url;
  fhir::Document document;
};

class Reading {
 public:
  Reading(const definitions::Definitions& definitions, const engine::Keyer& keyer, fhir::Issues& issues)
      : definitions_(definitions), keyer_(keyer), issues_(issues) {}

  void read(std::string_view bytes) {
    if (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
    const std::size_t first = bytes.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) {
      issues_.error("file-empty", "", "The file holds nothing. It should hold FHIR resources.", {1, 1});
      return;
    }
    if (bytes[first] == '<') return add(fhir::read_xml(bytes, definitions_, issues_));
    if (is_lines(bytes)) return read_lines(bytes);
    add(fhir::read_json(bytes, definitions_, issues_));
  }

  std::vector<fhir::Document> finish() {
    std::unordered_map<std::string, std::string> targets;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      Entry& entry = entries_[i];
      const std::string reference = std::string(entry.document.root().value()) + "/" + give_id(entry, i);
      if (!entry.full_url.empty()) targets.emplace(entry.full_url, reference);
    }
    std::vector<fhir::Document> documents;
    for (Entry& entry : entries_) {
      point(entry.document, entry.document.root(), targets);
      documents.push_back(std::move(entry.document));
    }
    return documents;
  }

 private:
  /// NDJSON: the first line is a whole object, and there is another line.
  static bool is_lines(std::string_view bytes) {
    const std::size_t begin = bytes.find_first_not_of(" \t\r\n");
    const std::size_t end = bytes.find('\n', begin);
    if (end == std::string_view::npos || bytes.find_first_not_of(" \t\r\n", end) == std::string_view::npos)
      return false;
    std::string_view line = bytes.substr(begin, end - begin);
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
    const std::size_t next = bytes.find_first_not_of(" \t\r\n", end);
    return line.ends_with('}') && bytes[next] == '{';
  }

  void read_lines(std::string_view bytes) {
    std::uint32_t line = 0;
    while (!bytes.empty()) {
      ++line;
      const std::size_t end = std::min(bytes.find('\n'), bytes.size());
      const std::string_view text = bytes.substr(0, end);
      bytes.remove_prefix(std::min(end + 1, bytes.size()));
      if (text.find_first_not_of(" \t\r") == std::string_view::npos) continue;
      fhir::Issues own;
      auto document = fhir::read_json(text, definitions_, own);
      for (fhir::Issue issue : own.items()) {
        issue.position.line = line;
        issues_.add(std::move(issue));
      }
      add(std::move(document));
    }
  }

  void add(std::optional<fhir::Document> document) {
    if (!document) return;
    if (document->root().value() != "Bundle") {
      entries_.push_back({{}, std::move(*document)});
      return;
    }
    for (fhir::Element element : document->root()) {
      const fhir::Element resource = element.name() == "entry" ? element.child("resource") : fhir::Element();
      if (!resource) continue;
      Entry entry;
      entry.full_url = std::string(element.child_value("fullUrl"));
      entry.document.copy_content(0, resource);
      entries_.push_back(std::move(entry));
    }
  }

  std::string give_id(Entry& entry, std::size_t place) {
    const fhir::Element root = entry.document.root();
    if (const std::string_view id = root.child_value("id"); !id.empty()) return std::string(id);
    const fhir::Element identifier = root.child("identifier");
    std::string message = "fhir-file\x1f" + std::string(root.value()) + '\x1f';
    if (!entry.full_url.empty()) {
      message += entry.full_url;
    } else if (identifier) {
      message += std::string(identifier.child_value("system")) + '\x1f' + std::string(identifier.child_value("value"));
    } else {
      message += std::to_string(place);
    }
    const std::string id = platform::to_hex(keyer_.digest(message)).substr(0, 32);
    const definitions::EntryIndex definition = definitions_.find_entry(definitions_.find_type(root.value()), "id");
    const fhir::NodeIndex node =
        entry.document.insert(0, fhir::kNoNode, definitions_.entry_name(definition), definition);
    entry.document.set_value(node, fhir::ValueKind::text, id);
    return id;
  }

  void point(fhir::Document& document, fhir::Element element,
             const std::unordered_map<std::string, std::string>& targets) {
    for (fhir::Element child : element) {
      if (child.name() == "reference" && child.has_value()) {
        const auto found = targets.find(std::string(child.value()));
        if (found != targets.end()) document.set_value(child.index(), fhir::ValueKind::text, found->second);
      }
      point(document, child, targets);
    }
  }

  const definitions::Definitions& definitions_;
  const engine::Keyer& keyer_;
  fhir::Issues& issues_;
  std::vector<Entry> entries_;
};

}  // namespace

std::vector<fhir::Document> read_fhir_file(std::string_view bytes, const definitions::Definitions& definitions,
                                           const engine::Keyer& keyer, fhir::Issues& issues) {
  Reading reading(definitions, keyer, issues);
  reading.read(bytes);
  if (issues.has_errors()) return {};
  return reading.finish();
}

}  // namespace careway::command_line
