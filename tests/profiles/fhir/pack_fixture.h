#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "profiles/definitions/definitions.h"
#include "profiles/fhir/document.h"
#include "profiles/fhir/json.h"
#include "profiles/fhir/limits.h"
#include "profiles/fhir/xml.h"

namespace careway::fhir {

/// The R4 pack of this build, opened once for the test program; starts the XML library too.
const definitions::Definitions& r4();

std::string read_file(const std::string& path);

/// A document and what was said while it was read.
struct Reading {
  std::optional<Document> document;
  Issues issues;
  explicit operator bool() const { return document.has_value(); }
  [[nodiscard]] Element root() const { return document->root(); }
};
Reading from_json(std::string_view bytes, const ReadLimits& limits = {});
Reading from_xml(std::string_view bytes, const ReadLimits& limits = {});
std::string to_json(Element resource, JsonStyle style = JsonStyle::compact);
/// Fails the test when something is wrong with the tree.
std::string to_xml(Element resource, bool pretty = false);

/// "code path@line:column" of every issue, one per line, so that a test sees whether anything else was found.
std::string told(const Issues& issues);
/// The same without the positions.
std::string codes(const Issues& issues);

}  // namespace careway::fhir
