#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mappers/budget/calculate.h"
#include "mappers/language/names.h"
#include "profiles/definitions/definitions.h"
#include "profiles/fhir/issue.h"

namespace careway::command_line {

/// The streams that have a column of their own; any other is in the column "other".
inline constexpr std::array<std::string_view, 20> kCohortStreams = {"chc",
                                                                    "fnc",
                                                                    "s117-nhs",
                                                                    "s117-council",
                                                                    "joint-nhs",
                                                                    "childrens-continuing-care",
                                                                    "wheelchair",
                                                                    "adult-social-care",
                                                                    "adult-social-care-power",
                                                                    "carer",
                                                                    "childrens-social-care",
                                                                    "education",
                                                                    "grant-dfg",
                                                                    "grant-short-break",
                                                                    "grant-carer",
                                                                    "grant-other",
                                                                    "self-top-up",
                                                                    "third-party-top-up",
                                                                    "employer",
                                                                    "other"};

/// What one person of a cohort comes to.
struct CohortPerson {
  std::string key;
  std::uint64_t line = 0;  ///< of the input
  bool has_budget = false;
  budget::Amounts gross;
  budget::Amounts contribution;
  std::array<budget::Pence, kCohortStreams.size()> streams{};    ///< of the period
  std::vector<std::pair<std::string, budget::Amounts>> funders;  ///< by code; a stream without one by its own
  std::vector<std::pair<std::string, budget::Pence>> services;   ///< of the period, by service type
  fhir::Issues issues;
};

/// What all people of a cohort are worked out with. Immutable: safe for concurrent use while what it refers to lives.
struct CohortTerms {
  const definitions::Definitions& definitions;
  const language::Names& names;
  const budget::RateBook& rates;
  budget::Question question;
};

/// Works out the budget of one person from a Bundle with everything of theirs. `document` is working memory, used again
/// from person to person.
CohortPerson work_out_person(std::string_view bundle, std::uint64_t line, const CohortTerms& terms,
                             fhir::Document& document);

/// The head of the columns, and a person's row, of the cohort's CSV.
std::string cohort_header();
std::string cohort_row(const CohortPerson& person);

/// "1234.56"
std::string plain_amount(budget::Pence pence);

}  // namespace careway::command_line
