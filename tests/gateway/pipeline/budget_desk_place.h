#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/pipeline/budget_desk.h"
#include "gateway/pipeline/stored_resource.h"
#include "profiles/fhir/json.h"
#include "tests/gateway/pipeline/budget_people.h"
#include "tests/gateway/pipeline/place.h"

namespace careway::pipeline {

inline std::vector<std::string> codes(const fhir::Issues& issues) {
  std::vector<std::string> all;
  for (const fhir::Issue& issue : issues.items()) all.push_back(issue.code);
  return all;
}

inline std::vector<std::string> places(const fhir::Issues& issues) {
  std::vector<std::string> all;
  for (const fhir::Issue& issue : issues.items()) all.push_back(issue.code + "@" + issue.path);
  return all;
}

/// A person whose care the council and the ICB pay together, with all that a budget is worked out from.
class BudgetDeskTest : public PipelineTest {
 protected:
  void SetUp() override {
    put(budget_people::patient("p1", "9990000018"));
    put(budget_people::plan("plan1", "p1", "2026-04-06", "2027-04-04"));
    put(budget_people::rate("HC-1", "16.40"));
    // Ten hours of home support a week at the council's rate, all the council's.
    put(budget_people::line(
        {.id = "SR1", .patient_id = "p1", .plan_id = "plan1", .service = "home-support", .units = "10"}));
    put(budget_people::line({.id = "SR2",
                             .patient_id = "p1",
                             .plan_id = "plan1",
                             .service = "day-support",
                             .price = "100.00",
                             .shares = budget_people::share("joint-nhs", "percent", "60") + "," +
                                       budget_people::share("adult-social-care", "rest", "true")}));
    put(budget_people::stream("council", "p1", "adult-social-care", "la-code", "E09000033", "50.00"));
    put(budget_people::stream("icb", "p1", "joint-nhs", "ods-organization-code", "QWE"));
  }

  /// Stores a resource under its own id as its next version.
  void put(const std::string& json, bool deleted = false) {
    place_.clock().advance_microseconds(2'000'000);
    fhir::Issues issues;
    const auto library = released_library();
    auto document = fhir::read_json(json, library->definitions(), issues);
    ASSERT_TRUE(document) << issues.items().at(0).code << " " << issues.items().at(0).path << "\n" << json;
    const store::ResourceKey key{std::string(document->root().value()),
                                 std::string(document->root().child_value("id"))};
    const auto stored = place_.store().read("east", key);
    const std::uint64_t version = stored ? stored->version : 0;
    store::Batch batch;
    const store::SearchHasher hasher("east", place_.services().search_secret);
    if (deleted) {
      batch.resources.push_back({key, version, now(place_.services()), true, {}, {}, {}});
    } else {
      batch.resources.push_back(resource_write(*document, library->definitions(), library->identities(), hasher, key.id,
                                               version, now(place_.services())));
    }
    ASSERT_TRUE(place_.store().commit("east", batch).committed);
  }

  budget::Question question() {
    budget::Question question;
    question.issuer = {"la-code", "E09000033", "Example Council"};
    question.reference = "B-1";
    question.from = {2026, 4, 6};
    question.to = {2027, 4, 4};
    question.prices_as_of = {2026, 4, 6};
    question.year_factor = budget::Rational(52);
    question.prepared_by = {"Pat Preparer", "broker", "Example Council", fhir::CivilDate{2026, 1, 31}};
    return question;
  }

  budget::Question next_question(const std::string& reason) {
    budget::Question next = question();
    next.change_reason = reason;
    return next;
  }

  BudgetDesk desk() { return {place_.services(), council()}; }

  StoredBudget record_first() {
    fhir::Issues issues;
    auto stored = desk().record({"Patient", "p1"}, question(), 0, issues);
    EXPECT_TRUE(stored) << testing::PrintToString(places(issues));
    return stored ? std::move(*stored) : StoredBudget{};
  }

  static budget::Approval approval(std::string who, std::optional<budget::Pence> limit = {}) {
    budget::Approval approval;
    approval.kind = "financial";
    approval.by = {std::move(who), "head of service", "Example Council", fhir::CivilDate{2026, 2, 1}};
    approval.limit = limit;
    approval.outcome = "approved";
    return approval;
  }
};

}  // namespace careway::pipeline
