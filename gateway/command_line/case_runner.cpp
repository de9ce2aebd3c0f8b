#include "gateway/command_line/case_runner.h"

#include <fmt/format.h>

#include "gateway/command_line/expectation.h"
#include "mappers/engine/engine.h"
#include "mappers/language/yaml_tree.h"

namespace careway::command_line {
namespace {

constexpr std::uint64_t kCaseBytesMax = std::uint64_t{16} << 20;
// A case gives the same result on every day.
constexpr std::string_view kReceived = "2026-01-01T00:00:00.000000Z";

struct CaseFile {
  std::string title;
  std::string face;
  std::string input;
  std::string period_start;
  std::string period_end;
};

std::string text_of(const language::YamlNode& node, std::string_view name) {
  const language::YamlNode* member = node.member(name);
  return member != nullptr && member->is_scalar() ? member->text : std::string();
}

std::optional<CaseFile> read_case_file(std::string_view text, std::vector<std::string>& failures) {
  fhir::Issues issues;
  const auto tree = language::read_yaml(text, "case.yaml", issues);
  for (const fhir::Issue& issue : issues.items()) failures.push_back(issue.path + ": " + issue.text);
  if (!tree || !tree->is_mapping()) return std::nullopt;
  CaseFile file{text_of(*tree, "title"), text_of(*tree, "face"), text_of(*tree, "input"), {}, {}};
  if (const language::YamlNode* period = tree->member("period")) {
    file.period_start = text_of(*period, "start");
    file.period_end = text_of(*period, "end");
  }
  if (!file.face.empty() && !file.input.empty()) return file;
  failures.emplace_back("case.yaml: it must name a face and an input");
  return std::nullopt;
}

/// One case at work.
class Run {
 public:
  Run(const pipeline::Face& face, const language::Names& names, const engine::Keyer& keyer, const CaseFile& file,
      CaseResult& result)
      : face_(face), names_(names), engine_(*face.plan), result_(result) {
    context_.tenant = "local";
    context_.partner = "local";
    context_.partner_kind = face.partner_kind;
    context_.received = std::string(kReceived);
    context_.period_start = file.period_start;
    context_.period_end = file.period_end;
    context_.keyer = &keyer;
  }

  void go(std::string_view bytes, const Expectation& expected) {
    const auto reader = face_.format->open(bytes, issues_);
    const bool stands = reader != nullptr && !issues_.has_errors() && put(*reader);
    compare_issues(expected, issues_, result_.failures);
    if (stands == expected.refused) {
      result_.failures.emplace_back(stands ? "the document was taken and must be refused" : "the document was refused");
    }
    if (!stands) return;
    compare_slots(expected, record_, *face_.plan, names_, result_.failures);
    compare_ledger(expected, ledger_, result_.failures);
    if (document_count_ > 1) result_.failures.emplace_back("the input must hold one document");
    hold_to_laws(*reader, bytes);
  }

 private:
  bool put(formats::DocumentReader& reader) {
    document_count_ = reader.document_count();
    if (!reader.next(document_, spelling_, issues_)) {
      result_.failures.emplace_back("the input holds no document");
      return false;
    }
    if (issues_.has_errors()) return false;
    const bool stands = engine_.put(document_.root(), record_, {}, residue_, context_, ledger_, issues_);
    note_rows(ledger_);
    return stands && !issues_.has_errors();
  }

  void note_rows(const engine::Ledger& ledger) {
    for (const engine::LedgerEntry& entry : ledger.entries()) {
      if (!entry.row.empty()) result_.rows.insert(entry.row);
    }
  }

  /// PutGet: what was put comes home, byte for byte. GetPut: putting that back changes nothing.
  void hold_to_laws(const formats::DocumentReader& reader, std::string_view bytes) {
    fhir::Document home;
    fhir::Issues issues;
    engine::Ledger out(true);
    if (!engine_.get(record_, residue_, context_, home, out, issues)) {
      result_.failures.emplace_back("PutGet: the record cannot be written in this format");
      return;
    }
    note_rows(out);
    std::string written;
    const auto writer = face_.format->writer(reader.dialect());
    if (!writer->write(home, spelling_, written, issues)) {
      result_.failures.emplace_back("PutGet: the format cannot write the document");
      return;
    }
    writer->finish(written);
    if (written != bytes) result_.failures.push_back(difference(bytes, written));
    for (engine::RecordResource& resource : record_.resources) resource.is_new = resource.changed = false;
    engine::Residue again;
    engine::Ledger ledger;
    fhir::Issues put_issues;
    if (!engine_.put(home.root(), record_, residue_, again, context_, ledger, put_issues)) {
      result_.failures.emplace_back("GetPut: the document that was got is refused");
      return;
    }
    for (const engine::RecordResource& resource : record_.resources) {
      if (resource.is_new || resource.changed) result_.failures.push_back("GetPut: it changed a " + resource.type);
    }
    if (again != residue_) result_.failures.emplace_back("GetPut: it changed what is kept for the partner");
  }

  static std::string difference(std::string_view wanted, std::string_view found) {
    std::size_t at = 0;
    std::size_t line = 1;
    while (at < wanted.size() && at < found.size() && wanted[at] == found[at]) line += wanted[at++] == '\n' ? 1 : 0;
    return fmt::format("PutGet: what came home differs at byte {}, line {}: \"{}\" and must be \"{}\"", at, line,
                       found.substr(at, 30), wanted.substr(at, 30));
  }

  const pipeline::Face& face_;
  const language::Names& names_;
  engine::Engine engine_;
  CaseResult& result_;
  engine::Context context_;
  fhir::Document document_;
  std::string spelling_;
  std::size_t document_count_ = 0;
  engine::Record record_;
  engine::Residue residue_;
  engine::Ledger ledger_{true};
  fhir::Issues issues_;
};

}  // namespace

std::vector<std::string> case_names(platform::Files& files, const std::string& maps_folder, const std::string& folder) {
  std::vector<std::string> names;
  const std::string cases = maps_folder + "/" + folder + "/cases";
  if (!files.exists(cases)) return names;
  for (const platform::FolderEntry& entry : files.list(cases)) {
    if (entry.is_folder) names.push_back(entry.name);
  }
  return names;
}

CaseResult run_case(platform::Files& files, const std::string& maps_folder, const std::string& folder,
                    const std::string& name, const pipeline::FaceLibrary& library, const engine::Keyer& keyer) {
  CaseResult result;
  result.name = folder + "/" + name;
  const std::string path = maps_folder + "/" + folder + "/cases/" + name + "/";
  const auto file = read_case_file(files.read(path + "case.yaml", kCaseBytesMax), result.failures);
  if (!file) return result;
  result.title = file->title;
  result.face = file->face;
  const pipeline::Face* face = library.find(file->face);
  if (face == nullptr) {
    result.failures.push_back("case.yaml: there is no face " + file->face);
    return result;
  }
  const auto expected = read_expectation(files.read(path + "expect.txt", kCaseBytesMax), result.failures);
  if (!expected) return result;
  const std::string bytes = files.read(path + file->input, kCaseBytesMax);
  Run(*face, library.names(), keyer, *file, result).go(bytes, *expected);
  return result;
}

}  // namespace careway::command_line
