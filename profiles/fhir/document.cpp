#include "profiles/fhir/document.h"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace careway::fhir {
namespace {

constexpr std::size_t kFirstBlockBytes = 4 * 1024;  // a resource; a batch of rows holds thousands
constexpr std::size_t kBlockBytes = 16 * 1024;

}  // namespace

Element Element::child(std::string_view name) const {
  for (Element candidate = first_child(); candidate; candidate = candidate.next()) {
    if (candidate.name() == name) return candidate;
  }
  return {document_, kNoNode};
}

std::string_view Element::child_value(std::string_view name) const {
  const Element found = child(name);
  return found ? found.value() : std::string_view{};
}

std::size_t Element::ordinal_among_same_name() const {
  const Element above = parent();
  if (!above) return 0;
  std::size_t ordinal = 0;
  for (Element sibling = above.first_child(); sibling && sibling.index() != index_; sibling = sibling.next()) {
    if (sibling.name() == name()) ++ordinal;
  }
  return ordinal;
}

Document::Document() {
  nodes_.emplace_back();
}

std::size_t Document::memory_bytes() const {
  std::size_t bytes = nodes_.capacity() * sizeof(Node);
  for (const Block& block : blocks_) bytes += block.size;
  return bytes;
}

void Document::clear() {
  nodes_.clear();
  nodes_.emplace_back();
  block_ = 0;
  block_used_ = 0;
}

std::string_view Document::intern(std::string_view text) {
  if (text.empty()) return {"", 0};
  while (block_ < blocks_.size() && block_used_ + text.size() > blocks_[block_].size) {
    ++block_;
    block_used_ = 0;
  }
  if (block_ == blocks_.size()) {
    const std::size_t size = std::max(blocks_.empty() ? kFirstBlockBytes : kBlockBytes, text.size());
    blocks_.push_back({std::make_unique_for_overwrite<char[]>(size), size});
    block_used_ = 0;
  }
  char* place = blocks_[block_].bytes.get() + block_used_;
  std::memcpy(place, text.data(), text.size());
  block_used_ += text.size();
  return {place, text.size()};
}

NodeIndex Document::append(NodeIndex parent, std::string_view name, std::uint32_t entry) {
  return insert(parent, nodes_[parent].last_child, name, entry);
}

NodeIndex Document::insert(NodeIndex parent, NodeIndex after, std::string_view name, std::uint32_t entry) {
  const auto index = static_cast<NodeIndex>(nodes_.size());
  Node& node = nodes_.emplace_back();
  node.name = name.data();
  node.name_length = static_cast<std::uint32_t>(name.size());
  node.parent = parent;
  node.entry = entry;
  Node& above = nodes_[parent];
  if (after == kNoNode) {
    node.next = above.first_child;
    above.first_child = index;
  } else {
    node.next = nodes_[after].next;
    nodes_[after].next = index;
  }
  if (above.last_child == after) above.last_child = index;
  return index;
}

void Document::set_value(NodeIndex node, ValueKind kind, std::string_view text) {
  set_value_unowned(node, kind, intern(text));
}

void Document::set_value_unowned(NodeIndex node, ValueKind kind, std::string_view text) {
  Node& target = nodes_[node];
  target.kind = kind;
  target.value = text.data();
  target.value_length = static_cast<std::uint32_t>(text.size());
}

void Document::clear_value(NodeIndex node) {
  set_value_unowned(node, ValueKind::none, {"", 0});
}
void Document::set_entry(NodeIndex node, std::uint32_t entry) {
  nodes_[node].entry = entry;
}
void Document::set_name(NodeIndex node, std::string_view name) {
  nodes_[node].name = name.data();
  nodes_[node].name_length = static_cast<std::uint32_t>(name.size());
}
void Document::set_list_item(NodeIndex node, bool is_list_item) {
  nodes_[node].is_list_item = is_list_item;
}
void Document::set_attribute(NodeIndex node, bool is_attribute) {
  nodes_[node].is_attribute = is_attribute;
}
void Document::set_position(NodeIndex node, Position position) {
  nodes_[node].line = position.line;
  nodes_[node].column = position.column;
}

void Document::remove(NodeIndex node) {
  const NodeIndex parent = nodes_[node].parent;
  assert(parent != kNoNode && "the root cannot be removed");
  NodeIndex before = kNoNode;
  for (NodeIndex at = nodes_[parent].first_child; at != node; at = nodes_[at].next) before = at;
  if (before == kNoNode) {
    nodes_[parent].first_child = nodes_[node].next;
  } else {
    nodes_[before].next = nodes_[node].next;
  }
  if (nodes_[parent].last_child == node) nodes_[parent].last_child = before;
  nodes_[node].parent = kNoNode;
  nodes_[node].next = kNoNode;
}

void Document::reorder(NodeIndex parent, const std::vector<NodeIndex>& order) {
  Node& above = nodes_[parent];
  above.first_child = order.empty() ? kNoNode : order.front();
  above.last_child = order.empty() ? kNoNode : order.back();
  for (std::size_t i = 0; i < order.size(); ++i) {
    nodes_[order[i]].next = i + 1 < order.size() ? order[i + 1] : kNoNode;
  }
}

NodeIndex Document::append_copy(NodeIndex parent, Element source) {
  const NodeIndex copy = append(parent, intern(source.name()), source.entry());
  copy_content(copy, source);
  return copy;
}

void Document::copy_content(NodeIndex target, Element source) {
  // An explicit list instead of recursion: partner documents may be deep.
  std::vector<std::pair<NodeIndex, Element>> waiting{{target, source}};
  while (!waiting.empty()) {
    const auto [to, from] = waiting.back();
    waiting.pop_back();
    set_value(to, from.kind(), from.value());
    nodes_[to].is_list_item = from.is_list_item();
    nodes_[to].is_attribute = from.is_attribute();
    set_position(to, from.position());
    for (Element child : from) waiting.emplace_back(append(to, intern(child.name()), child.entry()), child);
  }
}

namespace {

bool same_node(Element a, Element b) {
  return a.kind() == b.kind() && a.value() == b.value() && a.name() == b.name();
}

bool same_children(Element a, Element b, bool any_order) {
  std::vector<Element> left(a.begin(), a.end());
  std::vector<Element> right(b.begin(), b.end());
  if (left.size() != right.size()) return false;
  if (any_order) {
    auto by_name = [](Element x, Element y) { return x.name() < y.name(); };
    std::ranges::stable_sort(left, by_name);
    std::ranges::stable_sort(right, by_name);
  }
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (!same_content(left[i], right[i], any_order)) return false;
  }
  return true;
}

}  // namespace

bool same_content(Element a, Element b, bool any_order) {
  return same_node(a, b) && same_children(a, b, any_order);
}

std::string fhir_path(Element element) {
  if (!element) return {};
  const Element above = element.parent();
  if (!above) return std::string(element.kind() == ValueKind::resource ? element.value() : element.name());
  std::string path = fhir_path(above);
  path += '.';
  path += element.name();
  std::size_t same = 0;
  for (Element sibling : above) same += sibling.name() == element.name() ? 1 : 0;
  if (same > 1) path += '[' + std::to_string(element.ordinal_among_same_name()) + ']';
  return path;
}

}  // namespace careway::fhir
