#include "mappers/formats/xml_tree.h"

#include <fmt/format.h>

#include "mappers/formats/partner_path.h"

namespace careway::formats {
namespace {

bool is_white_space(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

XmlTreeBuilder::XmlTreeBuilder(const Shape& shape, std::string_view target_namespace, fhir::Document& document,
                               fhir::Issues& issues)
    : shape_(shape), target_namespace_(target_namespace), document_(document), issues_(issues) {}

bool XmlTreeBuilder::start_element(std::string_view namespace_uri, std::string_view local_name,
                                   std::span<const fhir::XmlAttribute> attributes, fhir::Position position,
                                   std::size_t /*byte_offset*/) {
  Open open;
  const fhir::NodeIndex parent = open_.empty() ? fhir::kNoNode : open_.back().node;
  if (namespace_uri != target_namespace_) {
    return refuse("xml-namespace", parent, fmt::format("Elements must be in the namespace \"{}\".", target_namespace_),
                  position);
  }
  if (open_.empty()) {
    if (local_name != shape_.root.name) {
      return refuse("xml-root", parent, fmt::format("The document element must be \"{}\".", shape_.root.name),
                    position);
    }
    open.field = &shape_.root;
  } else {
    Open& above = open_.back();
    if (!is_white_space(above.text)) {
      return refuse("xml-mixed", above.node, "Text stands between elements. Put it into an element.", position);
    }
    above.has_elements = true;
    above.text.clear();
    open.field = above.field == nullptr ? nullptr : above.field->child(local_name);
    open.node = document_.append(
        above.node, open.field != nullptr ? std::string_view(open.field->name) : document_.intern(local_name));
  }
  document_.set_position(open.node, position);
  for (; unplaced_ < remarks_.size(); ++unplaced_) remarks_[unplaced_].node = open.node;
  if (!add_attributes(open.node, open.field, attributes, position)) return false;
  open_.push_back(std::move(open));
  return true;
}

bool XmlTreeBuilder::add_attributes(fhir::NodeIndex node, const Field* field,
                                    std::span<const fhir::XmlAttribute> attributes, fhir::Position position) {
  for (const fhir::XmlAttribute& attribute : attributes) {
    std::string name = "@";
    if (attribute.namespace_uri == kXmlSchemaInstance) {
      name += "xsi:";
    } else if (attribute.namespace_uri == kXmlNamespace) {
      name += "xml:";
    } else if (!attribute.namespace_uri.empty()) {
      return refuse("xml-namespace", node, "An attribute is in a namespace that the schema does not use.", position);
    }
    name += attribute.local_name;
    const Field* child = field == nullptr ? nullptr : field->child(name);
    const fhir::NodeIndex added =
        document_.append(node, child != nullptr ? std::string_view(child->name) : document_.intern(name));
    document_.set_attribute(added, true);
    document_.set_position(added, position);
    document_.set_value(added, fhir::ValueKind::text, attribute.value);
  }
  return true;
}

bool XmlTreeBuilder::end_element(std::string_view /*namespace_uri*/, std::string_view /*local_name*/,
                                 std::size_t /*byte_offset*/) {
  Open& open = open_.back();
  for (; unplaced_ < remarks_.size(); ++unplaced_) {
    remarks_[unplaced_].node = open.node;
    remarks_[unplaced_].place = XmlRemark::Place::inside_end;
  }
  if (open.has_elements) {
    if (!is_white_space(open.text)) {
      return refuse("xml-mixed", open.node, "Text stands between elements. Put it into an element.",
                    document_.at(open.node).position());
    }
  } else {
    const bool holds_elements = open.field != nullptr && open.field->type == FieldType::object;
    const bool is_value = holds_elements ? !is_white_space(open.text) : open.field != nullptr || !open.text.empty();
    if (is_value) document_.set_value(open.node, fhir::ValueKind::text, open.text);
  }
  open_.pop_back();
  is_past_root_ = open_.empty();
  return true;
}

bool XmlTreeBuilder::text(std::string_view text) {
  if (!open_.empty()) open_.back().text += text;
  return true;
}

bool XmlTreeBuilder::comment(std::string_view text) {
  add_remark(fmt::format("<!--{}-->", text));
  return true;
}

bool XmlTreeBuilder::processing_instruction(std::string_view target, std::string_view data) {
  add_remark(data.empty() ? fmt::format("<?{}?>", target) : fmt::format("<?{} {}?>", target, data));
  return true;
}

void XmlTreeBuilder::add_remark(std::string markup) {
  const auto place = is_past_root_ ? XmlRemark::Place::after_root : XmlRemark::Place::before;
  remarks_.push_back({place, fhir::kNoNode, std::move(markup)});
}

std::vector<XmlRemark> XmlTreeBuilder::remarks() const {
  std::vector<XmlRemark> found;
  for (const Remark& remark : remarks_) {
    const bool has_node = remark.node != fhir::kNoNode;
    found.push_back({remark.place, has_node ? numbered_path(document_.at(remark.node)) : std::string(), remark.markup});
  }
  return found;
}

bool XmlTreeBuilder::refuse(std::string_view code, fhir::NodeIndex node, std::string_view text,
                            fhir::Position position) {
  issues_.error(code, node == fhir::kNoNode ? std::string() : partner_path(document_.at(node)), text, position);
  return false;
}

}  // namespace careway::formats
