#include "gateway/pipeline/validators.h"

#include <algorithm>
#include <utility>

#include "profiles/fhir/element_path.h"

namespace careway::pipeline {

validation::Report Validators::validate(fhir::Element resource, std::span<const std::string> profiles,
                                        const validation::Options& options, fhir::Issues& issues) {
  std::unique_ptr<validation::Validator> validator;
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      validator = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (validator == nullptr) validator = std::make_unique<validation::Validator>(definitions_, packages_);
  validation::Report report = validator->validate(resource, profiles, options, issues);
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(validator));
  return report;
}

validation::Options crossing_options() {
  validation::Options options;
  options.best_practice = std::nullopt;
  options.unknown_extension = validation::Options::UnknownExtension::information;
  options.assume_valid_rest_references = true;
  return options;
}

bool validate_crossing(Validators& validators, Strictness strictness, fhir::Element resource,
                       std::span<const std::string> alternatives, fhir::Issues& issues) {
  if (strictness == Strictness::off) return true;
  fhir::Issues found;
  validators.validate(resource, alternatives.first(std::min<std::size_t>(alternatives.size(), 1)), crossing_options(),
                      found);
  for (std::size_t i = 1; i < alternatives.size() && found.has_errors(); ++i) {
    fhir::Issues other;
    validators.validate(resource, alternatives.subspan(i, 1), crossing_options(), other);
    if (other.error_count() < found.error_count()) found = std::move(other);
  }
  if (found.empty()) return true;
  const std::string place = fhir::expression_path(resource, validators.definitions());
  for (fhir::Issue issue : found.items()) {
    if (issue.severity == fhir::Severity::information) continue;
    const bool is_error = issue.severity == fhir::Severity::error || issue.severity == fhir::Severity::fatal;
    if (is_error && strictness == Strictness::report) issue.severity = fhir::Severity::warning;
    // A resource of a record stands beside others in one tree; the partner knows it by its type.
    if (issue.path.starts_with(place)) issue.path.replace(0, place.size(), resource.value());
    issues.add(std::move(issue));
  }
  return strictness == Strictness::report || !found.has_errors();
}

}  // namespace careway::pipeline
