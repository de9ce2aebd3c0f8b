#include "gateway/api/errors.h"

#include <gtest/gtest.h>

#include "tests/gateway/api/api_fixture.h"

namespace careway::api {
namespace {

TEST(Errors, CodesOfReadersShareARow) {
  EXPECT_EQ(error_row("json-syntax").status, 400);
  EXPECT_EQ(error_row("json-syntax").issue_type, "structure");
  EXPECT_EQ(error_row("limit-depth").status, 413);
  EXPECT_EQ(error_row("anything").status, 400);
}

TEST(Errors, TheFirstErrorGivesTheStatus) {
  fhir::Issues issues;
  issues.warning("not-found", "", "w");
  refuse(issues, "version-stale");
  refuse(issues, "not-found");
  EXPECT_EQ(status_of(issues), 412);
}

TEST(Errors, OutcomeIsFhirWhateverTheTextHolds) {
  fhir::Issues issues;
  issues.error("some-code", "Patient.name[0]", "a \"quoted\"\ttext\\", {3, 4});
  const fhir::Document outcome = parsed(operation_outcome_json(issues));
  const fhir::Element issue = outcome.root().child("issue");
  EXPECT_EQ(issue.child("details").child_value("text"), "a \"quoted\"\ttext\\");
  EXPECT_EQ(issue.child_value("expression"), "Patient.name[0]");
  EXPECT_EQ(issue.child_value("location"), "line 3, column 4");
  EXPECT_EQ(parsed(operation_outcome_json({})).root().child("issue").child_value("severity"), "information");
}

}  // namespace
}  // namespace careway::api
