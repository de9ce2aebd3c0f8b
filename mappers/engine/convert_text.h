#pragma once

#include <optional>
#include <string_view>

#include "mappers/engine/convert.h"

namespace careway::engine {

/// Converters of single values, one partner text to one FHIR text and back. The text is trimmed and not empty.
Conversion text_to_fhir(std::string_view text, std::string_view& value);
Conversion date_to_fhir(std::string_view text, const Plan& plan, fhir::Document& arena, std::string_view& value);
Conversion date_to_partner(std::string_view value, const Plan& plan, fhir::Document& arena, std::string_view& text);
Conversion date_time_to_fhir(std::string_view text, fhir::Document& arena, std::string_view& value);
Conversion date_time_to_partner(std::string_view value, fhir::Document& arena, std::string_view& text);
Conversion decimal_to_fhir(std::string_view text, fhir::Document& arena, std::string_view& value);
Conversion integer_to_fhir(std::string_view text, fhir::Document& arena, std::string_view& value);
Conversion nhs_number_to_fhir(std::string_view text, fhir::Document& arena, std::string_view& value);
Conversion boolean_to_fhir(std::string_view text, const std::map<std::string, std::string>& arguments,
                           std::string_view& value);
Conversion boolean_to_partner(std::string_view value, const std::map<std::string, std::string>& arguments,
                              std::string_view& text);

}  // namespace careway::engine
