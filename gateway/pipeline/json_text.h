#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "profiles/fhir/document.h"

namespace careway::pipeline {

/// Appends a JSON string with its quotes (RFC 8259 section 7).
void append_json_string(std::string& out, std::string_view text);
/// Appends `"name":"text"` or `"name":number`, with a comma in front when the object has members already.
void append_member(std::string& out, std::string_view name, std::string_view text);
void append_member(std::string& out, std::string_view name, std::uint64_t number);
/// Reads JSON that we wrote ourselves (one object) into a tree; false when it is damaged.
bool read_own_json(std::string_view json, fhir::Document& document);
/// A count in such a tree; 0 when it is not there.
std::uint64_t number_of(fhir::Element object, std::string_view name);

}  // namespace careway::pipeline
