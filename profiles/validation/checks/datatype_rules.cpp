#include "profiles/validation/checks/datatype_rules.h"

#include <charconv>
#include <cstdint>

#include "profiles/fhir/issue.h"
#include "profiles/validation/checks/primitive_scan.h"
#include "profiles/validation/references.h"
#include "profiles/validation/rules/support.h"

namespace careway::validation {
namespace {

using fhir::Element;

// R4 2.24.0.5: size is the number of bytes before base64; without data and url there should be at least a type or a
// language, so that the reader knows what there would be.
void check_attachment(Element attachment, Run& run) {
  const std::string_view data = attachment.child_value("data");
  const std::string_view size = attachment.child_value("size");
  if (!data.empty() && !size.empty()) {
    const Base64Form form = base64_form(data);
    std::uint64_t stated = 0;
    const auto [end, error] = std::from_chars(size.data(), size.data() + size.size(), stated);
    const bool is_number = error == std::errc() && end == size.data() + size.size();
    if (form.is_good && is_number && stated != form.decoded_bytes) {
      run.error("attachment-size", attachment, "The size is not the number of bytes that the data hold.");
    }
  }
  for (const std::string_view child : {"data", "url", "contentType", "language"}) {
    if (attachment.child(child)) return;
  }
  run.warning("attachment-bare", attachment,
              "An attachment has data or a url; without them it should say its content type or language.");
}

// R4 4.3.3 (CodeSystem.status): a draft is for development and testing. FHIR's own systems are told; the copies that R4
// has of terminology.hl7.org are drafts too, but are published there.
void check_coding(Element coding, Run& run) {
  const std::string_view system = coding.child_value("system");
  if (!system.starts_with("http://hl7.org/fhir/") || coding.child_value("code").empty()) return;
  fhir::Issues issues;
  const Element code_system = run.structures().find_resource("CodeSystem", system, issues);
  if (code_system && code_system.child_value("status") == "draft") {
    run.report(fhir::Severity::information, "code-system-draft", coding, "The code system is a draft.");
  }
}

// R4 2.3.0.1: with references taken as good, they are [base]/[type]/[id] all the same.
void check_rest_type(Element reference, Run& run) {
  const std::string_view type = type_of_reference(reference.child_value("reference"));
  if (!type.empty() && !run.definitions().is_resource(type)) {
    run.error("reference-type-unknown", reference,
              "The reference names a type of resource that FHIR R4 does not have.");
  }
}

// R4 2.3.0.1: a relative literal reference is [type]/[id], perhaps with a version.
void check_reference_form(Element reference, Run& run) {
  const std::string_view url = reference.child_value("reference");
  if (url.find_first_of(" \t\r\n<>\"") != std::string_view::npos) {
    run.error("reference-invalid", reference, "This is no URL: it holds characters that no URL can have.");
    return;
  }
  // A single word may be anything that a server has under its base.
  if (url.find('/') == std::string_view::npos || url.starts_with('#') || is_absolute(url)) return;
  const std::size_t query = url.find('?');
  if (query != std::string_view::npos && run.definitions().is_resource(url.substr(0, query))) return;  // conditional
  const ReferenceParts parts = split_reference(url);
  if (run.definitions().is_resource(parts.type) && is_id(parts.id)) return;
  run.warning("reference-form", reference, "This is not the form of a reference (Patient/123). Check it.");
}

// R4 4.3.14: the system urn:ietf:rfc:3986 says that the value is a URI itself.
void check_identifier(Element identifier, Run& run) {
  if (identifier.child_value("system") != "urn:ietf:rfc:3986") return;
  const std::string_view value = identifier.child_value("value");
  if (!value.empty() && !is_absolute(value)) {
    run.error("identifier-not-uri", identifier, "With the system urn:ietf:rfc:3986 the value must be an absolute URI.");
  }
}

}  // namespace

void check_datatype(std::string_view type, Element element, Run& run) {
  if (type == "Reference") {
    check_reference_form(element, run);
    if (run.options().assume_valid_rest_references) check_rest_type(element, run);
  } else if (type == "Coding") {
    check_coding(element, run);
  } else if (type == "Identifier") {
    check_identifier(element, run);
  } else if (type == "Attachment") {
    check_attachment(element, run);
  }
}

}  // namespace careway::validation
