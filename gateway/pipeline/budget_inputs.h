#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/store/records.h"
#include "gateway/pipeline/services.h"
#include "profiles/fhir/document.h"
#include "profiles/fhir/issue.h"

namespace careway::pipeline {

/// The resources that a budget is worked out from, in the order in which they are read: the same list gives the same
/// budget.
struct BudgetInputs {
  struct Item {
    store::ResourceKey key;
    std::uint64_t version = 0;
    std::string body;
    fhir::Document document;
  };
  std::vector<Item> items;
  std::vector<store::ResourceKey> patients;  ///< the one asked about first, then the linked ones
  /// The Person by which they are linked, as it was read before anything else; nothing when the Patient stands alone.
  std::optional<store::Expectation> person;

  [[nodiscard]] std::vector<fhir::Element> elements() const;
  /// "Type/id/_history/version", one a line.
  [[nodiscard]] std::string list() const;
};

/// Loads for a Patient everything of the person (of linked Patients, too): CarePlans, lines (ServiceRequest), streams
/// (Coverage), determinations (Task), actual costs (ChargeItem). For a CarePlan: that plan, its own lines, and the rest
/// of the person without other plans and lines. What is entered in error, revoked or cancelled is left out. Nothing
/// with "not-found" or "budget-subject" (another type, or a plan of nobody).
std::optional<BudgetInputs> load_budget_inputs(const Services& services, const Caller& caller,
                                               const store::ResourceKey& subject, fhir::Issues& issues);

/// Loads exactly the versions of a list made by BudgetInputs::list. Nothing with "verify-inputs" (path: the reference)
/// when one is not there any more.
std::optional<BudgetInputs> load_budget_inputs(const Services& services, const Caller& caller, std::string_view list,
                                               fhir::Issues& issues);

/// Keyed digest over list and content of the inputs, hexadecimal: nobody without the deployment key can make it, and a
/// stored input that was altered shows.
std::string digest_of(const BudgetInputs& inputs, const engine::Keyer& keyer);

/// "Type/id/_history/3" taken apart; nothing for other text.
struct VersionedReference {
  store::ResourceKey key;
  std::uint64_t version = 0;
};
std::optional<VersionedReference> parse_versioned(std::string_view reference);

}  // namespace careway::pipeline
