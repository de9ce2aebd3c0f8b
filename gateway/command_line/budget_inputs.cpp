#include "gateway/command_line/budget_inputs.h"

#include <fmt/format.h>

#include <algorithm>

#include "gateway/command_line/fhir_input.h"
#include "gateway/command_line/map_command.h"
#include "gateway/command_line/memory_record.h"
#include "gateway/pipeline/importer.h"
#include "gateway/pipeline/in_band.h"
#include "gateway/pipeline/person_linker.h"
#include "gateway/pipeline/person_links.h"
#include "gateway/pipeline/record_loader.h"

namespace careway::command_line {
namespace {

constexpr std::string_view kFhir = "fhir";

/// Takes one file.
class Taking {
 public:
  Taking(const Parts& parts, const InputTerms& terms, Console& console)
      : parts_(parts), terms_(terms), console_(console) {}

  bool take(const std::string& input) {
    const std::size_t colon = input.find(':');
    if (colon == std::string::npos || colon == 0 || colon + 1 == input.size()) {
      complain(console_, "input-invalid",
               "Name an input as FACE:FILE, for instance fhir:bundle.json or rates:rates.csv.");
      return false;
    }
    const std::string name = input.substr(0, colon);
    file_ = input.substr(colon + 1);
    const pipeline::Face* face = name == kFhir ? nullptr : terms_.library.find(name);
    if (face == nullptr && name != kFhir) {
      complain(console_, "face-unknown", fmt::format("There is no face \"{}\". careway faces lists them.", name));
      return false;
    }
    const std::string bytes = read_input(parts_.files, file_, console_);
    return face == nullptr ? take_fhir(bytes) : take_face(*face, bytes);
  }

 private:
  bool take_fhir(const std::string& bytes) {
    fhir::Issues issues;
    std::vector<fhir::Document> documents =
        read_fhir_file(bytes, terms_.library.definitions(), terms_.services.keyer, issues);
    const pipeline::InBand in_band(terms_.library.definitions(), terms_.library.names().base());
    std::erase_if(documents, [&](const fhir::Document& one) { return in_band.is_file_resource(one.root()); });
    for (fhir::Document& document : documents) in_band.take(document, issues);
    if (!issues.has_errors()) {
      store_resources(terms_.services, terms_.caller.tenant, documents, issues);
    }
    tell_all(console_, file_, issues);
    return !issues.has_errors();
  }

  bool take_face(const pipeline::Face& face, const std::string& bytes) {
    const pipeline::ImportOptions options;
    pipeline::Caller caller = terms_.caller;
    caller.partner_kind = face.partner_kind;
    pipeline::Importer importer(terms_.services, caller, face);
    const auto journalled = importer.journal(bytes, options);
    const pipeline::Receipt receipt = importer.run(journalled.exchange, bytes, options);
    for (const pipeline::Receipt::Line& line : receipt.lines) {
      tell(console_, {file_, line.line, line.severity, line.code, line.column, line.reason});
    }
    return receipt.state == "done" && receipt.refused + receipt.held == 0;
  }

  const Parts& parts_;
  const InputTerms& terms_;
  Console& console_;
  std::string file_;
};

/// Finds out who is one person with whom among all that was taken in.
void link_people(const InputTerms& terms) {
  pipeline::PersonLinker linker(terms.services, terms.caller);
  const std::vector<store::ResourceKey> keys = keys_of_types(terms.services, terms.caller.tenant, {"Patient"});
  for (const auto& patient : terms.services.store.read_many(terms.caller.tenant, keys)) {
    if (patient && !patient->deleted) linker.note_again(*patient);
  }
  store::Batch batch;
  const auto held = linker.examine(batch, pipeline::now(terms.services));
  if (!batch.resources.empty()) terms.services.store.commit(terms.caller.tenant, batch);
}

/// Whether it is the resource ("Type/id") or carries the identifier, with or without its system ("system|value").
bool is_named(fhir::Element resource, std::string_view name) {
  const std::string reference = std::string(resource.value()) + "/" + std::string(resource.child_value("id"));
  if (name == reference) return true;
  for (fhir::Element identifier : resource) {
    if (identifier.name() != "identifier") continue;
    const std::string_view value = identifier.child_value("value");
    if (value == name) return true;
    if (name == std::string(identifier.child_value("system")) + "|" + std::string(value)) return true;
  }
  return false;
}

}  // namespace

bool take_inputs(const Parts& parts, const InputTerms& terms, const std::vector<std::string>& inputs,
                 Console& console) {
  Taking taking(parts, terms, console);
  // All of them, so that one run tells what is wrong with each.
  const auto refused = std::ranges::count_if(inputs, [&](const std::string& input) { return !taking.take(input); });
  if (refused > 0) return false;
  link_people(terms);
  return true;
}

bool take_inputs(const Parts& parts, const Workbench& bench, const std::vector<std::string>& inputs, Console& console) {
  return take_inputs(parts, {bench.services(), bench.library(), budget_caller()}, inputs, console);
}

pipeline::Caller budget_caller() {
  return Workbench::caller("nhs");
}

std::optional<store::ResourceKey> find_subject(const Workbench& bench, const BudgetQuestionOptions& options,
                                               Console& console) {
  const pipeline::Caller caller = budget_caller();
  const std::string type = options.plan.empty() ? "Patient" : "CarePlan";
  const std::string& name = options.plan.empty() ? options.person : options.plan;
  const std::vector<store::ResourceKey> keys = keys_of_types(bench.services(), caller.tenant, {type});
  std::vector<store::ResourceKey> meant;
  for (const fhir::Document& document : load_resources(bench.services(), caller.tenant, keys)) {
    if (!name.empty() && !is_named(document.root(), name)) continue;
    meant.push_back({type, std::string(document.root().child_value("id"))});
  }
  if (meant.empty()) {
    complain(console, "budget-subject", fmt::format("The input holds no such {}.", type));
    return std::nullopt;
  }
  // One person may stand in the files of several partners.
  const std::vector<store::ResourceKey> one = pipeline::linked_patients(bench.services(), caller, meant.front());
  const bool are_one = std::ranges::all_of(
      meant, [&](const store::ResourceKey& key) { return std::ranges::find(one, key) != one.end(); });
  if (are_one) return meant.front();
  std::string known;
  for (std::size_t i = 0; i < std::min<std::size_t>(meant.size(), 5); ++i) {
    known += (i == 0 ? "" : ", ") + pipeline::to_text(meant[i]);
  }
  complain(console, "budget-subject",
           fmt::format("The input holds {} of the type {}. Say which with {}: {} ...", meant.size(), type,
                       options.plan.empty() ? "--person" : "--plan", known));
  return std::nullopt;
}

std::optional<fhir::CivilDate> day_of(const std::string& text) {
  const auto date = fhir::PartialDate::parse(text);
  if (!date || !date->is_day()) return std::nullopt;
  return date->first_day();
}

std::optional<budget::Question> make_question(const BudgetQuestionOptions& options, Console& console) {
  budget::Question question;
  const auto from = day_of(options.period_start);
  const auto to = day_of(options.period_end);
  const auto as_of = options.prices_as_of.empty() ? from : day_of(options.prices_as_of);
  if (!from || !to || !as_of || *to < *from) {
    complain(
        console, "option-invalid",
        "Say the period with --period-start and --period-end (and, where prices are of another day, --as-of), each a "
        "day written like 2026-04-01.");
    return std::nullopt;
  }
  question.from = *from;
  question.to = *to;
  question.prices_as_of = *as_of;
  const auto year_factor = budget::Rational::parse(options.year_factor);
  if (!year_factor || (*year_factor != budget::Rational(52) && *year_factor != budget::Rational(365, 7))) {
    complain(console, "option-invalid", "A year counts as 52 or 365/7 weeks.");
    return std::nullopt;
  }
  question.year_factor = *year_factor;
  question.rounding = options.rounding == "half-even" ? money::Rounding::half_even : money::Rounding::half_up;
  question.issuer.code = options.issuer;
  // The ONS code of an authority: a letter for the country and eight digits.
  const bool is_authority = options.issuer.size() == 9 &&
                            std::string_view("EWSN").find(options.issuer.front()) != std::string_view::npos &&
                            std::ranges::all_of(options.issuer.begin() + 1, options.issuer.end(),
                                                [](char c) { return c >= '0' && c <= '9'; });
  question.issuer.system_alias = is_authority ? "la-code" : "ods-organization-code";
  question.reference = options.reference;
  question.prefer =
      options.prefer == "average" ? budget::Question::Prefer::average : budget::Question::Prefer::historic;
  question.prepared_by.who = options.prepared_by;
  return question;
}

}  // namespace careway::command_line
