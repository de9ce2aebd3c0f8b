#include "mappers/formats/shape.h"

namespace careway::formats {

const Field* Field::child(std::string_view child_name) const {
  const std::size_t place = order_of(child_name);
  return place < children.size() ? &children[place] : nullptr;
}

std::size_t Field::order_of(std::string_view child_name) const {
  for (std::size_t i = 0; i < children.size(); ++i) {
    if (children[i].name == child_name) return i;
  }
  return children.size();
}

const Field* Shape::find(std::string_view path) const {
  const Field* field = &root;
  while (field != nullptr && !path.empty()) {
    const std::size_t slash = path.find('/');
    field = field->child(path.substr(0, slash));
    path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
  }
  return field;
}

const Field* Shape::find_steps(const std::vector<std::string>& steps) const {
  const Field* field = &root;
  for (const std::string& step : steps) {
    if (field == nullptr) return nullptr;
    field = field->child(step);
  }
  return field;
}

}  // namespace careway::formats
