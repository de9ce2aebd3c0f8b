#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "profiles/definitions/definitions.h"
#include "profiles/fhir/document.h"

namespace careway::fhir {

struct OrderedChild {
  std::uint64_t rank;
  NodeIndex node;
  definitions::EntryIndex entry;
};

/// The children of one element in definition order, for the writers. One stack serves all open levels: make an
/// OrderedChildren while its level is written and let it go afterwards. Children that no definition knows (a tree that
/// no reader has checked) come last, in tree order, so that a writer never drops them.
class OrderedChildren {
 public:
  OrderedChildren(std::vector<OrderedChild>& stack, Element parent, definitions::TypeIndex type,
                  const definitions::Definitions& definitions);
  ~OrderedChildren() { stack_.resize(base_); }
  OrderedChildren(const OrderedChildren&) = delete;
  OrderedChildren& operator=(const OrderedChildren&) = delete;

  [[nodiscard]] std::size_t size() const { return count_; }
  [[nodiscard]] Element element(std::size_t i) const { return document_.at(stack_[base_ + i].node); }
  /// kNone when no definition knows the child.
  [[nodiscard]] definitions::EntryIndex entry(std::size_t i) const { return stack_[base_ + i].entry; }
  /// Index behind the last child with the same name as child `i`.
  [[nodiscard]] std::size_t group_end(std::size_t i) const;

 private:
  const Document& document_;
  std::vector<OrderedChild>& stack_;
  std::size_t base_;
  std::size_t count_ = 0;
};

/// The type whose entries the children of that node have: of a resource its own, of a primitive Element, else the
/// entry's.
definitions::TypeIndex content_type(Element element, definitions::EntryIndex entry,
                                    const definitions::Definitions& definitions);

}  // namespace careway::fhir
