#pragma once

#include <string_view>

#include "profiles/definitions/definitions.h"
#include "profiles/fhir/issue.h"
#include "profiles/packages/structure.h"
#include "profiles/packages/structure_reader.h"

namespace careway::packages {

/// Where the problems of one structure go.
class MergeReport {
 public:
  MergeReport(std::string_view url, fhir::Issues& issues) : url_(url), issues_(issues) {}
  /// A statement that does not fit is left out ("structure-differential").
  void differential(std::string_view id, std::string_view text) { add("structure-differential", id, text); }
  void add(std::string_view code, std::string_view id, std::string_view text,
           fhir::Severity severity = fhir::Severity::warning);

 private:
  std::string_view url_;
  fhir::Issues& issues_;
};

/// Puts what a differential states over what the parent says. A profile may only narrow (R4 profiling.html 5.1.0): a
/// cardinality, type, binding or slicing that would widen is reported and left out; constraints add up. `is_new_slice`:
/// the element was just copied from the one that it slices, so its own minimum may be lower.
void merge_statement(ElementDefinition& element, const ElementStatement& statement, bool is_new_slice,
                     const definitions::Definitions& definitions, MergeReport& report);

/// True when `type` is `base` or derives from it ("Patient" from "Resource").
bool is_kind_of(const definitions::Definitions& definitions, std::string_view type, std::string_view base);

}  // namespace careway::packages
