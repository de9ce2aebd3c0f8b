#include "profiles/validation/read_for_validation.h"

#include <utility>

#include "profiles/fhir/json.h"
#include "profiles/fhir/xml.h"

namespace careway::validation {
namespace {

using fhir::Issue;
using fhir::Issues;
using fhir::Severity;

bool looks_like_xml(std::string_view bytes) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
  // UTF-16 starts with a mark or has a zero beside its first character: the XML reader says what to do.
  const std::size_t first = bytes.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return false;
  return bytes[first] == '<' || (bytes[first] == '\0' && first + 1 < bytes.size() && bytes[first + 1] == '<');
}

// Comments and processing instructions are lost in XML, but nothing is wrong with them.
bool is_of_interest(const Issue& issue, const ReadChoices& choices) {
  if (issue.code == "json-comment") return !choices.json_comments_allowed;
  return issue.code != "xml-comment-dropped" && issue.code != "xml-instruction-dropped";
}

}  // namespace

bool read_for_validation(std::string_view bytes, const definitions::Definitions& definitions, fhir::Document& document,
                         Issues& issues, const ReadChoices& choices, const fhir::ReadLimits& limits) {
  Issues found;
  const bool stands = looks_like_xml(bytes) ? fhir::read_xml_tolerant(document, bytes, definitions, found, limits)
                                            : fhir::read_json_tolerant(document, bytes, definitions, found, limits);
  const std::size_t count = found.items().size();
  for (std::size_t i = 0; i < count; ++i) {
    Issue issue = found.items()[i];
    if (!is_of_interest(issue, choices)) continue;
    if (issue.code == "xml-order") issue.severity = Severity::error;  // FHIR R4, 2.6.1: the order is fixed
    if (!stands && i + 1 == count) {
      issue.severity = Severity::fatal;
      issue.path.clear();
    }
    issues.add(std::move(issue));
  }
  return stands;
}

}  // namespace careway::validation
