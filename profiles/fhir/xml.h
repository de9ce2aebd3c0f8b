#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "profiles/definitions/definitions.h"
#include "profiles/fhir/document.h"
#include "profiles/fhir/limits.h"

namespace careway::fhir {

/// Reads one FHIR resource from XML into the same tree as read_json: R4 section 2.6.1. No DTD, no entities beyond the
/// five and character references, namespaces FHIR and XHTML only. The narrative div keeps its source bytes.
/// xml_platform_start must have run once. Comments and processing instructions outside the narrative are dropped with
/// an information issue; elements out of order are read with a warning. Returns nothing when there was an error.
std::optional<Document> read_xml(std::string_view bytes, const definitions::Definitions& definitions, Issues& issues,
                                 const ReadLimits& limits = {});
/// The same into a document that is cleared first, so that its memory is used again. False when there was an error.
bool read_xml_into(Document& document, std::string_view bytes, const definitions::Definitions& definitions,
                   Issues& issues, const ReadLimits& limits = {});

/// For those who want to know all that is wrong (the validator): reads as read_xml_into and reports the same problems,
/// but keeps what it can. An element given too often and a value that is no number or boolean are kept and not
/// reported: the check of the definitions does that. True when the text was read to its end, whatever was reported.
bool read_xml_tolerant(Document& document, std::string_view bytes, const definitions::Definitions& definitions,
                       Issues& issues, const ReadLimits& limits = {});

/// Appends the resource as XML, elements in definition order. False with an issue, and nothing appended, when a
/// narrative is not one well-formed div ("xml-narrative"), a text holds a character outside XML 1.0 ("xml-character")
/// or an unknown name is no XML name ("xml-name").
bool write_xml(Element resource, const definitions::Definitions& definitions, std::string& out, Issues& issues,
               bool pretty = false);

}  // namespace careway::fhir
