#pragma once

#include <cstdint>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "profiles/fhir/issue.h"

namespace careway::fhir {

using NodeIndex = std::uint32_t;
inline constexpr NodeIndex kNoNode = 0xFFFFFFFF;
/// A node that no definition describes (partner documents; unknown elements).
inline constexpr std::uint32_t kNoEntry = 0xFFFFFFFF;

/// What a node's own value is, beside its children.
enum class ValueKind : std::uint8_t {
  none,          ///< no value of its own: an object, or a primitive with only id and extensions
  text,          ///< a string
  number,        ///< the lexeme of a number, exactly as written (16.40 stays 16.40)
  boolean,       ///< "true" or "false"
  null,          ///< JSON null (partner JSON only)
  xhtml,         ///< FHIR narrative: the bytes of the div element
  resource,      ///< a FHIR resource; the value is its type ("Patient"); resourceType is no child
  empty_object,  ///< {} (partner JSON only)
  empty_list,    ///< [] (partner JSON only)
};

class Document;

/// A small handle: document and node. Valid while the document lives and the node is not removed. Copy it freely.
class Element {
 public:
  Element() = default;
  Element(const Document* document, NodeIndex index) : document_(document), index_(index) {}

  [[nodiscard]] bool exists() const { return index_ != kNoNode; }
  explicit operator bool() const { return exists(); }
  [[nodiscard]] NodeIndex index() const { return index_; }
  [[nodiscard]] const Document& document() const { return *document_; }

  [[nodiscard]] std::string_view name() const;
  [[nodiscard]] ValueKind kind() const;
  [[nodiscard]] bool has_value() const { return kind() != ValueKind::none; }
  /// The value's text: decoded string, number lexeme, "true"/"false", div bytes, resource type; empty without a value.
  [[nodiscard]] std::string_view value() const;
  /// Index of the child entry in definitions::Definitions, or kNoEntry.
  [[nodiscard]] std::uint32_t entry() const;
  /// True when the node is an item of a JSON list in a partner document (a list of one stays a list).
  [[nodiscard]] bool is_list_item() const;
  [[nodiscard]] bool is_attribute() const;
  [[nodiscard]] Position position() const;
  [[nodiscard]] Element parent() const;
  [[nodiscard]] Element first_child() const;
  [[nodiscard]] Element next() const;
  /// First child with that name, or a handle that does not exist.
  [[nodiscard]] Element child(std::string_view name) const;
  /// Value of the first child with that name; empty when absent.
  [[nodiscard]] std::string_view child_value(std::string_view name) const;
  /// Zero-based place among the siblings of the same name.
  [[nodiscard]] std::size_t ordinal_among_same_name() const;

  class Iterator {
   public:
    using value_type = Element;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::forward_iterator_tag;
    Iterator() = default;
    Iterator(const Document* document, NodeIndex index) : document_(document), index_(index) {}
    Element operator*() const { return {document_, index_}; }
    Iterator& operator++();
    Iterator operator++(int) {
      auto copy = *this;
      ++*this;
      return copy;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) { return a.index_ == b.index_; }

   private:
    const Document* document_ = nullptr;
    NodeIndex index_ = kNoNode;
  };
  /// Iterates the children in order: `for (Element child : element)`.
  [[nodiscard]] Iterator begin() const;
  [[nodiscard]] Iterator end() const { return {document_, kNoNode}; }

 private:
  const Document* document_ = nullptr;
  NodeIndex index_ = kNoNode;
};

/// A tree in one arena: a FHIR resource, a partner's document, or a whole record. Repeated elements are siblings of the
/// same name. In FHIR a primitive's id and extensions are its children; `contained`, `Bundle.entry.resource` and the
/// root are nodes of kind `resource`. Numbers and dates stay text.
///
/// Move-only. One thread at a time while it is changed; any number of readers afterwards.
class Document {
 public:
  Document();
  Document(Document&&) noexcept = default;
  Document& operator=(Document&&) noexcept = default;
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;

  [[nodiscard]] Element root() const { return {this, 0}; }
  [[nodiscard]] Element at(NodeIndex index) const { return {this, index}; }
  [[nodiscard]] std::size_t node_count() const { return nodes_.size(); }
  /// Bytes held by the arena and the nodes.
  [[nodiscard]] std::size_t memory_bytes() const;

  /// Empties the tree (a fresh root remains) but keeps the memory for the next use.
  void clear();

  /// Copies bytes into the arena; the view lives as long as the document.
  std::string_view intern(std::string_view text);
  /// Appends a child. `name` must outlive the document: a literal, interned text, or text of a longer-lived table.
  NodeIndex append(NodeIndex parent, std::string_view name, std::uint32_t entry = kNoEntry);
  /// Inserts a child behind `after`, or as the first one when `after` is kNoNode.
  NodeIndex insert(NodeIndex parent, NodeIndex after, std::string_view name, std::uint32_t entry = kNoEntry);
  /// Sets the value; the text is copied into the arena.
  void set_value(NodeIndex node, ValueKind kind, std::string_view text);
  /// Sets the value without a copy: `text` must outlive the document.
  void set_value_unowned(NodeIndex node, ValueKind kind, std::string_view text);
  void clear_value(NodeIndex node);
  void set_entry(NodeIndex node, std::uint32_t entry);
  void set_name(NodeIndex node, std::string_view name);
  void set_list_item(NodeIndex node, bool is_list_item);
  void set_attribute(NodeIndex node, bool is_attribute);
  void set_position(NodeIndex node, Position position);
  /// Unlinks a node and all below it; its index is never used again.
  void remove(NodeIndex node);
  /// Moves the children of `parent` into another order: `order` lists every child exactly once.
  void reorder(NodeIndex parent, const std::vector<NodeIndex>& order);
  /// Deep-copies `source` (any document) as the last child of `parent`; names and values are interned.
  NodeIndex append_copy(NodeIndex parent, Element source);
  /// Deep-copies value and children of `source` over `target` (name kept).
  void copy_content(NodeIndex target, Element source);

 private:
  friend class Element;
  struct Node {
    const char* name = "";
    const char* value = "";
    std::uint32_t name_length = 0;
    std::uint32_t value_length = 0;
    NodeIndex parent = kNoNode;
    NodeIndex first_child = kNoNode;
    NodeIndex last_child = kNoNode;
    NodeIndex next = kNoNode;
    std::uint32_t entry = kNoEntry;
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    ValueKind kind = ValueKind::none;
    bool is_list_item = false;
    bool is_attribute = false;
  };
  struct Block {
    std::unique_ptr<char[]> bytes;
    std::size_t size = 0;
  };

  std::vector<Node> nodes_;
  std::vector<Block> blocks_;
  std::size_t block_ = 0;       // the block being filled
  std::size_t block_used_ = 0;  // bytes used in it
};

/// True when two trees say the same: names, kinds, values (numbers by lexeme) and the order of children with the same
/// name; children with different names may stand in any order when `any_order` is true. Positions and entries do not
/// count.
bool same_content(Element a, Element b, bool any_order = true);

/// "Patient.name[0].given[1]" for a FHIR tree.
std::string fhir_path(Element element);

inline std::string_view Element::name() const {
  const auto& node = document_->nodes_[index_];
  return {node.name, node.name_length};
}
inline ValueKind Element::kind() const {
  return document_->nodes_[index_].kind;
}
inline std::string_view Element::value() const {
  const auto& node = document_->nodes_[index_];
  return {node.value, node.value_length};
}
inline std::uint32_t Element::entry() const {
  return document_->nodes_[index_].entry;
}
inline bool Element::is_list_item() const {
  return document_->nodes_[index_].is_list_item;
}
inline bool Element::is_attribute() const {
  return document_->nodes_[index_].is_attribute;
}
inline Position Element::position() const {
  return {document_->nodes_[index_].line, document_->nodes_[index_].column};
}
inline Element Element::parent() const {
  return {document_, document_->nodes_[index_].parent};
}
inline Element Element::first_child() const {
  return {document_, document_->nodes_[index_].first_child};
}
inline Element Element::next() const {
  return {document_, document_->nodes_[index_].next};
}
inline Element::Iterator Element::begin() const {
  return {document_, document_->nodes_[index_].first_child};
}
inline Element::Iterator& Element::Iterator::operator++() {
  index_ = Element(document_, index_).next().index();
  return *this;
}

}  // namespace careway::fhir
