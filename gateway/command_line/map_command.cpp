#include "gateway/command_line/map_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <istream>
#include <iterator>
#include <map>
#include <ostream>

#include "adapters/platform/failure.h"
#include "gateway/command_line/account.h"
#include "gateway/command_line/carried.h"
#include "gateway/command_line/fhir_input.h"
#include "gateway/command_line/fhir_output.h"
#include "gateway/command_line/memory_record.h"
#include "gateway/command_line/period.h"
#include "gateway/pipeline/importer.h"
#include "gateway/pipeline/record_loader.h"
#include "profiles/fhir/date.h"

namespace careway::command_line {
namespace {

constexpr std::string_view kFhir = "fhir";
constexpr std::uint64_t kInputBytesMax = std::uint64_t{4} << 30;

/// One run of the command.
class Mapping {
 public:
  Mapping(const Parts& parts, const Workbench& bench, const MapOptions& options, Console& console)
      : parts_(parts),
        bench_(bench),
        options_(options),
        console_(console),
        in_band_(bench.definitions(), bench.library().names().base()),
        input_name_(options.input == "-" ? "standard input" : options.input) {}

  int run() {
    if (!find_faces()) return kUsage;
    bytes_ = read_input(parts_.files, options_.input, console_);
    if (!read_sidecar() || !(from_ == nullptr ? import_fhir() : import_face())) return kDataRefused;
    std::string out;
    if (!(to_ == nullptr ? export_fhir(out) : export_face(out))) return kDataRefused;
    const bool accounts = options_.shows_ledger || !options_.explained_path.empty();
    if (accounts && !account()) return kDataRefused;
    if (!options_.output.empty()) {
      parts_.files.write_atomically(options_.output, out);
    } else if (!accounts) {
      console_.out.write(out.data(), static_cast<std::streamsize>(out.size()));
    }
    if (to_ == nullptr && !options_.residue_file.empty()) {
      parts_.files.write_atomically(options_.residue_file, to_sidecar(carried_));
    }
    return any_refused_ ? kDataRefused : kFine;
  }

 private:
  bool find_face(const std::string& name, const pipeline::Face*& face) {
    if (name == kFhir) return true;
    face = bench_.library().find(name);
    if (face != nullptr) return true;
    std::string known = "fhir";
    for (const pipeline::Face& one : bench_.library().faces()) known += ", " + one.name;
    complain(console_, "face-unknown", fmt::format("There is no face \"{}\". Faces: {}.", name, known));
    return false;
  }

  bool find_faces() {
    if (!find_face(options_.from, from_) || !find_face(options_.to, to_)) return false;
    caller_ = Workbench::caller(from_ != nullptr ? from_->partner_kind : to_ != nullptr ? to_->partner_kind : "nhs");
    return true;
  }

  bool refuse(const fhir::Issues& issues, std::string_view file) {
    tell_all(console_, file, issues);
    return !issues.has_errors();
  }

  /// Towards FHIR the sidecar is written; else it is read, as far as it is about another face than the input's own.
  bool read_sidecar() {
    if (options_.residue_file.empty() || to_ == nullptr) return true;
    fhir::Issues issues;
    const auto carried = from_sidecar(parts_.files.read(options_.residue_file, kInputBytesMax), issues);
    if (!carried) return refuse(issues, options_.residue_file);
    const auto is_own = [this](const std::string& face) { return from_ != nullptr && face == from_->name; };
    for (const Carried::Item& item : carried->items) {
      if (!is_own(item.residue.face)) carried_.items.push_back(item);
    }
    for (const pipeline::CarriedFile& file : carried->files) {
      if (!is_own(file.face)) carried_.files.push_back(file);
    }
    return true;
  }

  bool import_fhir() {
    fhir::Issues issues;
    std::vector<fhir::Document> read = read_fhir_file(bytes_, bench_.definitions(), bench_.services().keyer, issues);
    if (issues.has_errors()) return refuse(issues, input_name_);
    std::vector<fhir::Document> documents;
    for (fhir::Document& document : read) {
      if (in_band_.is_file_resource(document.root())) {
        if (is_carrying()) carried_.files.push_back(in_band_.read_file_resource(document.root(), issues));
        continue;
      }
      const store::ResourceKey key{std::string(document.root().value()),
                                   std::string(document.root().child_value("id"))};
      for (pipeline::CarriedResidue& residue : in_band_.take(document, issues)) {
        if (is_carrying()) carried_.items.push_back({pipeline::to_text(key), std::move(residue)});
      }
      keys_.push_back(key);
      documents.push_back(std::move(document));
    }
    if (!refuse(issues, input_name_)) return false;
    if (!store_resources(bench_.services(), caller_.tenant, documents, issues)) return refuse(issues, input_name_);
    store_carried(bench_.services(), caller_.tenant, carried_);
    return true;
  }

  /// In-band residue counts unless a sidecar takes its place or none is wanted.
  bool is_carrying() const { return !options_.without_residue && (options_.residue_file.empty() || to_ == nullptr); }

  bool import_face() {
    store_carried(bench_.services(), caller_.tenant, carried_);
    pipeline::ImportOptions import_options;
    import_options.all_or_nothing = options_.all_or_nothing;
    if (console_.shows_progress) {
      import_options.progress = [this](std::uint64_t done, std::uint64_t total) {
        console_.err << '\r' << done << " of " << total << " read" << (done == total ? "\n" : "") << std::flush;
        return true;
      };
    }
    pipeline::Importer importer(bench_.services(), caller_, *from_);
    const auto journalled = importer.journal(bytes_, import_options);
    const pipeline::Receipt receipt = importer.run(journalled.exchange, bytes_, import_options);
    for (const pipeline::Receipt::Line& line : receipt.lines) {
      tell(console_, {input_name_, line.line, line.severity, line.code, line.column, line.reason});
    }
    if (receipt.lines_left_out > 0) {
      tell(console_, {input_name_, 0, "information", "more-problems", "",
                      fmt::format("{} further problems are not shown.", receipt.lines_left_out)});
    }
    any_refused_ = receipt.refused + receipt.held > 0;
    if (receipt.state != "done") return false;
    std::vector<std::string> types;
    for (const engine::PlanRole& role : from_->plan->roles) {
      if (std::ranges::find(types, role.type) == types.end()) types.push_back(role.type);
    }
    keys_ = keys_of_types(bench_.services(), caller_.tenant, types);
    const Period period = period_of_file(*from_, bytes_);
    file_period_ = {period.start, period.end};
    return true;
  }

  bool export_fhir(std::string& out) {
    std::vector<fhir::Document> documents = load_resources(bench_.services(), caller_.tenant, keys_);
    collect_residue();
    const bool in_band = !options_.without_residue && options_.residue_file.empty();
    std::multimap<std::string_view, const pipeline::CarriedResidue*> by_item;
    for (const Carried::Item& one : carried_.items) by_item.emplace(one.item, &one.residue);
    for (fhir::Document& document : documents) {
      if (from_ != nullptr) remove_stamp(document);
      if (!in_band) continue;
      const std::string item =
          std::string(document.root().value()) + "/" + std::string(document.root().child_value("id"));
      const auto [first, last] = by_item.equal_range(item);
      for (auto one = first; one != last; ++one) in_band_.add(document, *one->second);
    }
    if (in_band) {
      for (const pipeline::CarriedFile& file : carried_.files) documents.push_back(in_band_.file_resource(file));
    }
    const FhirForm form = options_.as_xml      ? FhirForm::xml
                          : options_.as_bundle ? FhirForm::json_bundle
                                               : FhirForm::lines;
    fhir::Issues issues;
    const std::string base = bench_.library().names().base();
    return write_fhir(documents, form, base, bench_.definitions(), out, issues) || refuse(issues, input_name_);
  }

  /// From a partner's face the importer has put the residue into the store; from FHIR it is at hand already.
  void collect_residue() {
    if (from_ == nullptr || options_.without_residue) return;
    std::vector<std::string> items;
    items.reserve(keys_.size());
    for (const store::ResourceKey& key : keys_) items.push_back(pipeline::to_text(key));
    carried_ = stored_carried(bench_.services(), caller_.tenant, {{caller_.partner, from_->name}}, items);
    for (pipeline::CarriedFile& file : carried_.files) {
      file.period_start = file_period_.start;
      file.period_end = file_period_.end;
    }
  }

  pipeline::ExportOptions export_options() const {
    pipeline::ExportOptions export_options;
    export_options.with_residue = !options_.without_residue;
    export_options.issuer = options_.issuer;
    export_options.period_start = options_.period_start.empty() ? period().start : options_.period_start;
    export_options.period_end = options_.period_end.empty() ? period().end : options_.period_end;
    return export_options;
  }

  /// The period of the file that went in, or that the FHIR file says its record came from.
  Period period() const {
    if (!file_period_.start.empty()) return file_period_;
    for (const pipeline::CarriedFile& file : carried_.files) {
      if (!file.period_start.empty()) return {file.period_start, file.period_end};
    }
    return {};
  }

  bool export_face(std::string& out) {
    caller_ = Workbench::caller(to_->partner_kind);
    const pipeline::ExportOptions terms = export_options();
    pipeline::Exporter exporter(bench_.services(), caller_, *to_);
    if (!options_.anchor.empty()) {
      const auto key = pipeline::parse_reference(options_.anchor);
      anchors_.assign(1, key.value_or(store::ResourceKey{"", options_.anchor}));
    } else {
      // A period that the person names picks what belongs to it; one that the file brought along only fills its
      // columns.
      pipeline::ExportOptions chosen = terms;
      if (options_.period_start.empty()) chosen.period_start.clear();
      if (options_.period_end.empty()) chosen.period_end.clear();
      anchors_ = exporter.all_anchors(chosen);
    }
    fhir::Issues issues;
    if (anchors_.empty()) {
      issues.error("nothing-to-write", "",
                   fmt::format("Nothing in this file starts a document of the face \"{}\".", to_->name));
    } else if (anchors_.size() > 1 && to_->media_type != "text/csv") {
      issues.error("several-documents", "",
                   fmt::format("The file holds {} documents and the format takes one. Choose one with --anchor, for "
                               "instance --anchor {}.",
                               anchors_.size(), pipeline::to_text(anchors_.front())));
    } else {
      engine::Ledger ledger;
      out = exporter.write_file(anchors_, terms, ledger, issues);
      any_refused_ |= issues.has_errors();
      const bool is_lost = issues.has_errors() && (options_.all_or_nothing || anchors_.size() == 1);
      tell_all(console_, input_name_, issues);
      return !is_lost;
    }
    return refuse(issues, input_name_);
  }

  bool account() {
    const pipeline::ExportOptions terms = export_options();
    std::vector<AccountLine> lines;
    if (from_ != nullptr) {
      pipeline::ExportOptions came_with = terms;
      came_with.period_start = file_period_.start;
      came_with.period_end = file_period_.end;
      lines = account_in(bench_.services(), Workbench::caller(from_->partner_kind), *from_, bytes_, came_with);
    }
    if (to_ != nullptr) {
      std::vector<AccountLine> out = account_out(bench_.services(), caller_, *to_, anchors_, terms);
      std::ranges::move(out, std::back_inserter(lines));
    }
    if (options_.shows_ledger) show_ledger(console_, lines);
    if (options_.explained_path.empty() || explain(console_, lines, options_.explained_path)) return true;
    complain(console_, "path-unknown",
             "No value went in or came out at this path. careway map --ledger lists the paths that there are.");
    return false;
  }

  const Parts& parts_;
  const Workbench& bench_;
  const MapOptions& options_;
  Console& console_;
  const pipeline::InBand in_band_;
  const std::string input_name_;
  const pipeline::Face* from_ = nullptr;  // null: FHIR
  const pipeline::Face* to_ = nullptr;    // null: FHIR
  pipeline::Caller caller_;
  std::string bytes_;
  std::vector<store::ResourceKey> keys_;     // resources of the record
  std::vector<store::ResourceKey> anchors_;  // documents written
  Carried carried_;
  Period file_period_;
  bool any_refused_ = false;
};

bool is_day(const std::string& text) {
  const auto date = fhir::PartialDate::parse(text);
  return date && date->is_day();
}

bool are_options_sound(const MapOptions& options, Console& console) {
  if (options.from.empty() || options.to.empty()) {
    complain(console, "option-missing", "Say which way: --from FACE --to FACE. careway faces lists the faces.");
    return false;
  }
  for (const std::string& date : {options.period_start, options.period_end}) {
    if (date.empty() || is_day(date)) continue;
    complain(console, "option-invalid", "A period starts and ends on a day, written like 2025-04-01.");
    return false;
  }
  if (options.without_residue && !options.residue_file.empty()) {
    complain(console, "option-invalid", "--no-residue and --residue cannot both be meant.");
    return false;
  }
  return true;
}

}  // namespace

std::string read_input(platform::Files& files, const std::string& path, Console& console) {
  if (path != "-") return files.read(path, kInputBytesMax);
  std::string bytes;
  std::array<char, 65536> buffer{};
  while (console.in.read(buffer.data(), buffer.size()), console.in.gcount() > 0) {
    bytes.append(buffer.data(), static_cast<std::size_t>(console.in.gcount()));
    if (bytes.size() > kInputBytesMax) {
      throw platform::Failure(platform::FailureKind::kTooLarge, false, "Standard input gives more than 4 GiB.");
    }
  }
  return bytes;
}

int run_map(const Parts& parts, const GlobalOptions& global, const MapOptions& options, Console& console) {
  if (!are_options_sound(options, console)) return kUsage;
  const auto bench = Workbench::open(parts, global, console);
  if (bench == nullptr) return kEnvironment;
  return Mapping(parts, *bench, options, console).run();
}

}  // namespace careway::command_line
