#include "gateway/command_line/account.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <ostream>
#include <set>

#include "gateway/pipeline/json_text.h"
#include "gateway/pipeline/record_loader.h"
#include "mappers/engine/engine.h"

namespace careway::command_line {
namespace {

/// Where in the record a face's fields stand, by document of the last file: partner path -> FHIR paths.
using Targets = std::multimap<std::string, std::string>;

std::uint64_t document_number(const pipeline::Services& services, const pipeline::Caller& caller,
                              const pipeline::Face& face, const store::ResourceKey& anchor) {
  const std::vector<store::ResidueKey> keys{{caller.partner, face.name, pipeline::to_text(anchor)}};
  const auto stored = services.store.read_residues(caller.tenant, keys);
  if (!stored[0] || stored[0]->removed) return 0;
  fhir::Issues issues;
  const engine::Residue residue = engine::Residue::from_bytes(stored[0]->bytes, issues);
  const std::string* text = residue.find(engine::ResidueKind::document, "#");
  std::uint64_t number = 0;
  if (text != nullptr) std::from_chars(text->data(), text->data() + text->size(), number);
  return number;
}

std::map<std::uint64_t, Targets> targets_by_document(const pipeline::Services& services, const pipeline::Caller& caller,
                                                     const pipeline::Face& face,
                                                     const pipeline::ExportOptions& options) {
  pipeline::Exporter exporter(services, caller, face);
  pipeline::ExportOptions all = options;
  all.period_start.clear();
  all.period_end.clear();
  std::map<std::uint64_t, Targets> targets;
  for (const store::ResourceKey& anchor : exporter.all_anchors(all)) {
    engine::Ledger ledger(true);
    fhir::Issues issues;
    if (!exporter.write_one(anchor, options, ledger, issues)) continue;
    Targets& own = targets[document_number(services, caller, face, anchor)];
    for (const engine::LedgerEntry& entry : ledger.entries()) {
      if (!entry.target.empty()) own.emplace(entry.target, entry.source);
    }
  }
  return targets;
}

engine::Context context_of(const pipeline::Services& services, const pipeline::Caller& caller,
                           const pipeline::ExportOptions& options) {
  engine::Context context;
  context.tenant = caller.tenant;
  context.partner = caller.partner;
  context.partner_kind = caller.partner_kind;
  context.received = pipeline::now(services);
  context.period_start = options.period_start;
  context.period_end = options.period_end;
  context.keyer = &services.keyer;
  return context;
}

bool is_same_path(std::string_view path, std::string_view asked) {
  if (path == asked) return true;
  if (asked.empty() || !path.ends_with(asked)) return false;
  const char before = path[path.size() - asked.size() - 1];
  return before == '.' || before == '/';
}

std::string text_of(const AccountLine& line) {
  const std::string& from = line.is_out ? line.fhir_path : line.partner_path;
  const std::string& to = line.is_out ? line.partner_path : line.fhir_path;
  std::string out = line.is_out ? "out" : "in";
  if (line.document > 0) out += fmt::format(" {}", line.document);
  out += fmt::format("  {:<10}  {}", engine::to_text(line.ledger_class), from);
  if (!to.empty()) out += " -> " + to;
  if (!line.row.empty()) out += "  [" + line.row + "]";
  return out;
}

void show(Console& console, const AccountLine& line) {
  if (console.format == OutputFormat::text) {
    console.out << text_of(line) << '\n';
    return;
  }
  std::string out = "{";
  pipeline::append_member(out, "direction", line.is_out ? "out" : "in");
  pipeline::append_member(out, "document", line.document);
  pipeline::append_member(out, "class", engine::to_text(line.ledger_class));
  pipeline::append_member(out, "partner", line.partner_path);
  pipeline::append_member(out, "fhir", line.fhir_path);
  pipeline::append_member(out, "row", line.row);
  console.out << out << "}\n";
}

}  // namespace

std::vector<AccountLine> account_in(const pipeline::Services& services, const pipeline::Caller& caller,
                                    const pipeline::Face& face, std::string_view bytes,
                                    const pipeline::ExportOptions& options) {
  std::vector<AccountLine> lines;
  fhir::Issues issues;
  const auto reader = face.format->open(bytes, issues);
  if (reader == nullptr) return lines;
  const std::map<std::uint64_t, Targets> targets = targets_by_document(services, caller, face, options);
  const engine::Context context = context_of(services, caller, options);
  engine::Engine engine(*face.plan);
  fhir::Document document;
  std::string spelling;
  while (reader->next(document, spelling, issues)) {
    engine::Record record;
    engine::Residue kept;
    engine::Ledger ledger(true);
    fhir::Issues own;
    const bool stands = engine.put(document.root(), record, {}, kept, context, ledger, own);
    const auto known = targets.find(reader->document_number());
    for (const engine::LedgerEntry& entry : ledger.entries()) {
      AccountLine line{false, reader->document_number(), entry.source, entry.target, entry.row, entry.ledger_class};
      if (!stands) line.ledger_class = engine::LedgerClass::refused;
      if (!stands || known == targets.end() || known->second.count(entry.source) == 0) {
        lines.push_back(std::move(line));
        continue;
      }
      const auto [first, last] = known->second.equal_range(entry.source);
      for (auto target = first; target != last; ++target) {
        line.fhir_path = target->second;
        lines.push_back(line);
      }
    }
  }
  return lines;
}

std::vector<AccountLine> account_out(const pipeline::Services& services, const pipeline::Caller& caller,
                                     const pipeline::Face& face, const std::vector<store::ResourceKey>& anchors,
                                     const pipeline::ExportOptions& options) {
  std::vector<AccountLine> lines;
  pipeline::Exporter exporter(services, caller, face);
  std::uint64_t number = 0;
  for (const store::ResourceKey& anchor : anchors) {
    engine::Ledger ledger(true);
    fhir::Issues issues;
    ++number;
    if (!exporter.write_one(anchor, options, ledger, issues)) continue;
    for (const engine::LedgerEntry& entry : ledger.entries()) {
      lines.push_back({true, number, entry.target, entry.source, entry.row, entry.ledger_class});
    }
  }
  return lines;
}

void show_ledger(Console& console, const std::vector<AccountLine>& lines) {
  // A value that feeds several places of the record has a line for each and counts once.
  std::array<std::array<std::size_t, engine::kLedgerClassCount>, 2> totals{};
  const AccountLine* before = nullptr;
  for (const AccountLine& line : lines) {
    show(console, line);
    const bool is_again = before != nullptr && !line.is_out && !before->is_out && before->document == line.document &&
                          before->partner_path == line.partner_path;
    if (!is_again) ++totals[line.is_out ? 1 : 0][static_cast<std::size_t>(line.ledger_class)];
    before = &line;
  }
  if (console.format == OutputFormat::json) return;
  for (const std::size_t direction : {0U, 1U}) {
    std::string sums;
    for (std::size_t i = 0; i < engine::kLedgerClassCount; ++i) {
      if (totals[direction][i] == 0) continue;
      sums += fmt::format(" {} {}", totals[direction][i], engine::to_text(static_cast<engine::LedgerClass>(i)));
    }
    if (!sums.empty()) console.out << (direction == 0 ? "values in:" : "values out:") << sums << '\n';
  }
}

bool explain(Console& console, const std::vector<AccountLine>& lines, std::string_view path) {
  std::set<std::string> met;
  std::vector<bool> chosen(lines.size(), false);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!is_same_path(lines[i].partner_path, path) && !is_same_path(lines[i].fhir_path, path)) continue;
    chosen[i] = true;
    if (!lines[i].fhir_path.empty()) met.insert(lines[i].fhir_path);
  }
  bool any = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!chosen[i] && !met.contains(lines[i].fhir_path)) continue;
    show(console, lines[i]);
    any = true;
  }
  return any;
}

}  // namespace careway::command_line
