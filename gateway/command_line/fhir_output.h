#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "profiles/definitions/definitions.h"
#include "profiles/fhir/document.h"
#include "profiles/fhir/issue.h"

namespace careway::command_line {

enum class FhirForm : std::uint8_t { lines, json_bundle, xml };

/// Writes resources: one JSON object a line, a Bundle in JSON, or XML (one resource as it is, several as a Bundle). A
/// Bundle is a collection whose entries have the addresses below `base`. False with issues when XML cannot hold a
/// text.
bool write_fhir(const std::vector<fhir::Document>& resources, FhirForm form, std::string_view base,
                const definitions::Definitions& definitions, std::string& out, fhir::Issues& issues);

}  // namespace careway::command_line
