#include "mappers/engine/trie.h"

#include <algorithm>
#include <bit>

namespace careway::engine {
namespace {

fhir::ValueKind kind_of(const formats::Field* field) {
  if (field == nullptr) return fhir::ValueKind::text;
  switch (field->type) {
    case formats::FieldType::integer:
    case formats::FieldType::decimal:
      return fhir::ValueKind::number;
    case formats::FieldType::boolean:
      return fhir::ValueKind::boolean;
    default:
      return fhir::ValueKind::text;
  }
}

}  // namespace

std::uint64_t trie_hash(std::uint16_t parent, std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325ULL ^ parent;  // FNV-1a
  for (const char c : name) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3ULL;
  }
  return hash | 1;  // 0 marks an empty place
}

TrieBuilder::TrieBuilder(PlanBlock& block, const formats::Field& item_schema, bool has_kinds)
    : block_(block), has_kinds_(has_kinds) {
  block_.trie.emplace_back();
  if (has_kinds_) block_.trie[0].value_kind = kind_of(&item_schema);
  schemas_.push_back(&item_schema);
}

std::uint16_t TrieBuilder::node(const language::PartnerPath& path) {
  std::uint16_t at = 0;
  for (const std::string& step : path.steps) {
    if (step == ".") continue;
    std::uint16_t next = kNoIndex;
    for (const std::uint16_t child : block_.trie[at].children) {
      if (block_.trie[child].name == step) next = child;
    }
    if (next == kNoIndex) {
      next = static_cast<std::uint16_t>(block_.trie.size());
      TrieNode& made = block_.trie.emplace_back();
      made.name = step;
      made.parent = at;
      made.is_attribute = step.starts_with('@');
      const formats::Field* above = schemas_[at];
      const formats::Field* schema = above != nullptr ? above->child(step) : nullptr;
      schemas_.push_back(schema);
      made.order = static_cast<std::uint16_t>(above != nullptr ? above->order_of(step) : block_.trie.size());
      if (has_kinds_) made.value_kind = kind_of(schema);
      made.is_list = schema != nullptr && schema->max > 1;
      block_.trie[at].children.push_back(next);
    }
    at = next;
  }
  return at;
}

std::uint16_t TrieBuilder::field(const language::PartnerPath& path) {
  const std::uint16_t at = node(path);
  if (block_.trie[at].field != kNoIndex) return block_.trie[at].field;
  const auto index = static_cast<std::uint16_t>(block_.fields.size());
  block_.fields.push_back({path.text == "." ? std::string() : path.text, at});
  block_.trie[at].field = index;
  return index;
}

std::uint16_t TrieBuilder::items(const language::PartnerPath& path, std::uint16_t each) {
  const std::uint16_t at = node(path);
  block_.trie[at].each = each;
  return at;
}

void TrieBuilder::finish() {
  for (TrieNode& node : block_.trie) {
    std::ranges::stable_sort(node.children, {}, [&](std::uint16_t child) { return block_.trie[child].order; });
  }
  block_.child_table.assign(std::bit_ceil(block_.trie.size() * 2 + 1), {});
  const std::size_t mask = block_.child_table.size() - 1;
  for (std::uint16_t i = 1; i < block_.trie.size(); ++i) {
    const std::uint64_t hash = trie_hash(block_.trie[i].parent, block_.trie[i].name);
    std::size_t place = hash & mask;
    while (block_.child_table[place].hash != 0) place = (place + 1) & mask;
    block_.child_table[place] = {hash, block_.trie[i].parent, i};
  }
}

std::uint16_t PlanBlock::find_child(std::uint16_t parent, std::string_view name) const {
  const std::uint64_t hash = trie_hash(parent, name);
  const std::size_t mask = child_table.size() - 1;
  for (std::size_t place = hash & mask; child_table[place].hash != 0; place = (place + 1) & mask) {
    const Child& child = child_table[place];
    if (child.hash == hash && child.parent == parent && trie[child.node].name == name) return child.node;
  }
  return kNoIndex;
}

}  // namespace careway::engine
