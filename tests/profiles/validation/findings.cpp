#include "tests/profiles/validation/findings.h"

#include <gtest/gtest.h>

#include <span>

#include "profiles/validation/read_for_validation.h"
#include "tests/profiles/validation/suite_files.h"

namespace careway::validation {
namespace {

const packages::PackageSet& core() {
  static const packages::PackageSet set = [] {
    packages::PackageSet made;
    fhir::Issues issues;
    EXPECT_TRUE(made.add_pack(std::as_bytes(std::span(core_conformance_pack())), issues));
    return made;
  }();
  return set;
}

}  // namespace

Options plain_options() {
  Options options;
  options.best_practice.reset();
  return options;
}

std::string findings(std::string_view bytes, const Options& options) {
  fhir::Issues issues;
  fhir::Document document;
  if (read_for_validation(bytes, suite_definitions(), document, issues)) {
    Validator(suite_definitions(), core()).validate(document.root(), {}, options, issues);
  }
  std::string lines;
  for (const fhir::Issue& issue : issues.items()) {
    lines.append(fhir::to_text(issue.severity)).append(" ").append(issue.code);
    if (!issue.path.empty()) lines.append(" ").append(issue.path);
    lines.append("\n");
  }
  return lines;
}

}  // namespace careway::validation
