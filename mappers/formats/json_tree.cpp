#include "mappers/formats/json_tree.h"

#include <algorithm>

#include "mappers/formats/partner_path.h"

namespace careway::formats {

bool JsonTreeReader::read(fhir::Document& document, fhir::Issues& issues) {
  document_ = &document;
  issues_ = &issues;
  scanner_.peek();
  document.set_position(0, scanner_.position());
  const std::size_t errors_before = issues.error_count();
  const bool is_read = scanner_.expect('{') && read_members(0, 1);
  if (!is_read && !scanner_.failure().code.empty()) {
    issues.error(scanner_.failure().code, {}, scanner_.failure().text, scanner_.failure().position);
  }
  return is_read && issues.error_count() == errors_before;
}

// Behind the opening brace.
bool JsonTreeReader::read_members(fhir::NodeIndex object, std::size_t depth) {
  if (depth > limits_.depth_max) return scanner_.fail("limit-depth", "The document is nested deeper than accepted.");
  if (scanner_.take('}')) {
    if (object != 0) document_->set_value_unowned(object, fhir::ValueKind::empty_object, {"", 0});
    return true;
  }
  do {
    std::string_view name;
    scanner_.peek();
    const fhir::Position position = scanner_.position();
    if (!scanner_.read_string(name)) return false;
    name = kept(name);
    if (!scanner_.expect(':')) return false;
    if (name.empty()) {
      refuse("json-empty-name", partner_path(document_->at(object)), "A member has no name. Give it one.", position);
    }
    if (!read_member(object, name, depth)) return false;
  } while (scanner_.take(','));
  return scanner_.expect('}') && check_names(object);
}

bool JsonTreeReader::read_member(fhir::NodeIndex object, std::string_view name, std::size_t depth) {
  if (scanner_.peek() == '[') return read_items(object, name, depth + 1);
  const fhir::NodeIndex node = append(object, name, false);
  return node != fhir::kNoNode && read_value(node, depth + 1);
}

bool JsonTreeReader::read_items(fhir::NodeIndex parent, std::string_view name, std::size_t depth) {
  if (depth > limits_.depth_max) return scanner_.fail("limit-depth", "The document is nested deeper than accepted.");
  const fhir::Position position = scanner_.position();
  scanner_.take('[');
  if (scanner_.take(']')) {
    const fhir::NodeIndex node = append(parent, name, false);
    if (node == fhir::kNoNode) return false;
    document_->set_position(node, position);
    document_->set_value_unowned(node, fhir::ValueKind::empty_list, {"", 0});
    return true;
  }
  do {
    const fhir::NodeIndex item = append(parent, name, true);
    if (item == fhir::kNoNode || !read_value(item, depth + 1)) return false;
  } while (scanner_.take(','));
  return scanner_.expect(']');
}

bool JsonTreeReader::read_value(fhir::NodeIndex node, std::size_t depth) {
  const char first = scanner_.peek();
  document_->set_position(node, scanner_.position());
  std::string_view text;
  if (first == '{') return scanner_.take('{') && read_members(node, depth);
  if (first == '[') {
    // A list as an item of a list: its items are children without a name.
    scanner_.take('[');
    if (scanner_.take(']')) {
      document_->set_value_unowned(node, fhir::ValueKind::empty_list, {"", 0});
      return true;
    }
    if (depth > limits_.depth_max) return scanner_.fail("limit-depth", "The document is nested deeper than accepted.");
    do {
      const fhir::NodeIndex item = append(node, {"", 0}, true);
      if (item == fhir::kNoNode || !read_value(item, depth + 1)) return false;
    } while (scanner_.take(','));
    return scanner_.expect(']');
  }
  if (first == '"') {
    if (!scanner_.read_string(text)) return false;
    document_->set_value_unowned(node, fhir::ValueKind::text, kept(text));
    return true;
  }
  if (first == '-' || (first >= '0' && first <= '9')) {
    if (!scanner_.read_number(text)) return false;
    document_->set_value_unowned(node, fhir::ValueKind::number, text);
    return true;
  }
  if (!scanner_.read_literal(text)) return false;
  if (text == "null") {
    document_->set_value_unowned(node, fhir::ValueKind::null, {"", 0});
  } else {
    document_->set_value_unowned(node, fhir::ValueKind::boolean, text);
  }
  return true;
}

// A member and its repetition would be told apart by no one; readers differ in which they take.
bool JsonTreeReader::check_names(fhir::NodeIndex object) {
  names_.clear();
  std::string_view last;
  for (const fhir::Element child : document_->at(object)) {
    // The items of one list share the name's bytes; another member of that name has bytes of its own.
    if (child.is_list_item() && child.name().data() == last.data()) continue;
    names_.push_back(child.name());
    last = child.name();
  }
  std::ranges::sort(names_);
  const auto twice = std::ranges::adjacent_find(names_);
  if (twice == names_.end()) return true;
  std::string path = partner_path(document_->at(object));
  path += (path.empty() ? "" : "/") + std::string(*twice);
  fhir::Position position;
  for (const fhir::Element child : document_->at(object)) {
    if (child.name() == *twice) position = child.position();
  }
  refuse("json-duplicate-key", path, "A member stands here twice. Keep one.", position);
  return true;
}

bool JsonTreeReader::refuse(std::string_view code, std::string_view path, std::string_view text,
                            fhir::Position position) {
  issues_->error(code, path, text, position);
  return false;
}

fhir::NodeIndex JsonTreeReader::append(fhir::NodeIndex parent, std::string_view name, bool is_list_item) {
  if (document_->node_count() > limits_.nodes_max) {
    scanner_.fail("limit-nodes", "The document has more values than accepted. Send it in parts.");
    return fhir::kNoNode;
  }
  const fhir::NodeIndex node = document_->append(parent, name);
  if (is_list_item) document_->set_list_item(node, true);
  return node;
}

std::string_view JsonTreeReader::kept(std::string_view text) {
  const bool is_of_source = text.data() >= bytes_.data() && text.data() <= bytes_.data() + bytes_.size();
  return is_of_source ? text : document_->intern(text);
}

}  // namespace careway::formats
