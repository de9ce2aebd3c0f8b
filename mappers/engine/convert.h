#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "mappers/engine/plan.h"
#include "profiles/fhir/document.h"

namespace careway::engine {

using Texts = std::vector<std::optional<std::string_view>>;

enum class ConvertStatus : std::uint8_t {
  ok,
  absent,        ///< nothing to say on the other side
  invalid,       ///< not readable: the document is refused
  unknown_code,  ///< the code map does not know it and its policy is `refuse`
  hold,          ///< the same with policy `hold`
  cannot_hold,   ///< home only: the partner's format has no spelling for it
  refused,       ///< home only: it breaks a limit of the format, and leaving it out would mislead
};

/// Result of one conversion. `code` and `text` are for the issue when there is something to say; with status ok they
/// are a warning. The texts never hold the value.
struct Conversion {
  ConvertStatus status = ConvertStatus::ok;
  std::string_view code;
  std::string_view text;
};

/// What converters need beside the values. Results are interned in `arena` or view their input or the plan.
struct ConvertContext {
  const Plan* plan = nullptr;
  std::string_view issuer;
  fhir::Document* arena = nullptr;
};

/// Partner texts (one per field of the row; nothing when blank) to FHIR values (one per slot; for `money` value and
/// currency; for repeating converters as many as there are).
Conversion to_fhir(const PlanRow& row, const Texts& texts, const ConvertContext& context, Texts& values);
/// The reverse. `values` as above.
Conversion to_partner(const PlanRow& row, const Texts& values, const ConvertContext& context, Texts& texts);
/// Equality of meaning on FHIR values: decimals by number, everything else by text.
bool same_meaning(const PlanRow& row, const Texts& a, const Texts& b);

/// Without blanks at both ends.
std::string_view trimmed(std::string_view text);
/// True for ten digits whose last is the modulus 11 check digit of the NHS number (NHS Data Dictionary, NHS NUMBER).
bool nhs_number_check_digit_holds(std::string_view digits);
/// "a", "b:c" -> "a:b%3Ac": the parts of a composed identifier.
void append_joined_part(std::string& out, std::string_view part);

}  // namespace careway::engine
