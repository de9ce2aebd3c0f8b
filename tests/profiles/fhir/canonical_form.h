#pragma once

#include <string>
#include <string_view>

namespace careway::fhir {

/// JSON as one text that is equal for equal meaning: keys sorted, number lexemes as they stand, lists of nothing but
/// null left out (they only fill up). Reads with another library than the product. Throws std::runtime_error on bad
/// JSON.
std::string canonical_json(std::string_view json);

/// XML as one text that is equal for equal meaning: namespaces resolved, attributes sorted, blanks between elements,
/// comments outside the narrative and schema locations left out.
std::string canonical_xml(std::string_view xml);

}  // namespace careway::fhir
