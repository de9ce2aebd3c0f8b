#include "profiles/validation/checks/primitive_format.h"

#include <array>

#include "profiles/fhir/byte_scan.h"
#include "profiles/validation/checks/primitive_scan.h"
#include "profiles/validation/references.h"

namespace careway::validation {
namespace {

using fhir::Element;
using fhir::Severity;

constexpr std::string_view kFormat = "primitive-format";
// R4 2.24.0.1: strings SHALL NOT exceed 1 MB in size.
constexpr std::size_t kStringBytesMax = 1024 * 1024;
// R4 2.24.0.1: at least 18 significant digits are carried.
constexpr std::size_t kDecimalDigitsMax = 18;
// A year outside is more likely a slip of the keyboard than a date of somebody's care. No clock decides: a resource is
// judged alike today and in ten years.
constexpr std::string_view kYearMin = "1800";
constexpr std::string_view kYearMax = "2199";

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

void format_error(Element element, Run& run, std::string_view text) {
  run.error(kFormat, element, text);
}

void check_year(Element element, Run& run) {
  const std::string_view year = element.value().substr(0, 4);
  if (year >= kYearMin && year <= kYearMax) return;
  run.warning("date-unlikely", element, "The year lies far in the past or future. Check it for a typing error.");
}

void check_date(std::string_view value, Element element, Run& run) {
  if (!is_date(value)) {
    format_error(element, run, "This is not a date (2026, 2026-03 or 2026-03-31, a day of the calendar).");
    return;
  }
  check_year(element, run);
}

void check_date_time(std::string_view value, Element element, Run& run) {
  const DateTimeForm form = date_time_form(value);
  if (!form.is_good) {
    format_error(element, run, "This is not a date or time (2026, 2026-03-31 or 2026-03-31T09:30:00+01:00).");
    return;
  }
  if (form.has_time && !form.has_zone) {
    run.error("date-without-zone", element, "A date with a time must have a time zone (Z or +01:00).");
    return;
  }
  check_year(element, run);
}

void check_instant(std::string_view value, Element element, Run& run) {
  if (is_instant(value)) {
    check_year(element, run);
  } else {
    format_error(element, run, "This is not an instant (2026-03-31T09:30:00.123+01:00, with seconds and zone).");
  }
}

void check_time(std::string_view value, Element element, Run& run) {
  if (!is_time(value)) format_error(element, run, "This is not a time (09:30:00, without a zone).");
}

void check_boolean(std::string_view value, Element element, Run& run) {
  if (value != "true" && value != "false") format_error(element, run, "The value must be true or false.");
}

void check_integer(std::string_view value, Element element, Run& run) {
  if (!is_integer(value)) format_error(element, run, "This is not a whole number of 32 bits.");
}

void check_unsigned(std::string_view value, Element element, Run& run) {
  if (!is_integer(value) || value.starts_with('-')) {
    format_error(element, run, "This is not a whole number of 0 or more (32 bits).");
  }
}

void check_positive(std::string_view value, Element element, Run& run) {
  if (!is_integer(value) || value.starts_with('-') || value == "0" || value == "+0") {
    format_error(element, run, "This is not a whole number of 1 or more (32 bits).");
  }
}

void check_decimal(std::string_view value, Element element, Run& run) {
  if (!fhir::is_json_number(value)) {
    format_error(element, run, "This is not a number as FHIR writes it (1.5, -3, 2e6).");
  } else if (significant_digits(value) > kDecimalDigitsMax) {
    run.warning("decimal-precision", element, "The number has more digits than every receiver must keep (18).");
  }
}

void check_string(std::string_view value, Element element, Run& run) {
  if (is_space(value.front()) || is_space(value.back())) {
    run.warning("string-padded", element, "The text starts or ends with white space.");
  }
  if (value.size() > kStringBytesMax)
    run.error("string-too-long", element, "The text is longer than FHIR allows (1 MB).");
}

void check_markdown(std::string_view value, Element element, Run& run) {
  if (value.size() > kStringBytesMax)
    run.error("string-too-long", element, "The text is longer than FHIR allows (1 MB).");
  if (has_html_in_markdown(value)) {
    run.warning("html-in-markdown", element, "The markdown holds what looks like an HTML tag: readers will escape it.");
  }
}

void check_code(std::string_view value, Element element, Run& run) {
  if (!is_code(value)) format_error(element, run, "A code has no spaces at its ends and single spaces only inside.");
}

void check_id(std::string_view value, Element element, Run& run) {
  if (!is_id(value))
    format_error(element, run, "An id has 1 to 64 letters, digits, dashes and points (A-Z a-z 0-9 - .).");
}

void check_base64(std::string_view value, Element element, Run& run) {
  const Base64Form form = base64_form(value);
  if (!form.is_good) {
    format_error(element, run, "This is not base64.");
  } else if (form.has_white_space) {
    run.warning("base64-white-space", element, "The base64 holds white space, which not every reader accepts.");
  }
}

void check_urn(std::string_view value, Element element, Run& run) {
  if (value.starts_with("urn:uuid:")) {
    std::string_view uuid = value.substr(std::string_view("urn:uuid:").size());
    uuid = uuid.substr(0, uuid.find_first_of("#|"));
    if (!is_uuid(uuid)) format_error(element, run, "This is not a UUID in lower case behind urn:uuid:.");
  } else if (value.starts_with("urn:oid:")) {
    std::string_view oid = value.substr(std::string_view("urn:oid:").size());
    oid = oid.substr(0, oid.find_first_of("#|"));
    if (!is_oid(oid)) format_error(element, run, "This is not an OID behind urn:oid:.");
  }
}

// uri and the types based on it.
void check_uri(std::string_view value, Element element, Run& run) {
  if (value.find_first_of(" \t\r\n") != std::string_view::npos) {
    format_error(element, run, "A URI holds no white space.");
  } else if (value.starts_with("oid:") || value.starts_with("uuid:")) {
    format_error(element, run, "OIDs and UUIDs are written with urn:oid: and urn:uuid: before them.");
  } else {
    check_urn(value, element, run);
  }
  if (!run.options().examples_allowed && is_example_url(value)) {
    run.error("example-url", element, "URLs for examples (example.org) have no place here.");
  }
}

void check_canonical(std::string_view value, Element element, Run& run) {
  check_uri(value, element, run);
  if (!value.starts_with('#') && !is_absolute(value)) {
    run.error("canonical-relative", element,
              "A canonical is an absolute URL, or # and the id of a contained resource.");
  } else if (run.options().tell_unknown_canonicals && !value.starts_with('#') &&
             run.structures().packages().find({}, value) == nullptr) {
    run.report(Severity::information, "canonical-unknown", element, "What the canonical names is not loaded here.");
  }
}

void check_oid(std::string_view value, Element element, Run& run) {
  check_uri(value, element, run);
  if (!value.starts_with("urn:oid:")) format_error(element, run, "An OID starts with urn:oid:.");
}

void check_uuid(std::string_view value, Element element, Run& run) {
  check_uri(value, element, run);
  if (!value.starts_with("urn:uuid:")) format_error(element, run, "A UUID starts with urn:uuid:.");
}

struct Form {
  std::string_view type;
  void (*check)(std::string_view value, Element element, Run& run);
  bool may_hold_tags;  ///< markup in it is looked for
};

constexpr auto kForms = std::to_array<Form>({
    {"string", check_string, true},
    {"code", check_code, true},
    {"uri", check_uri, true},
    {"dateTime", check_date_time, false},
    {"id", check_id, true},
    {"boolean", check_boolean, false},
    {"decimal", check_decimal, false},
    {"date", check_date, false},
    {"canonical", check_canonical, true},
    {"instant", check_instant, false},
    {"url", check_uri, true},
    {"integer", check_integer, false},
    {"positiveInt", check_positive, false},
    {"unsignedInt", check_unsigned, false},
    {"markdown", check_markdown, true},
    {"base64Binary", check_base64, false},
    {"time", check_time, false},
    {"oid", check_oid, true},
    {"uuid", check_uuid, true},
});

void check_tags(std::string_view value, bool is_markdown, Element element, Run& run) {
  if (value.find('<') == std::string_view::npos || !has_html_tag(value)) return;
  if (run.options().check_security) {
    run.error("html-in-string", element,
              "The text holds what looks like an HTML tag. For safety none is accepted here.");
  } else if (!is_markdown) {
    run.report(Severity::information, "html-in-string", element,
               "The text holds what looks like an HTML tag. Whoever shows it must escape it.");
  }
}

// R4 2.27.3: Resource.id, whose type the definitions call a string.
void check_resource_id(Element element, Run& run) {
  if (!element.value().empty() && !is_id(element.value())) {
    run.error("resource-id", element,
              "A resource id has 1 to 64 letters, digits, dashes and points (A-Z a-z 0-9 - .).");
  }
  if (element.child("extension")) {
    run.error("resource-id-extension", element, "The id of a resource cannot carry extensions.");
  }
}

}  // namespace

bool is_example_url(std::string_view url) {
  for (const std::string_view host : {"example.org", "example.com", "example.net", "acme.com", "acme.org"}) {
    if (url.find(host) != std::string_view::npos) return true;
  }
  return false;
}

void check_primitive(std::string_view type, Element element, Run& run) {
  if (element.name() == "id" && element.parent() && element.parent().kind() == fhir::ValueKind::resource) {
    check_resource_id(element, run);
    return;
  }
  const std::string_view value = element.value();
  if (value.empty()) return;
  for (const Form& form : kForms) {
    if (form.type != type) continue;
    if (is_blank(value)) {
      run.warning("primitive-blank", element, "The value is white space only.");
      return;
    }
    if (form.may_hold_tags) check_tags(value, form.check == check_markdown, element, run);
    form.check(value, element, run);
    return;
  }
}

}  // namespace careway::validation
