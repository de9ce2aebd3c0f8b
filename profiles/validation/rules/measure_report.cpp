#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "profiles/fhir/issue.h"
#include "profiles/validation/rules/rules.h"
#include "profiles/validation/rules/support.h"

namespace careway::validation {
namespace {

constexpr std::string_view kScoringSystem = "http://terminology.hl7.org/CodeSystem/measure-scoring";

/// Whether two CodeableConcepts mean the same: a coding in common, or the same text where one has no codings.
bool same_concept(fhir::Element a, fhir::Element b) {
  if (!a || !b) return false;
  bool both_coded = a.child("coding") && b.child("coding");
  for (const fhir::Element left : a) {
    if (left.name() != "coding") continue;
    for (const fhir::Element right : b) {
      if (right.name() == "coding" && left.child_value("code") == right.child_value("code") &&
          left.child_value("system") == right.child_value("system")) {
        return true;
      }
    }
  }
  return !both_coded && !a.child_value("text").empty() && a.child_value("text") == b.child_value("text");
}

/// The part of the measure that a part of the report stands for: the one with the same code, or the only one there is
/// when one of them has no code. A handle that does not exist when there is none.
fhir::Element counterpart(fhir::Element part, const std::vector<fhir::Element>& definitions, std::size_t siblings) {
  const fhir::Element code = part.child("code");
  for (const fhir::Element definition : definitions) {
    if (same_concept(code, definition.child("code"))) return definition;
  }
  if (definitions.size() == 1 && siblings == 1 && (!code || !definitions.front().child("code"))) {
    return definitions.front();
  }
  return {};
}

class ReportCheck {
 public:
  ReportCheck(fhir::Element report, fhir::Element measure, Run& run)
      : report_(report), measure_(measure), run_(run), type_(report.child_value("type")) {
    const fhir::Element scoring = measure.child("scoring");
    if (!scoring) return;
    for (const fhir::Element coding : scoring) {
      if (coding.name() == "coding" && coding.child_value("system") == kScoringSystem) {
        scoring_ = coding.child_value("code");
      }
    }
  }

  void check() {
    if (scoring_.empty()) {
      run_.report(fhir::Severity::information, "measure-report-scoring", report_.child("measure"),
                  "The measure does not say how it is scored, so scores are not checked.");
    }
    const auto definitions = children(measure_, "group");
    const auto groups = children(report_, "group");
    for (const fhir::Element group : groups) {
      const fhir::Element definition = counterpart(group, definitions, groups.size());
      if (!definition) {
        run_.error("measure-report-no-match", group, "The measure has no group with the code of this one.");
        continue;
      }
      check_score(group);
      check_parts(group, definition, "population");
      check_parts(group, definition, "stratifier");
    }
  }

 private:
  void check_score(fhir::Element group) {
    const fhir::Element score = group.child("measureScore");
    if (score && scoring_ == "cohort") {
      run_.error("measure-report-score", score, "A measure that is scored as a cohort has no score.");
    }
  }

  void check_parts(fhir::Element group, fhir::Element definition, std::string_view name) {
    const auto definitions = children(definition, name);
    const auto parts = children(group, name);
    for (const fhir::Element part : parts) {
      if (!counterpart(part, definitions, parts.size())) {
        run_.error("measure-report-no-match", part,
                   "The group of the measure has no " + std::string(name) + " with the code of this one.");
      }
      if (name == "population") check_population(part);
    }
  }

  /// R4 MeasureReport.group.population.subjectResults: for reports of type subject-list.
  void check_population(fhir::Element population) {
    if (type_ == "subject-list") return;
    if (population.child("subjectResults")) {
      run_.error("measure-report-population", population, "Only a report of type subject-list lists subjects.");
    }
    if (!population.child("count")) {
      run_.warning("measure-report-population", population,
                   "A report that is no subject-list should say the count of each population.");
    }
  }

  fhir::Element report_;
  fhir::Element measure_;
  Run& run_;
  std::string_view type_;
  std::string_view scoring_;
};

}  // namespace

void check_measure_report(fhir::Element resource, Run& run) {
  const fhir::Element link = resource.child("measure");
  if (!link || link.value().empty()) return;  // the cardinality says so
  fhir::Issues issues;
  const fhir::Element measure = link.value().starts_with('#')
                                    ? contained_resource(resource, link.value().substr(1))
                                    : run.structures().find_resource("Measure", link.value(), issues);
  if (!measure) {
    run.report(fhir::Severity::information, "measure-report-measure-unknown", resource,
               "The measure is not known here, so the report could not be checked against it.");
    return;
  }
  ReportCheck(resource, measure, run).check();
}

}  // namespace careway::validation
