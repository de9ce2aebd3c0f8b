#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mappers/language/map.h"
#include "mappers/language/names.h"
#include "profiles/fhir/issue.h"

namespace careway::language {

/// Reads "person.identifier[system=nhs-number].value". Grammar:
///   path = word *("." step);  step = word *("[" predicate *("," predicate) "]")
///   predicate = child "=" value / value (after extension and modifierExtension only: the child is "url")
///   child = word *("." word);  value = any text without "," and "]", or anything within single quotes
/// A value that is a name is replaced by its URL. Reports "map-fhir-path" and "map-alias-unknown" (a lone value that is
/// neither a name nor a URL) and returns nothing.
std::optional<FhirPath> parse_fhir_path(std::string_view text, const Place& place, const Names& names,
                                        fhir::Issues& issues);

/// Reads a partner path. CSV: the whole text is the name of one column. XML and JSON: steps with "/"; "." has no steps;
/// "^/X" starts at the document's root and keeps "^" as its first step; "@x" may only be the last step. Reports
/// "map-partner-path".
std::optional<PartnerPath> parse_partner_path(std::string_view text, const Place& place, FormatKind format,
                                              fhir::Issues& issues);

/// The path as a person would write it, predicates with resolved values: equal text means the same slot.
std::string canonical_text(const FhirPath& path);

}  // namespace careway::language
