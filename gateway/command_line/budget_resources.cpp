#include "gateway/command_line/budget_resources.h"

#include "gateway/command_line/budget_inputs.h"
#include "gateway/command_line/budget_source.h"
#include "gateway/command_line/memory_record.h"
#include "gateway/pipeline/budget_inputs.h"
#include "gateway/pipeline/record_loader.h"
#include "mappers/budget/rate_rows.h"
#include "mappers/budget/resources_page.h"
#include "profiles/fhir/json.h"

namespace careway::command_line {
namespace {

/// One record, read as it was at the versions that are named.
class Stored {
 public:
  explicit Stored(const StoredRecord& record) : record_(record), library_(record.services().library()) {}

  std::optional<fhir::Document> read(std::string_view reference) const {
    store::Store& store = record_.services().store;
    std::optional<store::Resource> stored;
    if (const auto versioned = pipeline::parse_versioned(reference)) {
      stored = store.read_version(record_.caller().tenant, versioned->key, versioned->version);
    } else if (const auto key = pipeline::parse_reference(reference)) {
      stored = store.read(record_.caller().tenant, *key);
    }
    if (!stored || stored->deleted) return std::nullopt;
    fhir::Issues unreadable;
    return fhir::read_json(stored->body, library_->definitions(), unreadable);
  }

  std::optional<budget::ResourcesStatement> statement(const std::string& reference, fhir::Issues& issues) const {
    const auto list = read(reference);
    if (!list || list->root().value() != "List") {
      issues.error("not-found", reference, "There is no such statement of resources.");
      return std::nullopt;
    }
    budget::ResourcesStatement resources;
    resources.reference = reference;
    std::vector<fhir::Document> documents;
    for (const fhir::Element child : list->root()) {
      if (child.name() == "identifier") resources.key = child.child_value("value");
      const fhir::Element item = child.name() == "entry" ? child.child("item") : fhir::Element();
      if (!item) continue;
      auto row = read(item.child_value("reference"));
      if (row) {
        documents.push_back(std::move(*row));
      } else {
        issues.warning("not-found", item.child_value("reference"), "This rate row is not there any more.");
      }
    }
    std::vector<fhir::Element> elements;
    for (const fhir::Document& document : documents) elements.push_back(document.root());
    resources.rows =
        budget::without_small_averages(budget::read_rate_rows(elements, library_->names(), issues), issues);
    return resources;
  }

 private:
  const StoredRecord& record_;
  std::shared_ptr<const pipeline::FaceLibrary> library_;
};

int print(const Parts& parts, const BudgetResourcesOptions& options,
          const std::optional<budget::ResourcesStatement>& resources, const fhir::Issues& issues, Console& console) {
  tell_all(console, "resources", issues);
  if (!resources || issues.has_errors()) return kDataRefused;
  const auto format = options.format == "html" ? budget::StatementFormat::html : budget::StatementFormat::text;
  write_output(parts, options.output, budget::render_resources(*resources, format), console);
  return kFine;
}

}  // namespace

int run_budget_resources(const Parts& parts, const GlobalOptions& global, const BudgetResourcesOptions& options,
                         Console& console) {
  fhir::Issues issues;
  if (!options.place.data_folder.empty()) {
    const auto record = StoredRecord::open(parts, global, options.place, console);
    if (record == nullptr) return kEnvironment;
    const auto resources = Stored(*record).statement(options.list, issues);
    return print(parts, options, resources, issues, console);
  }
  if (options.inputs.empty()) {
    complain(console, "option-missing", "Name rate tables with --input rates:FILE, or a stored List with --data.");
    return kUsage;
  }
  const auto bench = Workbench::open(parts, global, console);
  if (bench == nullptr) return kEnvironment;
  if (!take_inputs(parts, *bench, options.inputs, console)) return kDataRefused;
  const std::string tenant = budget_caller().tenant;
  const std::vector<fhir::Document> documents =
      load_resources(bench->services(), tenant, keys_of_types(bench->services(), tenant, {"ChargeItemDefinition"}));
  std::vector<fhir::Element> elements;
  for (const fhir::Document& document : documents) elements.push_back(document.root());
  budget::ResourcesStatement resources;
  resources.rows =
      budget::without_small_averages(budget::read_rate_rows(elements, bench->library().names(), issues), issues);
  return print(parts, options, resources, issues, console);
}

}  // namespace careway::command_line
