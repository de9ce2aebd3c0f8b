#pragma once

#include <string_view>

#include "profiles/definitions/definitions.h"
#include "profiles/fhir/document.h"
#include "profiles/fhir/issue.h"
#include "profiles/fhir/limits.h"

namespace careway::validation {

/// What may stand in a file beside the resource.
struct ReadChoices {
  /// Comments in JSON (/* */ and //) are read over without a finding.
  bool json_comments_allowed = false;
};

/// Reads a resource to be validated: JSON or XML, told apart by the first character. Goes on behind problems, so that
/// the validator sees all that could be read; each problem becomes a finding with a FHIRPath place. True when there is
/// a tree to validate. Otherwise the last finding is fatal, and its place in the text is all that is known.
/// `document` is cleared first. xml_platform_start must have run once.
bool read_for_validation(std::string_view bytes, const definitions::Definitions& definitions, fhir::Document& document,
                         fhir::Issues& issues, const ReadChoices& choices = {}, const fhir::ReadLimits& limits = {});

}  // namespace careway::validation
