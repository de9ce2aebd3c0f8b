#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "profiles/definitions/definitions.h"
#include "profiles/fhir/document.h"
#include "profiles/fhir/limits.h"

namespace careway::fhir {

/// Reads one FHIR resource from XML into the same tree as read_json: R4 section 2.6.1. No DTD, no entities beyond the five
/// and character references, namespaces FHIR and XHTML only. The narrative div keeps its source bytes. xml_platform_start
/// must have run once.
std::optional<Document> read_xml(std::string_view bytes, const definitions::Definitions& definitions, Issues& issues,
                                 const ReadLimits& limits = {});

/// Appends the resource as XML, elements in definition order. False with an issue when a narrative is not well-formed.
bool write_xml(Element resource, const definitions::Definitions& definitions, std::string& out, Issues& issues,
               bool pretty = false);

}  // namespace careway::fhir
