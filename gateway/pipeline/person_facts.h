#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mappers/language/names.h"
#include "mappers/people/demographics.h"
#include "profiles/fhir/document.h"

namespace careway::pipeline {

/// What of a Patient counts when people are linked.
struct PersonFacts {
  people::Demographics demographics;
  /// Codes of those who issued the record: the authority or organisation in front of the local id, an identifier's
  /// assigner, the managing organisation. Empty: nobody says so.
  std::vector<std::string> issuers;

  /// True when one of the issuers is the same.
  [[nodiscard]] bool shares_issuer(const PersonFacts& other) const;
  /// Changes whenever anything above does.
  [[nodiscard]] std::string fingerprint() const;
};

/// Surnames and full birth dates alone, which need no names of systems: for the search key of demographics.
people::Demographics demographics_of(fhir::Element patient);

/// The facts of a Patient; `names` says which system is the NHS number's and which are ours.
PersonFacts person_facts(fhir::Element patient, const language::Names& names);

}  // namespace careway::pipeline
