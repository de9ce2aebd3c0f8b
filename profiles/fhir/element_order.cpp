#include "profiles/fhir/element_order.h"

#include <algorithm>
#include <map>
#include <string_view>

namespace careway::fhir {
namespace {

constexpr std::uint64_t kUnknownRank = std::uint64_t{1} << 62U;

}  // namespace

OrderedChildren::OrderedChildren(std::vector<OrderedChild>& stack, Element parent, definitions::TypeIndex type,
                                 const definitions::Definitions& definitions)
    : document_(parent.document()), stack_(stack), base_(stack.size()) {
  std::map<std::string_view, std::uint64_t> unknown;
  std::uint64_t previous = 0;
  bool sorted = true;
  for (Element child : parent) {
    definitions::EntryIndex entry = child.entry();
    if (entry == kNoEntry && type != definitions::kNone) entry = definitions.find_entry(type, child.name());
    std::uint64_t rank = 0;
    if (entry == definitions::kNone) {
      rank = kUnknownRank + unknown.try_emplace(child.name(), unknown.size()).first->second;
    } else {
      rank = (std::uint64_t{definitions.entry_ordinal(entry)} << 32U) + entry;
    }
    sorted = sorted && rank >= previous;
    previous = rank;
    stack_.push_back({rank, child.index(), entry});
    ++count_;
  }
  if (!sorted) {
    std::stable_sort(stack_.begin() + static_cast<std::ptrdiff_t>(base_), stack_.end(),
                     [](const OrderedChild& a, const OrderedChild& b) { return a.rank < b.rank; });
  }
}

std::size_t OrderedChildren::group_end(std::size_t i) const {
  const std::uint64_t rank = stack_[base_ + i].rank;
  while (i < count_ && stack_[base_ + i].rank == rank) ++i;
  return i;
}

definitions::TypeIndex content_type(Element element, definitions::EntryIndex entry,
                                    const definitions::Definitions& definitions) {
  if (element.kind() == ValueKind::resource) return definitions.find_type(element.value());
  if (entry == definitions::kNone) return definitions::kNone;
  const definitions::TypeIndex type = definitions.entry_type(entry);
  if (definitions.type_kind(type) == definitions::TypeKind::primitive) return definitions.find_type("Element");
  return type;
}

}  // namespace careway::fhir
