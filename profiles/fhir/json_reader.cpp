#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "profiles/fhir/element_path.h"
#include "profiles/fhir/json.h"
#include "profiles/fhir/json_scanner.h"

namespace careway::fhir {
namespace {

using definitions::Definitions;
using definitions::EntryIndex;
using definitions::JsonKind;
using definitions::TypeIndex;
using definitions::TypeKind;

constexpr std::string_view kResourceType = "resourceType";
constexpr std::string_view kQuotedResourceType = "\"resourceType\"";
// After that many problems the rest of the document is not worth reading.
constexpr std::size_t kProblemsMax = 100;

/// Where each object of a stretch of JSON keeps its resourceType. Only needed when resourceType is not the first
/// property; one pass serves all objects inside, so that nesting cannot make the search quadratic.
class ResourceTypePlaces {
 public:
  /// Byte offset of the string behind "resourceType" in the object that starts at `brace`; npos when it has none.
  std::size_t find(std::string_view bytes, std::size_t brace) {
    if (brace < begin_ || brace >= end_) search(bytes, brace);
    const auto found = std::ranges::lower_bound(places_, brace, {}, &Place::brace);
    return found != places_.end() && found->brace == brace ? found->value : std::string_view::npos;
  }

 private:
  struct Place {
    std::size_t brace;
    std::size_t value;
  };

  // Trusts the grammar: whatever is wrong here is found when the object is read.
  void search(std::string_view bytes, std::size_t brace) {
    places_.clear();
    begin_ = brace;
    std::vector<std::size_t> open;  // offsets of the braces and brackets around
    std::size_t at = brace;
    do {
      const char byte = bytes[at];
      if (byte == '{' || byte == '[') open.push_back(at);
      if (byte == '}' || byte == ']') open.pop_back();
      if (byte != '"') {
        ++at;
        continue;
      }
      const std::size_t start = at;
      at = string_end(bytes, at);
      if (bytes.substr(start, at - start) != kQuotedResourceType) continue;
      const std::size_t colon = bytes.find_first_not_of(" \t\r\n", at);
      if (colon == std::string_view::npos || bytes[colon] != ':') continue;
      places_.push_back({open.back(), colon + 1});
    } while (!open.empty() && at < bytes.size());
    end_ = at;
    std::ranges::stable_sort(places_, {}, &Place::brace);
  }

  static std::size_t string_end(std::string_view bytes, std::size_t quote) {
    std::size_t at = quote + 1;
    while (at < bytes.size() && bytes[at] != '"') at += bytes[at] == '\\' ? 2 : 1;
    return std::min(at + 1, bytes.size());
  }

  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::vector<Place> places_;
};

class Reader {
 public:
  Reader(Document& document, std::string_view bytes, const Definitions& definitions, Issues& issues,
         const ReadLimits& limits, JsonGrammar grammar)
      : document_(document),
        bytes_(bytes),
        definitions_(definitions),
        issues_(issues),
        limits_(limits),
        scanner_(bytes, limits, grammar),
        tolerant_(grammar == JsonGrammar::tolerant),
        element_type_(definitions.find_type("Element")) {}

  bool read() {
    const bool whole = scanner_.failure().code.empty() && read_resource(0, 1) && scanner_.expect_end();
    if (tolerant_) {
      report_slips(0);
      leave_out_refused();
    }
    if (!whole && !scanner_.failure().code.empty()) {
      const JsonScanner::Failure& failure = scanner_.failure();
      issues_.error(failure.code, element_path(document_.at(open_), definitions_), failure.text, failure.position);
    }
    return whole && (tolerant_ ? document_.root().kind() == ValueKind::resource : problems_ == 0);
  }

 private:
  /// A property seen in an object that is open: finds duplicates and joins values with their companions.
  struct Seen {
    EntryIndex entry;
    NodeIndex first = kNoNode;
    std::uint32_t count = 0;
    bool value = false;
    bool companion = false;
    bool holes = false;  // a null was read: afterwards every node must have something
  };

  // A problem that lets the reader go on behind it. False when there were too many.
  bool problem(std::string_view code, std::string path, std::string_view text, Position position) {
    issues_.error(code, path, text, position);
    if (++problems_ < kProblemsMax) return true;
    return scanner_.fail("limit-issues", "Too many problems: the rest of the document was not read.");
  }
  std::string path_of(NodeIndex node, std::string_view property = {}) const {
    const Element element = document_.at(node);
    // Who reads tolerantly finds the name of an unknown property in the text, and the path of a node.
    if (tolerant_) return expression_path(element, definitions_);
    std::string path = element_path(element, definitions_);
    if (!property.empty()) path.append(".").append(property.substr(0, 100));
    return path;
  }

  // Of a property as a whole.
  std::string path_below(NodeIndex node, EntryIndex entry) const {
    const std::string_view name = definitions_.entry_name(entry);
    return tolerant_ ? path_of(node).append(".").append(name) : path_of(node, name);
  }

  NodeIndex append(NodeIndex parent, EntryIndex entry) {
    const NodeIndex node = document_.append(parent, definitions_.entry_name(entry), entry);
    scanner_.peek();
    document_.set_position(node, scanner_.position());
    return node;
  }
  // What the tolerant grammar let pass since the last call stands at this node.
  void report_slips(NodeIndex node) {
    if (scanner_.slips().empty()) return;
    for (const JsonScanner::Failure& slip : scanner_.slips()) {
      issues_.error(slip.code, path_of(node), slip.text, slip.position);
    }
    scanner_.slips().clear();
  }
  // What held nothing but a refused value was reported and is no element.
  void leave_out_refused() {
    for (const NodeIndex node : refused_) {
      const Element element = document_.at(node);
      if (node != 0 && !element.has_value() && !element.first_child() && element.parent()) document_.remove(node);
    }
  }
  bool within_limits(std::size_t depth) {
    if (depth > limits_.depth_max) return scanner_.fail("limit-depth", "The document is nested deeper than accepted.");
    if (document_.node_count() > limits_.nodes_max) {
      return scanner_.fail("limit-nodes", "The document has more elements than accepted. Send it in parts.");
    }
    return true;
  }

  bool read_resource(NodeIndex node, std::size_t depth);
  bool find_resource_type(std::string& name);
  bool read_object(NodeIndex node, TypeIndex type, bool is_resource, std::size_t depth);
  bool read_property(NodeIndex node, TypeIndex type, std::size_t seen_base, std::size_t depth);
  bool read_type_property(NodeIndex node, bool& had_type);
  bool read_values(NodeIndex node, EntryIndex entry, std::size_t seen, bool companion, std::size_t depth);
  bool read_list(NodeIndex node, EntryIndex entry, std::size_t seen, bool companion, std::size_t depth);
  bool read_item(NodeIndex node, EntryIndex entry, bool companion, std::size_t depth);
  bool read_single(EntryIndex entry, std::size_t seen, bool companion, NodeIndex node, std::size_t depth);
  bool read_primitive(NodeIndex node, JsonKind kind, std::size_t depth);
  bool begins(JsonKind kind, char byte);
  bool keep_wrong_primitive(NodeIndex node);
  bool wrong_kind(NodeIndex node, std::size_t depth);
  bool check_holes(std::size_t seen_base);
  std::size_t seen_index(std::size_t base, EntryIndex entry);

  Document& document_;
  std::string_view bytes_;
  const Definitions& definitions_;
  Issues& issues_;
  const ReadLimits& limits_;
  JsonScanner scanner_;
  bool tolerant_;
  TypeIndex element_type_;
  ResourceTypePlaces places_;
  std::vector<Seen> seen_;  // one stack for all open objects
  std::vector<NodeIndex> refused_;
  std::size_t problems_ = 0;
  NodeIndex open_ = 0;  // the node being read, for the path of a failure
};

bool Reader::find_resource_type(std::string& name) {
  const JsonScanner::Mark start = scanner_.mark();
  const std::size_t brace = scanner_.offset();
  std::string_view text;
  scanner_.take('{');
  scanner_.peek();
  if (scanner_.rest().starts_with(kQuotedResourceType)) {
    scanner_.jump(scanner_.offset() + kQuotedResourceType.size());
    scanner_.take(':');
  } else {
    const std::size_t value = places_.find(bytes_, brace);
    if (value == std::string_view::npos) {
      scanner_.return_to(start);
      return false;
    }
    scanner_.jump(value);
  }
  const bool found = scanner_.peek() == '"' && scanner_.read_string(text);
  if (found) name.assign(text);
  scanner_.return_to(start);
  return found;
}

bool Reader::read_resource(NodeIndex node, std::size_t depth) {
  open_ = node;
  if (scanner_.peek() != '{') {
    if (node == 0) return scanner_.expect('{');
    return wrong_kind(node, depth);
  }
  const Position position = scanner_.position();
  document_.set_position(node, position);
  std::string name;
  if (!find_resource_type(name)) {
    if (!scanner_.failure().code.empty()) return false;
    return problem("json-no-resource-type", path_of(node), "The resource does not say what it is. Add resourceType.",
                   position) &&
           scanner_.skip_value(depth - 1);
  }
  const TypeIndex type = definitions_.is_resource(name) ? definitions_.find_type(name) : definitions::kNone;
  if (type == definitions::kNone || definitions_.type(type).is_abstract) {
    return problem("json-unknown-resource", path_of(node), "FHIR R4 has no resource of that type. Check resourceType.",
                   position) &&
           scanner_.skip_value(depth - 1);
  }
  document_.set_value_unowned(node, ValueKind::resource, definitions_.type(type).name);
  return read_object(node, type, true, depth);
}

// At the opening brace.
bool Reader::read_object(NodeIndex node, TypeIndex type, bool is_resource, std::size_t depth) {
  if (!within_limits(depth)) return false;
  const Position position = scanner_.position();
  scanner_.take('{');
  if (scanner_.take('}')) {
    return problem("json-empty", path_of(node), "An object is empty. Leave the property out.", position);
  }
  const std::size_t seen_base = seen_.size();
  bool had_type = false;
  do {
    open_ = node;
    scanner_.peek();
    if (is_resource && scanner_.rest().starts_with(kQuotedResourceType)) {
      if (!read_type_property(node, had_type)) return false;
    } else if (!read_property(node, type, seen_base, depth)) {
      return false;
    }
    if (tolerant_) report_slips(node);
  } while (scanner_.take(',') && !scanner_.takes_trailing_comma('}'));
  open_ = node;
  if (!scanner_.expect('}') || !check_holes(seen_base)) return false;
  seen_.resize(seen_base);
  return true;
}

bool Reader::read_type_property(NodeIndex node, bool& had_type) {
  const Position position = scanner_.position();
  std::string_view ignored;
  if (!scanner_.read_string(ignored) || !scanner_.expect(':') || !scanner_.read_string(ignored)) return false;
  if (!std::exchange(had_type, true)) return true;
  return problem("json-duplicate-key", path_of(node, kResourceType), "The property stands twice in one object.",
                 position);
}

std::size_t Reader::seen_index(std::size_t base, EntryIndex entry) {
  for (std::size_t i = base; i < seen_.size(); ++i) {
    if (seen_[i].entry == entry) return i;
  }
  seen_.push_back({.entry = entry});
  return seen_.size() - 1;
}

bool Reader::read_property(NodeIndex node, TypeIndex type, std::size_t seen_base, std::size_t depth) {
  const Position position = scanner_.position();
  std::string_view key;
  if (!scanner_.read_string(key)) return false;
  if (tolerant_) report_slips(node);
  const bool companion = key.starts_with('_');
  const EntryIndex entry = definitions_.find_entry(type, companion ? key.substr(1) : key);
  bool known = entry != definitions::kNone;
  if (known && companion) {
    // Only what is a primitive element in XML can carry an id and extensions.
    const TypeIndex value_type = definitions_.entry_type(entry);
    const JsonKind kind = definitions_.type_json_kind(value_type);
    known = definitions_.type_kind(value_type) == TypeKind::primitive && kind != JsonKind::xhtml &&
            !definitions_.entry_is_xml_attribute(entry);
  }
  if (!known) {
    const bool in_primitive = tolerant_ && type == element_type_;
    if (in_primitive) refused_.push_back(node);
    const std::string_view code = in_primitive ? "json-primitive-property" : "json-unknown-property";
    constexpr std::string_view kText = "FHIR R4 has no such property here. Check its spelling and its place.";
    const std::string text = tolerant_ ? fmt::format("\"{}\": {}", key.substr(0, 100), kText) : std::string(kText);
    return problem(code, path_of(node, key), text, position) && scanner_.expect(':') && scanner_.skip_value(depth);
  }
  const std::size_t seen = seen_index(seen_base, entry);
  bool& had = companion ? seen_[seen].companion : seen_[seen].value;
  if (std::exchange(had, true)) {
    return problem("json-duplicate-key", path_of(node, key), "The property stands twice in one object.", position) &&
           scanner_.expect(':') && scanner_.skip_value(depth);
  }
  if (!scanner_.expect(':')) return false;
  return read_values(node, entry, seen, companion, depth);
}

bool Reader::read_values(NodeIndex node, EntryIndex entry, std::size_t seen, bool companion, std::size_t depth) {
  const bool is_list = definitions_.entry_is_list(entry);
  const char byte = scanner_.peek();
  if (is_list != (byte == '[')) {
    std::string path = path_below(node, entry);
    const Position position = scanner_.position();
    if (byte == '\0') return scanner_.expect('"');
    const bool goes_on = (is_list ? problem("json-list-expected", std::move(path),
                                            "The property repeats: write its value in [ ].", position)
                                  : problem("json-list-unexpected", std::move(path),
                                            "The property does not repeat: leave out the [ ].", position));
    if (!goes_on) return false;
    if (!tolerant_) return scanner_.skip_value(depth);
    if (is_list) return read_single(entry, seen, companion, node, depth);
    scanner_.take('[');
    if (scanner_.take(']')) return true;
    if (!read_single(entry, seen, companion, node, depth)) return false;
    while (scanner_.take(',')) {
      if (!scanner_.takes_trailing_comma(']') && !scanner_.skip_value(depth)) return false;
    }
    return scanner_.expect(']');
  }
  if (is_list) return read_list(node, entry, seen, companion, depth);
  return read_single(entry, seen, companion, node, depth);
}

bool Reader::read_single(EntryIndex entry, std::size_t seen, bool companion, NodeIndex node, std::size_t depth) {
  if (seen_[seen].first == kNoNode) seen_[seen].first = append(node, entry);
  seen_[seen].count = std::max(seen_[seen].count, 1U);
  return read_item(seen_[seen].first, entry, companion, depth);
}

bool Reader::read_list(NodeIndex node, EntryIndex entry, std::size_t seen, bool companion, std::size_t depth) {
  const Position position = scanner_.position();
  scanner_.take('[');
  if (scanner_.peek() == ']') {
    scanner_.take(']');
    if (tolerant_) refused_.push_back(node);
    return problem("json-empty", path_below(node, entry), "A list is empty. Leave the property out.", position);
  }
  const bool primitive = definitions_.type_kind(definitions_.entry_type(entry)) == TypeKind::primitive;
  const bool joining = seen_[seen].count > 0;  // the other half of a primitive list has made the nodes already
  NodeIndex item = joining ? seen_[seen].first : kNoNode;
  std::uint32_t count = 0;
  do {
    if (!joining) {
      item = append(node, entry);
      if (count == 0) seen_[seen].first = item;
    }
    if (item != kNoNode) {
      if (primitive && scanner_.peek() == 'n') {
        std::string_view ignored;
        if (!scanner_.read_literal(ignored)) return false;
        seen_[seen].holes = true;
      } else if (!read_item(item, entry, companion, depth)) {
        return false;
      }
      if (joining) item = document_.at(item).next().index();
    } else if (!scanner_.skip_value(depth)) {
      return false;
    }
    if (joining && ++count == seen_[seen].count) item = kNoNode;
    if (!joining) ++count;
    if (tolerant_) report_slips(item == kNoNode || joining ? node : item);
  } while (scanner_.take(',') && !scanner_.takes_trailing_comma(']'));
  open_ = node;
  if (!scanner_.expect(']')) return false;
  if (joining && count != seen_[seen].count) {
    return problem("json-list-length", path_of(node, definitions_.entry_name(entry)),
                   "The list and the list of its extensions have different lengths. Fill the gaps with null.",
                   position);
  }
  seen_[seen].count = count;
  return true;
}

bool Reader::read_item(NodeIndex node, EntryIndex entry, bool companion, std::size_t depth) {
  open_ = node;
  const TypeIndex type = definitions_.entry_type(entry);
  const TypeKind kind = definitions_.type_kind(type);
  if (companion || kind == TypeKind::complex || kind == TypeKind::backbone) {
    if (scanner_.peek() != '{') return wrong_kind(node, depth);
    return read_object(node, companion ? element_type_ : type, false, depth + 1);
  }
  if (kind == TypeKind::resource) return read_resource(node, depth + 1);
  return read_primitive(node, definitions_.type_json_kind(type), depth);
}

bool Reader::read_primitive(NodeIndex node, JsonKind kind, std::size_t depth) {
  if (document_.node_count() > limits_.nodes_max) return within_limits(depth);
  const char byte = scanner_.peek();
  if (tolerant_ && !begins(kind, byte)) return keep_wrong_primitive(node);
  std::string_view text;
  ValueKind value_kind = kind == JsonKind::xhtml ? ValueKind::xhtml : ValueKind::text;
  if (kind == JsonKind::number) {
    if (byte != '-' && (byte < '0' || byte > '9')) return wrong_kind(node, depth);
    value_kind = ValueKind::number;
    if (!scanner_.read_number(text)) return false;
  } else if (kind == JsonKind::boolean) {
    if (byte != 't' && byte != 'f') return wrong_kind(node, depth);
    value_kind = ValueKind::boolean;
    if (!scanner_.read_literal(text)) return false;
  } else {
    if (byte != '"' && !tolerant_) return wrong_kind(node, depth);
    const Position position = scanner_.position();
    if (!scanner_.read_string(text)) return false;
    if (text.empty()) return problem("json-empty", path_of(node), "A text is empty. Leave the property out.", position);
  }
  document_.set_value(node, value_kind, text);
  return true;
}

// A bare word may stand for a text; what else it could be is for the grammar to say.
bool Reader::begins(JsonKind kind, char byte) {
  if (kind == JsonKind::number) return byte == '-' || (byte >= '0' && byte <= '9');
  if (kind == JsonKind::boolean) return (byte == 't' || byte == 'f') && !scanner_.at_bare_word();
  return byte == '"' || scanner_.at_bare_word();
}

// A number in quotes, a text without: what was meant can be checked further.
bool Reader::keep_wrong_primitive(NodeIndex node) {
  const char byte = scanner_.peek();
  if (byte == '{' || byte == '[' || byte == 'n' || byte == '\0') return wrong_kind(node, 0);
  if (!problem("json-wrong-kind", path_of(node),
               "The value has the wrong JSON kind (text in quotes, number, true or false).", scanner_.position())) {
    return false;
  }
  std::string_view text;
  if (byte == '-' || (byte >= '0' && byte <= '9')) {
    if (!scanner_.read_number(text)) return false;
  } else if (byte == '"' || scanner_.at_bare_word()) {
    if (!scanner_.read_string(text)) return false;
  } else if (!scanner_.read_literal(text)) {
    return false;
  }
  if (!text.empty()) document_.set_value(node, ValueKind::text, text);
  return true;
}

bool Reader::wrong_kind(NodeIndex node, std::size_t depth) {
  if (scanner_.peek() == '\0') return scanner_.expect('"');
  if (tolerant_) refused_.push_back(node);
  return problem("json-wrong-kind", path_of(node),
                 "The value has the wrong JSON kind (text in quotes, number, true or false, object).",
                 scanner_.position()) &&
         scanner_.skip_value(depth);
}

// A null in a list stands for "see the other list": somewhere the item must have a value or an extension.
bool Reader::check_holes(std::size_t seen_base) {
  for (std::size_t i = seen_base; i < seen_.size(); ++i) {
    if (!seen_[i].holes) continue;
    Element item = document_.at(seen_[i].first);
    for (std::uint32_t n = 0; n < seen_[i].count; ++n, item = item.next()) {
      if (item.has_value() || item.first_child()) continue;
      if (!problem("json-empty", path_of(item.index()), "A list item has neither a value nor an extension.",
                   item.position())) {
        return false;
      }
    }
  }
  return true;
}

}  // namespace

bool read_json_into(Document& document, std::string_view bytes, const Definitions& definitions, Issues& issues,
                    const ReadLimits& limits) {
  document.clear();
  if (bytes.size() > limits.bytes_max) {
    issues.error("limit-bytes", "", "The document is larger than this system accepts. Send it in parts.");
    return false;
  }
  if (bytes.data() == nullptr) bytes = "";
  return Reader(document, bytes, definitions, issues, limits, JsonGrammar::strict).read();
}

bool read_json_tolerant(Document& document, std::string_view bytes, const Definitions& definitions, Issues& issues,
                        const ReadLimits& limits) {
  document.clear();
  if (bytes.size() > limits.bytes_max) {
    issues.error("limit-bytes", "", "The document is larger than this system accepts. Send it in parts.");
    return false;
  }
  if (bytes.data() == nullptr) bytes = "";
  return Reader(document, bytes, definitions, issues, limits, JsonGrammar::tolerant).read();
}

std::optional<Document> read_json(std::string_view bytes, const Definitions& definitions, Issues& issues,
                                  const ReadLimits& limits) {
  Document document;
  if (!read_json_into(document, bytes, definitions, issues, limits)) return std::nullopt;
  return document;
}

}  // namespace careway::fhir
