#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "profiles/definitions/definitions.h"
#include "profiles/fhir/document.h"
#include "profiles/fhir/limits.h"

namespace careway::fhir {

/// Reads one FHIR resource from JSON (UTF-8, a BOM is skipped) into a FHIR tree: R4 section 2.6.2. Arrays become
/// sibling nodes, `_name` objects become children of their primitive, numbers keep their lexeme, resourceType becomes
/// the node's value. Every node gets its definitions entry. Refuses: syntax, duplicate keys, unknown or misplaced
/// names, wrong JSON kinds, empty objects, arrays and strings, control characters, limits (README.md has the codes).
/// Returns nothing when there was an error.
std::optional<Document> read_json(std::string_view bytes, const definitions::Definitions& definitions, Issues& issues,
                                  const ReadLimits& limits = {});
/// The same into a document that is cleared first, so that its memory is used again. False when there was an error.
bool read_json_into(Document& document, std::string_view bytes, const definitions::Definitions& definitions,
                    Issues& issues, const ReadLimits& limits = {});

/// For those who want to know all that is wrong (the validator): reads as read_json_into and reports the same problems,
/// but goes on where it can. Comments, trailing commas and words without quotes are read ("json-comment",
/// "json-trailing-comma", "json-no-quotes"); a single value stands for a list of one and a list for its first item; a
/// primitive of the wrong JSON kind keeps its text. True when the text was read to its end, whatever was reported: then
/// the document holds all that could be understood.
bool read_json_tolerant(Document& document, std::string_view bytes, const definitions::Definitions& definitions,
                        Issues& issues, const ReadLimits& limits = {});

enum class JsonStyle { compact, pretty };
/// Appends the resource at `resource` (kind `resource`) as JSON, properties in definition order, so that the same
/// content always gives the same bytes. Works on any tree built with entries; nodes without an entry are looked up by
/// name, and names that no definition knows are written last rather than lost.
void write_json(Element resource, const definitions::Definitions& definitions, std::string& out,
                JsonStyle style = JsonStyle::compact);

}  // namespace careway::fhir
