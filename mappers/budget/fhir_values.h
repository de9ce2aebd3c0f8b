#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mappers/budget/budget.h"
#include "mappers/language/names.h"
#include "profiles/definitions/definitions.h"
#include "profiles/fhir/document.h"

// Small pieces of FHIR that budgets and their inputs share.
namespace careway::budget {

/// The first extension of that URL (bare for the parts of a complex one), or an element that does not exist.
fhir::Element find_extension(fhir::Element element, std::string_view url);
/// The first code of that system in a CodeableConcept; empty when there is none.
std::string_view code_in(fhir::Element concept_element, std::string_view system);
/// "Patient/abc" of a Reference; empty when it is a logical one.
std::string_view reference_in(fhir::Element reference);
std::optional<fhir::CivilDate> day_in(fhir::Element date);
/// A decimal, exactly.
std::optional<Rational> number_in(fhir::Element decimal);
/// Exact pence of a Money in pounds; nothing when it has no value or is in another currency.
std::optional<Rational> pence_in(fhir::Element money);
/// The organisation that a Reference names by an identifier (la-code or ods-organization-code).
Party party_in(fhir::Element reference, const language::Names& names);

/// Code of cld-cost-frequency ("4-weekly"), and back. Nothing when the code is none of them.
std::string_view frequency_code(money::Frequency frequency);
std::optional<money::Frequency> frequency_of_code(std::string_view code);

/// "12.50"
std::string pounds_text(Pence pence);
/// A decimal with at least `scale_min` digits behind the point; nothing when there is none that is exact ("1/3").
std::optional<std::string> decimal_text(const Rational& value, int scale_min = 0);
/// "2026-04-01"
std::string day_text(fhir::CivilDate day);

/// Builds a FHIR tree; every node gets its entry. Not safe for concurrent use.
class TreeBuilder {
 public:
  TreeBuilder(fhir::Document& document, const definitions::Definitions& definitions, const language::Names& names,
              std::string_view resource_type);

  /// The name must be one that the definitions know.
  fhir::NodeIndex add(fhir::NodeIndex parent, std::string_view name);
  /// Nothing is written for an empty text.
  void value(fhir::NodeIndex parent, std::string_view name, std::string_view text);
  void number(fhir::NodeIndex parent, std::string_view name, std::string_view lexeme);
  void boolean(fhir::NodeIndex parent, std::string_view name, bool value);
  void money(fhir::NodeIndex parent, std::string_view name, std::string_view pounds);
  void concept_of(fhir::NodeIndex parent, std::string_view name, std::string_view system_alias, std::string_view code,
                  std::string_view text = {});
  void identifier(fhir::NodeIndex parent, std::string_view name, std::string_view system_alias, std::string_view text);
  void reference(fhir::NodeIndex parent, std::string_view name, std::string_view text);
  void party(fhir::NodeIndex parent, std::string_view name, const Party& party);
  void period(fhir::NodeIndex parent, std::string_view name, fhir::CivilDate from, fhir::CivilDate to);
  /// An extension by alias, or a part of one by its bare name.
  fhir::NodeIndex extension(fhir::NodeIndex parent, std::string_view alias);
  fhir::NodeIndex part(fhir::NodeIndex parent, std::string_view name);

  // Extensions with one value, left out when it is empty. `url` is a part's name or a resolved URL.
  void text_part(fhir::NodeIndex parent, std::string_view url, std::string_view text);
  void code_part(fhir::NodeIndex parent, std::string_view url, std::string_view system_alias, std::string_view code);
  void day_part(fhir::NodeIndex parent, std::string_view url, const std::optional<fhir::CivilDate>& day);
  void money_part(fhir::NodeIndex parent, std::string_view url, std::string_view pounds);
  void boolean_part(fhir::NodeIndex parent, std::string_view url, bool value);
  void reference_part(fhir::NodeIndex parent, std::string_view url, std::string_view text);

  [[nodiscard]] std::string url(std::string_view alias) const { return names_.resolve(alias); }

 private:
  fhir::Document& document_;
  const definitions::Definitions& definitions_;
  const language::Names& names_;
};

}  // namespace careway::budget
