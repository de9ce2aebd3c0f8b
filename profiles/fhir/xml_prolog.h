#pragma once

#include <cstddef>
#include <string_view>

#include "profiles/fhir/issue.h"

namespace careway::fhir {

/// Looks at the start of an XML document before any parser sees it: UTF-8 only ("xml-encoding"), XML 1.0 only
/// ("xml-version"), no DOCTYPE ("xml-doctype"). What else is wrong is left to the parser. True when the document may be
/// parsed; `start` is then the place behind the byte order mark.
bool check_xml_prolog(std::string_view bytes, std::size_t& start, Issues& issues);

/// Line and column (bytes, from 1) of an offset.
Position xml_position(std::string_view bytes, std::size_t offset);

}  // namespace careway::fhir
