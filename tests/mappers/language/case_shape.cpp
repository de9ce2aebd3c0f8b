#include "tests/mappers/language/case_shape.h"

#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace careway::language {

formats::Shape read_case_shape(std::string_view text) {
  static const std::map<std::string, formats::FieldType> kTypes = {
      {"object", formats::FieldType::object},   {"text", formats::FieldType::text},
      {"integer", formats::FieldType::integer}, {"decimal", formats::FieldType::decimal},
      {"date", formats::FieldType::date},       {"date-time", formats::FieldType::date_time},
      {"boolean", formats::FieldType::boolean}, {"code", formats::FieldType::code},
  };
  formats::Shape shape;
  shape.root.type = formats::FieldType::object;
  std::istringstream lines{std::string(text)};
  std::string line;
  while (std::getline(lines, line)) {
    if (line.empty() || line.front() == '#') continue;
    const std::size_t depth = line.find_first_not_of(' ') / 2;
    formats::Field* parent = &shape.root;
    for (std::size_t i = 0; i < depth; ++i) parent = &parent->children.back();
    std::istringstream words(line);
    std::string type;
    std::string count;
    std::string values;
    formats::Field field;
    words >> field.name >> type >> count >> values;
    field.type = kTypes.at(type);
    field.min = count.front() == '0' ? 0 : 1;
    field.max = count.back() == '*' ? formats::kUnbounded : 1;
    std::istringstream list(values);
    for (std::string value; std::getline(list, value, '|');) field.values.push_back(value);
    parent->children.push_back(std::move(field));
  }
  return shape;
}

}  // namespace careway::language
