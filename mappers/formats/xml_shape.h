#pragma once

#include <string>
#include <string_view>
#include <xercesc/framework/psvi/XSModel.hpp>

#include "mappers/formats/shape.h"

namespace careway::formats {

/// The tree of fields below the element `root` of a compiled schema. False when the schema has no such element or it
/// holds no elements.
bool read_xml_shape(xercesc::XSModel& model, std::string_view target_namespace, std::string_view root, Shape& shape);

/// UTF-16 of the parser as UTF-8; empty for a null pointer.
std::string utf8_of(const char16_t* text);

}  // namespace careway::formats
