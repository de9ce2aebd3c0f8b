#pragma once

#include <cstddef>
#include <string_view>

/// The lexical forms of R4's primitive types (section 2.24.0.1), by hand: tens of nanoseconds each. All are pure.
namespace careway::validation {

/// YYYY, YYYY-MM or YYYY-MM-DD, a day of the calendar; the year is not 0000.
bool is_date(std::string_view text);

/// What a dateTime or instant is, part by part.
struct DateTimeForm {
  bool is_good = false;
  bool has_time = false;
  bool has_zone = false;
};
/// A date, or a date with day, time (seconds given, 60 allowed) and perhaps a zone. A time without zone is good here.
DateTimeForm date_time_form(std::string_view text);
/// hh:mm:ss with an optional fraction, no zone.
bool is_time(std::string_view text);
/// Day, time and zone, all given.
bool is_instant(std::string_view text);

/// [A-Za-z0-9\-\.]{1,64}
bool is_id(std::string_view text);
/// No white space at the ends and single spaces only inside.
bool is_code(std::string_view text);
/// "urn:oid:" is not part of the text.
bool is_oid(std::string_view text);
/// Lower case, "urn:uuid:" is not part of the text.
bool is_uuid(std::string_view text);
/// A whole number of 32 bits: an optional sign, no leading zeros.
bool is_integer(std::string_view text);

/// Groups of four with padding; white space between is allowed. `decoded_bytes` is set when the text is good.
struct Base64Form {
  bool is_good = false;
  bool has_white_space = false;
  std::size_t decoded_bytes = 0;
};
Base64Form base64_form(std::string_view text);

/// Digits that count: without sign, point, leading zeros and exponent.
std::size_t significant_digits(std::string_view decimal);

/// "<name ...>" or "</name>" stands in the text: markup that a careless reader would run.
bool has_html_tag(std::string_view text);
/// Markdown that holds what its readers take for an HTML tag: outside code, not escaped, no autolink.
bool has_html_in_markdown(std::string_view text);

}  // namespace careway::validation
