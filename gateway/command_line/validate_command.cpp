#include "gateway/command_line/validate_command.h"

#include <fmt/format.h>

#include <ostream>

#include "gateway/command_line/progress.h"
#include "gateway/command_line/validated_input.h"
#include "gateway/command_line/validation_report.h"
#include "gateway/pipeline/loaded_packages.h"
#include "profiles/validation/read_for_validation.h"
#include "profiles/validation/validator.h"

namespace careway::command_line {
namespace {

ReportFormat format_of(const std::string& name, const Console& console) {
  if (name == "json") return ReportFormat::json;
  if (name == "junit") return ReportFormat::junit;
  if (name == "html") return ReportFormat::html;
  if (name == "text") return ReportFormat::text;
  return console.format == OutputFormat::json ? ReportFormat::json : ReportFormat::text;
}

class Validation {
 public:
  Validation(const Parts& parts, const definitions::Definitions& definitions, const pipeline::LoadedPackages& packages,
             const ValidateOptions& options, Console& console)
      : parts_(parts),
        definitions_(definitions),
        validator_(definitions, packages.set()),
        options_(options),
        console_(console),
        report_(make_report(format_of(options.format, console), console.out)) {
    if (!options.best_practice) choices_.best_practice = std::nullopt;
  }

  int run() {
    if (!are_profiles_known()) return kUsage;
    const auto inputs = find_inputs(parts_.files, options_.inputs);
    std::uint64_t total = 0;
    for (const InputFile& input : inputs) total += input.byte_count;
    std::uint64_t done = 0;
    for (const InputFile& input : inputs) {
      const platform::MappedFile file = read_validated(parts_.files, input, console_);
      for (const InputResource& resource : split_resources(file.text())) {
        check(input, resource);
        if (resource.line > 0) {
          progress_.show(done + static_cast<std::uint64_t>(resource.bytes.data() - file.text().data()), total);
        }
      }
      done += input.byte_count;
      progress_.show(done, total);
    }
    progress_.clear();
    report_->finish(totals_);
    return totals_.invalid == 0 ? kFine : kDataRefused;
  }

 private:
  // Otherwise each resource would be told wrong for what the command got wrong.
  bool are_profiles_known() {
    bool are_known = true;
    for (const std::string& profile : options_.profiles) {
      fhir::Issues issues;
      if (validator_.prepare(profile, issues)) continue;
      tell_all(console_, profile, issues);
      are_known = false;
    }
    if (!are_known) {
      complain(console_, "profile-unknown",
               "Nothing was validated. Name the canonical URL of a profile, and load its package with --package.");
    }
    return are_known;
  }

  void check(const InputFile& input, const InputResource& resource) {
    Verdict verdict;
    verdict.file = input.path == "-" ? "standard input" : input.path;
    verdict.line = resource.line;
    fhir::Issues found;
    if (validation::read_for_validation(resource.bytes, definitions_, document_, found)) {
      verdict.report = validator_.validate(document_.root(), options_.profiles, choices_, found);
    } else if (!input.was_named && found.has_code("json-no-resource-type")) {
      ++totals_.passed_over;
      return;
    }
    if (resource.line == 0) {
      verdict.findings = std::move(found);
    } else {
      for (fhir::Issue issue : found.items()) {
        issue.position.line = static_cast<std::uint32_t>(resource.line);
        verdict.findings.add(std::move(issue));
      }
    }
    totals_.add(verdict);
    progress_.clear();
    report_->add(verdict);
  }

  const Parts& parts_;
  const definitions::Definitions& definitions_;
  validation::Validator validator_;
  const ValidateOptions& options_;
  validation::Options choices_;
  Console& console_;
  std::unique_ptr<ValidationReport> report_;
  Progress progress_{console_};
  fhir::Document document_;
  Totals totals_;
};

}  // namespace

int run_validate(const Parts& parts, const GlobalOptions& global, const ValidateOptions& options, Console& console) {
  const GlobalOptions all = completed(global, parts.share_folder);
  const DefinitionsFile definitions(parts.files, all.definitions_file);
  fhir::Issues issues;
  const auto packages = pipeline::LoadedPackages::open(parts.files, package_paths(parts, options.packages), issues);
  tell_all(console, "packages", issues);
  if (issues.has_errors()) {
    complain(console, "package-unusable", "Nothing was validated, because a package could not be used.");
    return kUsage;
  }
  return Validation(parts, definitions.get(), *packages, options, console).run();
}

}  // namespace careway::command_line
