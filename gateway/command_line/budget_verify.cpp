#include "gateway/command_line/budget_verify.h"

#include <fmt/format.h>

#include <ostream>

#include "gateway/command_line/budget_inputs.h"
#include "gateway/command_line/budget_server.h"
#include "gateway/command_line/map_command.h"
#include "gateway/command_line/stored_record.h"
#include "gateway/pipeline/budget_desk.h"
#include "gateway/pipeline/record_loader.h"
#include "mappers/budget/verify.h"

namespace careway::command_line {
namespace {

/// Works a statement's budget out again from files. It was asked for a person or for a plan, and with one kind of price
/// first; the page tells neither, so each is tried, and the first answer is what is told when none fits.
class FromFiles {
 public:
  FromFiles(const Workbench& bench, const BudgetVerifyOptions& options, const std::string& statement, Console& console)
      : bench_(bench), options_(options), statement_(statement), console_(console) {}

  int verify() {
    fhir::Issues unreadable;
    const auto origin = budget::read_statement(statement_, unreadable);
    if (!origin) {
      tell_all(console_, options_.statement, unreadable);
      return kDataRefused;
    }
    std::optional<fhir::Issues> first;
    for (const std::string& subject : {origin->patient, origin->plan}) {
      const auto key = pipeline::parse_reference(subject);
      if (!key) continue;
      for (const std::string_view prefer : {"historic", "average"}) {
        if (!options_.question.prefer.empty() && options_.question.prefer != prefer) continue;
        fhir::Issues issues;
        if (is_same(*key, question_of(*origin, prefer), issues)) return kFine;
        if (!first) first = std::move(issues);
      }
    }
    if (first) tell_all(console_, options_.statement, *first);
    return kDataRefused;
  }

 private:
  [[nodiscard]] budget::Question question_of(const budget::StatementOrigin& origin, std::string_view prefer) const {
    budget::Question question = origin.question;
    question.prepared_by.who = options_.question.prepared_by;
    question.prefer = prefer == "average" ? budget::Question::Prefer::average : budget::Question::Prefer::historic;
    return question;
  }

  bool is_same(const store::ResourceKey& subject, const budget::Question& question, fhir::Issues& issues) const {
    fhir::Issues found;
    const auto budget = pipeline::BudgetDesk(bench_.services(), budget_caller()).work_out(subject, question, found);
    if (budget) return budget::compare(statement_, *budget, issues);
    issues.append(found);
    return false;
  }

  const Workbench& bench_;
  const BudgetVerifyOptions& options_;
  const std::string& statement_;
  Console& console_;
};

int verify_stored(const Parts& parts, const GlobalOptions& global, const BudgetVerifyOptions& options,
                  const std::string& statement, Console& console) {
  const auto record = StoredRecord::open(parts, global, options.place, console);
  if (record == nullptr) return kEnvironment;
  fhir::Issues issues;
  const bool is_same = pipeline::BudgetDesk(record->services(), record->caller()).verify(statement, issues);
  tell_all(console, options.statement, issues);
  return is_same ? kFine : kDataRefused;
}

int verify(const Parts& parts, const GlobalOptions& global, const BudgetVerifyOptions& options, Console& console) {
  const std::string statement = read_input(parts.files, options.statement, console);
  if (!options.place.server.empty()) {
    return verify_at_server(parts, options.place, options.statement, statement, console);
  }
  if (!options.place.data_folder.empty()) return verify_stored(parts, global, options, statement, console);
  const auto bench = Workbench::open(parts, global, console);
  if (bench == nullptr) return kEnvironment;
  if (!take_inputs(parts, *bench, options.question.inputs, console)) return kDataRefused;
  return FromFiles(*bench, options, statement, console).verify();
}

}  // namespace

int run_budget_verify(const Parts& parts, const GlobalOptions& global, const BudgetVerifyOptions& options,
                      Console& console) {
  if (options.question.inputs.empty() && options.place.data_folder.empty() && options.place.server.empty()) {
    complain(console, "option-missing",
             "Say what to work it out from: --input FACE:FILE (as for calculate), --data FOLDER, or --to SERVER.");
    return kUsage;
  }
  const int status = verify(parts, global, options, console);
  if (status == kFine) console.out << "The statement is the same, byte for byte, as what is worked out now.\n";
  return status;
}

}  // namespace careway::command_line
