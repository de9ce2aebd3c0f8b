#include "gateway/pipeline/person_facts.h"

#include <algorithm>
#include <array>

namespace careway::pipeline {
namespace {

/// Codes that say that an NHS number was verified: of the England value set, of the words it took the place of, and of
/// our own list.
constexpr std::array<std::string_view, 3> kVerified = {"01", "number-present-and-verified", "verified"};

/// Code of the first CodeableConcept, or simple text, of an extension whose URL speaks of the number's status. UK Core
/// has it at the identifier, the record of continuing healthcare at the Patient.
std::string_view status_of(fhir::Element place, std::string_view own_status) {
  for (fhir::Element extension : place) {
    if (extension.name() != "extension") continue;
    const std::string_view url = extension.child_value("url");
    if (!url.ends_with("NHSNumberVerificationStatus") && url != own_status) continue;
    for (fhir::Element value : extension) {
      if (!value.name().starts_with("value")) continue;
      for (fhir::Element coding : value) {
        if (coding.name() == "coding" && !coding.child_value("code").empty()) return coding.child_value("code");
      }
      return value.value();
    }
  }
  return {};
}

std::string digits_of(std::string_view text) {
  std::string digits;
  for (const char letter : text) {
    if (letter != ' ' && letter != '-') digits += letter;
  }
  return digits;
}

void add_words(std::string_view text, std::vector<std::string>& words) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

bool says_nobody(std::string_view surname) {
  const std::string folded = people::folded_name(surname);
  return folded.empty() || folded == "unknown" || folded == "notknown";
}

void add_issuer(std::string_view issuer, PersonFacts& facts) {
  if (issuer.empty() || std::ranges::find(facts.issuers, issuer) != facts.issuers.end()) return;
  facts.issuers.emplace_back(issuer);
}

std::string_view organisation_of(fhir::Element reference) {
  if (!reference) return {};
  const fhir::Element identifier = reference.child("identifier");
  return identifier ? identifier.child_value("value") : reference.child_value("reference");
}

}  // namespace

bool PersonFacts::shares_issuer(const PersonFacts& other) const {
  return std::ranges::any_of(issuers, [&](const std::string& issuer) {
    return std::ranges::find(other.issuers, issuer) != other.issuers.end();
  });
}

std::string PersonFacts::fingerprint() const {
  std::string all = demographics.birth_date + '\x1e' + std::to_string(static_cast<int>(demographics.gender));
  for (const people::Number& number : demographics.numbers) {
    all += '\x1f' + number.digits + (number.is_doubted ? '?' : '.');
  }
  for (const auto* list : {&demographics.surnames, &demographics.given_names, &demographics.postcodes, &issuers}) {
    all += '\x1e';
    for (const std::string& text : *list) all += '\x1f' + text;
  }
  return all;
}

people::Demographics demographics_of(fhir::Element patient) {
  people::Demographics found;
  for (fhir::Element child : patient) {
    if (child.name() == "birthDate") {
      found.birth_date = std::string(child.value());
    } else if (child.name() == "gender") {
      if (child.value() == "male") found.gender = people::Gender::male;
      if (child.value() == "female") found.gender = people::Gender::female;
    } else if (child.name() == "address") {
      if (const auto postcode = child.child_value("postalCode"); !postcode.empty()) {
        found.postcodes.emplace_back(postcode);
      }
    } else if (child.name() == "name") {
      if (const auto surname = child.child_value("family"); !says_nobody(surname)) {
        found.surnames.emplace_back(surname);
      }
      for (fhir::Element given : child) {
        if (given.name() == "given") add_words(given.value(), found.given_names);
      }
    }
  }
  return found;
}

PersonFacts person_facts(fhir::Element patient, const language::Names& names) {
  PersonFacts facts;
  facts.demographics = demographics_of(patient);
  const std::string_view nhs_number = names.find("nhs-number").value_or("");
  const std::array<std::string_view, 2> systems = {names.find("la-person").value_or(""),
                                                   names.find("icb-person").value_or("")};
  const std::string_view own_status = names.find("nhs-number-status").value_or("");
  const std::string_view status_of_all = status_of(patient, own_status);
  for (fhir::Element child : patient) {
    if (child.name() == "managingOrganization") add_issuer(organisation_of(child), facts);
    if (child.name() != "identifier") continue;
    const std::string_view system = child.child_value("system");
    const std::string_view value = child.child_value("value");
    if (system == nhs_number) {
      const std::string_view own = status_of(child, own_status);
      const std::string_view status = own.empty() ? status_of_all : own;
      const bool is_doubted = !status.empty() && std::ranges::find(kVerified, status) == kVerified.end();
      facts.demographics.numbers.push_back({digits_of(value), is_doubted});
      continue;
    }
    if (std::ranges::find(systems, system) != systems.end()) add_issuer(value.substr(0, value.find(':')), facts);
    add_issuer(organisation_of(child.child("assigner")), facts);
  }
  return facts;
}

}  // namespace careway::pipeline
