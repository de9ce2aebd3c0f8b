#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "profiles/fhir/byte_scan.h"
#include "profiles/fhir/element_path.h"
#include "profiles/fhir/xml.h"
#include "profiles/fhir/xml_names.h"
#include "profiles/fhir/xml_narrative.h"

namespace careway::fhir {
namespace {

using definitions::Definitions;
using definitions::EntryIndex;
using definitions::JsonKind;
using definitions::TypeIndex;
using definitions::TypeKind;

// After that many problems the rest of the document is not worth reading.
constexpr std::size_t kProblemsMax = 100;

class Reader final : public XmlHandler {
 public:
  Reader(Document& document, std::string_view bytes, const Definitions& definitions, Issues& issues,
         const ReadLimits& limits, bool tolerant)
      : document_(document),
        bytes_(bytes),
        definitions_(definitions),
        issues_(issues),
        limits_(limits),
        tolerant_(tolerant),
        element_type_(definitions.find_type("Element")) {}

  [[nodiscard]] std::size_t problem_count() const { return problems_; }

  bool start_element(std::string_view namespace_uri, std::string_view local_name,
                     std::span<const XmlAttribute> attributes, Position position, std::size_t byte_offset) override;
  bool end_element(std::string_view namespace_uri, std::string_view local_name, std::size_t byte_offset) override;
  bool text(std::string_view text) override;
  bool comment(std::string_view text) override;
  bool processing_instruction(std::string_view target, std::string_view data) override;

 private:
  enum class Place : std::uint8_t {
    resource,   ///< the element named by a resource type
    wrapper,    ///< the element around a resource (contained, Bundle.entry.resource)
    complex,    ///< a datatype or backbone element
    primitive,  ///< value as an attribute, extensions inside
  };
  struct Frame {
    NodeIndex node;
    TypeIndex type;  ///< the type whose entries may stand inside
    Place place;
    bool filled = false;  ///< wrapper: has its resource
    bool order_told = false;
    bool value_refused = false;  ///< an empty value was given and reported
    std::uint16_t last_ordinal = 0;
    std::size_t seen_base;
    std::size_t depth;  ///< objects around it, counted as in JSON
    Position position;
  };

  bool problem(std::string_view code, std::string path, std::string_view text, Position position) {
    issues_.error(code, path, text, position);
    if (++problems_ < kProblemsMax) return true;
    return refuse("limit-issues", "Too many problems: the rest of the document was not read.", position);
  }
  bool refuse(std::string_view code, std::string_view text, Position position) {
    issues_.error(code, path(), text, position);
    ++problems_;
    return false;
  }
  [[nodiscard]] std::string path() const { return frames_.empty() ? std::string() : path_of(frames_.back().node); }
  [[nodiscard]] std::string path_of(NodeIndex node) const {
    const Element element = document_.at(node);
    return tolerant_ ? expression_path(element, definitions_) : element_path(element, definitions_);
  }
  // Of something that is not in the tree; who reads tolerantly finds the name in the text and the path of a node.
  [[nodiscard]] std::string path(std::string_view name) const {
    return tolerant_ ? path() : path().append(".").append(name.substr(0, 100));
  }
  [[nodiscard]] std::string text_about(std::string_view name, std::string_view text) const {
    return tolerant_ ? fmt::format("\"{}\": {}", name.substr(0, 100), text) : std::string(text);
  }
  // Passes over the element that has just started, and over all inside.
  bool skip() {
    skip_depth_ = 1;
    return true;
  }

  bool start_resource(NodeIndex node, std::string_view name, std::size_t depth,
                      std::span<const XmlAttribute> attributes, Position position);
  bool start_child(std::string_view namespace_uri, std::string_view local_name,
                   std::span<const XmlAttribute> attributes, Position position, std::size_t byte_offset);
  bool check_place(EntryIndex entry, Position position, bool& repeated);
  bool start_narrative(NodeIndex node, std::span<const XmlAttribute> attributes, std::size_t byte_offset);
  bool narrative_element(std::string_view namespace_uri, std::string_view local_name,
                         std::span<const XmlAttribute> attributes, Position position);
  bool end_narrative(std::size_t byte_offset);
  bool read_attributes(NodeIndex node, std::span<const XmlAttribute> attributes);
  bool read_value(NodeIndex node, JsonKind kind, std::string_view text, Position position);
  bool within_limits(std::size_t depth, Position position);

  Document& document_;
  std::string_view bytes_;
  const Definitions& definitions_;
  Issues& issues_;
  const ReadLimits& limits_;
  bool tolerant_;
  TypeIndex element_type_;
  std::vector<Frame> frames_;
  std::vector<EntryIndex> seen_;  // one stack for all open elements
  std::size_t problems_ = 0;
  std::size_t skip_depth_ = 0;
  std::size_t narrative_depth_ = 0;
  std::size_t narrative_start_ = 0;
  NodeIndex narrative_node_ = kNoNode;
  NarrativeText narrative_;
  bool comment_told_ = false;
  bool instruction_told_ = false;
};

bool Reader::within_limits(std::size_t depth, Position position) {
  if (depth > limits_.depth_max) return refuse("limit-depth", "The document is nested deeper than accepted.", position);
  if (document_.node_count() > limits_.nodes_max) {
    return refuse("limit-nodes", "The document has more elements than accepted. Send it in parts.", position);
  }
  return true;
}

bool Reader::start_element(std::string_view namespace_uri, std::string_view local_name,
                           std::span<const XmlAttribute> attributes, Position position, std::size_t byte_offset) {
  if (skip_depth_ > 0) {
    ++skip_depth_;
    return true;
  }
  if (narrative_depth_ > 0) return narrative_element(namespace_uri, local_name, attributes, position);
  if (!frames_.empty() && frames_.back().place != Place::wrapper) {
    return start_child(namespace_uri, local_name, attributes, position, byte_offset);
  }
  if (namespace_uri != kFhirNamespace) {
    return refuse("xml-namespace", "The element is not in FHIR's namespace, http://hl7.org/fhir.", position);
  }
  if (frames_.empty()) return start_resource(0, local_name, 1, attributes, position);
  Frame& wrapper = frames_.back();
  if (std::exchange(wrapper.filled, true)) {
    return problem("xml-repeated", path(), "There is room for one resource only.", position) && skip();
  }
  return start_resource(wrapper.node, local_name, wrapper.depth + 1, attributes, position);
}

bool Reader::start_resource(NodeIndex node, std::string_view name, std::size_t depth,
                            std::span<const XmlAttribute> attributes, Position position) {
  const TypeIndex type = definitions_.is_resource(name) ? definitions_.find_type(name) : definitions::kNone;
  if (type == definitions::kNone || definitions_.type(type).is_abstract) {
    return problem("xml-unknown-resource", path(), "FHIR R4 has no resource of that name.", position) && skip();
  }
  document_.set_value_unowned(node, ValueKind::resource, definitions_.type(type).name);
  document_.set_position(node, position);
  frames_.push_back({.node = node,
                     .type = type,
                     .place = Place::resource,
                     .seen_base = seen_.size(),
                     .depth = depth,
                     .position = position});
  return within_limits(depth, position) && read_attributes(node, attributes);
}

// Notes the entry as seen and checks that it may stand here again, and in this order.
bool Reader::check_place(EntryIndex entry, Position position, bool& repeated) {
  Frame& frame = frames_.back();
  const auto begin = seen_.begin() + static_cast<std::ptrdiff_t>(frame.seen_base);
  repeated = std::find(begin, seen_.end(), entry) != seen_.end();
  if (!repeated) seen_.push_back(entry);
  // Who reads tolerantly counts for himself.
  repeated = repeated && !definitions_.entry_is_list(entry) && !tolerant_;
  if (repeated) {
    return problem("xml-repeated", path(definitions_.entry_name(entry)), "The element may stand here only once.",
                   position);
  }
  const std::uint16_t ordinal = definitions_.entry_ordinal(entry);
  if (ordinal < frame.last_ordinal && !std::exchange(frame.order_told, true)) {
    const std::string_view name = definitions_.entry_name(entry);
    issues_.warning("xml-order", path(name),
                    text_about(name, "The element stands later than FHIR's order has it. It was read all the same."),
                    position);
  }
  frame.last_ordinal = std::max(frame.last_ordinal, ordinal);
  return true;
}

bool Reader::start_child(std::string_view namespace_uri, std::string_view local_name,
                         std::span<const XmlAttribute> attributes, Position position, std::size_t byte_offset) {
  const Frame& frame = frames_.back();
  const std::size_t depth = frame.depth;
  const EntryIndex entry = definitions_.find_entry(frame.type, local_name);
  if (entry == definitions::kNone || definitions_.entry_is_xml_attribute(entry)) {
    return problem("xml-unknown-element", path(local_name),
                   text_about(local_name, "FHIR R4 has no such element here. Check its spelling and its place."),
                   position) &&
           skip();
  }
  const TypeIndex type = definitions_.entry_type(entry);
  const TypeKind kind = definitions_.type_kind(type);
  const bool is_narrative = kind == TypeKind::primitive && definitions_.type_json_kind(type) == JsonKind::xhtml;
  if (namespace_uri != (is_narrative ? kXhtmlNamespace : kFhirNamespace)) {
    return problem("xml-namespace", path(local_name), "The element is in the wrong namespace.", position) && skip();
  }
  bool repeated = false;
  if (!check_place(entry, position, repeated)) return false;
  if (repeated) return skip();
  // An extension in a primitive makes the primitive an object in JSON: counted there and here.
  if (frame.place == Place::primitive && !within_limits(depth, position)) return false;
  const NodeIndex node = document_.append(frame.node, definitions_.entry_name(entry), entry);
  document_.set_position(node, position);
  if (is_narrative) return start_narrative(node, attributes, byte_offset);
  const Place place = kind == TypeKind::primitive  ? Place::primitive
                      : kind == TypeKind::resource ? Place::wrapper
                                                   : Place::complex;
  frames_.push_back({.node = node,
                     .type = place == Place::primitive ? element_type_ : type,
                     .place = place,
                     .seen_base = seen_.size(),
                     .depth = place == Place::wrapper ? depth : depth + 1,
                     .position = position});
  const bool leaf = place == Place::primitive;
  return within_limits(leaf ? 0 : frames_.back().depth, position) && read_attributes(node, attributes);
}

bool Reader::read_attributes(NodeIndex node, std::span<const XmlAttribute> attributes) {
  const Frame frame = frames_.back();
  for (const XmlAttribute& attribute : attributes) {
    if (attribute.namespace_uri == kSchemaInstanceNamespace && frame.place == Place::resource) {
      continue;  // a hint where a schema may be found: no content
    }
    if (attribute.namespace_uri.empty() && attribute.local_name == "value" && frame.place == Place::primitive) {
      const TypeIndex type = definitions_.entry_type(document_.at(node).entry());
      if (!read_value(node, definitions_.type_json_kind(type), attribute.value, frame.position)) return false;
      continue;
    }
    const EntryIndex entry = frame.place == Place::wrapper || !attribute.namespace_uri.empty()
                                 ? definitions::kNone
                                 : definitions_.find_entry(frame.type, attribute.local_name);
    if (entry == definitions::kNone || !definitions_.entry_is_xml_attribute(entry)) {
      if (!problem("xml-unknown-attribute", path(attribute.local_name),
                   text_about(attribute.local_name, "FHIR R4 has no such attribute here."), frame.position)) {
        return false;
      }
      continue;
    }
    if (!within_limits(frame.depth, frame.position)) return false;
    seen_.push_back(entry);
    const NodeIndex child = document_.append(node, definitions_.entry_name(entry), entry);
    document_.set_position(child, frame.position);
    if (!read_value(child, JsonKind::text, attribute.value, frame.position)) return false;
  }
  return true;
}

bool Reader::read_value(NodeIndex node, JsonKind kind, std::string_view text, Position position) {
  const auto where = [&] { return path_of(node); };
  if (text.empty()) {
    frames_.back().value_refused = true;
    return problem("xml-empty", where(), "A value is empty. Leave the element out.", position);
  }
  if (tolerant_) {
    const bool plain = kind == JsonKind::number ? is_json_number(text) : text == "true" || text == "false";
    if (kind == JsonKind::text || kind == JsonKind::xhtml || !plain) kind = JsonKind::text;
  }
  if (kind == JsonKind::number && !is_json_number(text)) {
    return problem("xml-number", where(), "This is not a number as FHIR writes it (1.5, -3, 2e6).", position);
  }
  if (kind == JsonKind::boolean && text != "true" && text != "false") {
    return problem("xml-boolean", where(), "The value must be true or false.", position);
  }
  document_.set_value(node,
                      kind == JsonKind::number    ? ValueKind::number
                      : kind == JsonKind::boolean ? ValueKind::boolean
                                                  : ValueKind::text,
                      text);
  return true;
}

bool Reader::end_element(std::string_view /*namespace_uri*/, std::string_view local_name, std::size_t byte_offset) {
  if (skip_depth_ > 0) {
    --skip_depth_;
    return true;
  }
  if (narrative_depth_ > 0) {
    narrative_.end(local_name);
    return --narrative_depth_ > 0 || end_narrative(byte_offset);
  }
  const Frame& frame = frames_.back();
  const Element element = document_.at(frame.node);
  bool empty = false;
  if (frame.place == Place::wrapper) empty = !frame.filled;
  if (frame.place == Place::complex) empty = !element.first_child();
  if (frame.place == Place::primitive) empty = !element.has_value() && !element.first_child();
  // A value that was refused has been reported already.
  const bool told = tolerant_ ? frame.value_refused : problems_ > 0;
  if (empty && !told && !problem("xml-empty", path(), "The element is empty. Leave it out.", frame.position)) {
    return false;
  }
  seen_.resize(frame.seen_base);
  frames_.pop_back();
  return true;
}

bool Reader::start_narrative(NodeIndex node, std::span<const XmlAttribute> attributes, std::size_t byte_offset) {
  narrative_node_ = node;
  narrative_start_ = bytes_.rfind('<', byte_offset - 1);  // an attribute value cannot hold a raw <
  narrative_.clear();
  return narrative_element(kXhtmlNamespace, "div", attributes, document_.at(node).position());
}

bool Reader::narrative_element(std::string_view namespace_uri, std::string_view local_name,
                               std::span<const XmlAttribute> attributes, Position position) {
  const bool foreign = std::ranges::any_of(attributes, [](const XmlAttribute& attribute) {
    return !attribute.namespace_uri.empty() && attribute.namespace_uri != kXmlNamespace;
  });
  if (namespace_uri != kXhtmlNamespace || foreign) {
    if (!problem("xml-namespace", path("div"), "A narrative may hold XHTML only.", position)) return false;
  }
  if (++narrative_depth_ > limits_.depth_max) {
    return refuse("limit-depth", "The narrative is nested deeper than accepted.", position);
  }
  narrative_.start(local_name, attributes, narrative_depth_ == 1);
  return true;
}

bool Reader::end_narrative(std::size_t byte_offset) {
  std::string_view div = bytes_.substr(narrative_start_, byte_offset - narrative_start_);
  if (!is_self_contained(div)) div = narrative_.text();
  if (div.size() > limits_.text_bytes_max) {
    return refuse("limit-text", "A narrative is longer than this system accepts.",
                  document_.at(narrative_node_).position());
  }
  document_.set_value(narrative_node_, ValueKind::xhtml, div);
  return true;
}

bool Reader::text(std::string_view text) {
  if (skip_depth_ > 0) return true;
  if (narrative_depth_ > 0) {
    narrative_.append(text);
    return true;
  }
  if (text.find_first_not_of(kXmlWhiteSpace) == std::string_view::npos) return true;
  return problem("xml-text", path(), "Text stands between elements. FHIR keeps values in the attribute \"value\".",
                 frames_.empty() ? Position{} : frames_.back().position);
}

bool Reader::comment(std::string_view text) {
  if (narrative_depth_ > 0) {
    narrative_.comment(text);
  } else if (!std::exchange(comment_told_, true)) {
    issues_.add(Severity::information, "xml-comment-dropped", path(), "Comments are read over and not kept.");
  }
  return true;
}

bool Reader::processing_instruction(std::string_view /*target*/, std::string_view /*data*/) {
  if (narrative_depth_ == 0 && !std::exchange(instruction_told_, true)) {
    issues_.add(Severity::information, "xml-instruction-dropped", path(),
                "Processing instructions are read over and not kept.");
  }
  return true;
}

// An element takes up to two XML elements (contained) or an element and an attribute; a narrative nests beside. The
// reader counts exactly, as the JSON reader does, so that what one format holds the other one can hold too.
ReadLimits parser_limits(ReadLimits limits) {
  limits.depth_max = limits.depth_max * 3 + 1;
  limits.nodes_max = limits.nodes_max * 3;
  return limits;
}

}  // namespace

bool read_xml_into(Document& document, std::string_view bytes, const Definitions& definitions, Issues& issues,
                   const ReadLimits& limits) {
  document.clear();
  Reader reader(document, bytes, definitions, issues, limits, false);
  return parse_xml(bytes, reader, issues, parser_limits(limits)) && reader.problem_count() == 0;
}

bool read_xml_tolerant(Document& document, std::string_view bytes, const Definitions& definitions, Issues& issues,
                       const ReadLimits& limits) {
  document.clear();
  Reader reader(document, bytes, definitions, issues, limits, true);
  return parse_xml(bytes, reader, issues, parser_limits(limits)) && document.root().kind() == ValueKind::resource;
}

std::optional<Document> read_xml(std::string_view bytes, const Definitions& definitions, Issues& issues,
                                 const ReadLimits& limits) {
  Document document;
  if (!read_xml_into(document, bytes, definitions, issues, limits)) return std::nullopt;
  return document;
}

}  // namespace careway::fhir
