#include "gateway/pipeline/record_loader.h"

#include <algorithm>

#include "gateway/pipeline/person_links.h"
#include "gateway/pipeline/stored_resource.h"
#include "mappers/engine/engine.h"
#include "mappers/engine/slots.h"
#include "profiles/fhir/json.h"

namespace careway::pipeline {
namespace {

constexpr std::size_t kIdentifiersPerSearch = 100;

}  // namespace

WorkingSet::WorkingSet(const Services& services, const Caller& caller, const definitions::Definitions& definitions)
    : services_(services), caller_(caller), definitions_(definitions), hasher_(caller.tenant, services.search_secret) {}

WorkingSet::Item* WorkingSet::take(store::Resource&& resource) {
  Item& item = items_[to_text(resource.key)];
  item.key = resource.key;
  item.version = resource.version;
  item.deleted = resource.deleted;
  if (resource.deleted) return &item;
  fhir::Issues issues;
  if (!fhir::read_json_into(item.document, resource.body, definitions_, issues)) item.deleted = true;
  // What was drawn from people who were parted since is in no document any more.
  item.deleted = item.deleted || is_across_undone_link(services_, caller_, resource.body);
  note_identifiers(item);
  return &item;
}

void WorkingSet::read_contributors(const std::vector<store::ResourceKey>& keys) {
  std::vector<store::ResidueKey> wanted;
  for (const store::ResourceKey& key : keys) wanted.push_back({"", "contributors", to_text(key)});
  const auto stored = services_.store.read_residues(caller_.tenant, wanted);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto found = items_.find(wanted[i].item);
    if (!stored[i] || found == items_.end()) continue;
    Item& item = found->second;
    item.contributors.clear();
    item.contributors_version = stored[i]->version;
    std::string_view rest = stored[i]->bytes;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(' '), rest.size());
      item.contributors.emplace_back(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
}

WorkingSet::Item* WorkingSet::find(const store::ResourceKey& key) {
  if (const auto found = items_.find(to_text(key)); found != items_.end()) {
    return found->second.deleted ? nullptr : &found->second;
  }
  auto resource = services_.store.read(caller_.tenant, key);
  if (!resource) return nullptr;
  Item* item = take(std::move(*resource));
  read_contributors({item->key});
  return item->deleted ? nullptr : item;
}

void WorkingSet::prefetch(const std::vector<store::ResourceKey>& keys) {
  std::vector<store::ResourceKey> wanted;
  for (const store::ResourceKey& key : keys) {
    if (!items_.contains(to_text(key))) wanted.push_back(key);
  }
  for (auto& resource : services_.store.read_many(caller_.tenant, wanted)) {
    if (resource) take(std::move(*resource));
  }
  read_contributors(wanted);
}

WorkingSet::Item& WorkingSet::add(store::ResourceKey key) {
  Item& item = items_[to_text(key)];
  item.key = std::move(key);
  item.deleted = false;
  return item;
}

std::vector<store::ResourceKey> WorkingSet::referring(std::string_view type, std::string_view parameter,
                                                      const std::string& target) {
  std::vector<store::ResourceKey> keys;
  store::SearchQuery query;
  query.type = std::string(type);
  query.order = store::SearchOrder::oldest_first;
  query.page_size = store::kSearchPageMax;
  query.terms.push_back({{hasher_.hash(type, parameter, store::SearchForm::reference, {}, target)}});
  do {
    store::SearchPage page = services_.store.search(caller_.tenant, query);
    for (store::Resource& resource : page.resources) {
      keys.push_back(resource.key);
      if (items_.contains(to_text(resource.key))) continue;
      take(std::move(resource));
      read_contributors({keys.back()});
    }
    query.cursor = page.next_cursor;
  } while (!query.cursor.empty());
  for (const auto& [name, item] : items_) {
    if (item.key.type != type || item.deleted) continue;
    for (fhir::Element child : item.document.root()) {
      if (reference_parameter(type, child.name()).empty() || child.child_value("reference") != target) continue;
      if (std::ranges::find(keys, item.key) == keys.end()) keys.push_back(item.key);
    }
  }
  return keys;
}

std::uint64_t WorkingSet::identifier_hash(std::string_view type, std::string_view system,
                                          std::string_view value) const {
  return hasher_.hash(type, "identifier", store::SearchForm::system_and_code, system, value);
}

void WorkingSet::note_identifiers(const Item& item) {
  if (item.deleted) return;
  for (fhir::Element child : item.document.root()) {
    if (child.name() != "identifier") continue;
    auto& carriers = carriers_[identifier_hash(item.key.type, child.child_value("system"), child.child_value("value"))];
    if (std::ranges::find(carriers, item.key) == carriers.end()) carriers.push_back(item.key);
  }
}

void WorkingSet::prefetch_identifiers(std::string_view type, std::vector<std::uint64_t> hashes) {
  std::erase_if(hashes, [&](std::uint64_t hash) { return !searched_.insert(hash).second; });
  std::vector<store::ResourceKey> found;
  for (std::size_t begin = 0; begin < hashes.size(); begin += kIdentifiersPerSearch) {
    const std::size_t end = std::min(begin + kIdentifiersPerSearch, hashes.size());
    store::SearchQuery query;
    query.type = std::string(type);
    query.order = store::SearchOrder::oldest_first;
    query.page_size = store::kSearchPageMax;
    query.terms.push_back(
        {{hashes.begin() + static_cast<std::ptrdiff_t>(begin), hashes.begin() + static_cast<std::ptrdiff_t>(end)}});
    do {
      store::SearchPage page = services_.store.search(caller_.tenant, query);
      for (store::Resource& resource : page.resources) {
        if (items_.contains(to_text(resource.key))) continue;
        found.push_back(resource.key);
        take(std::move(resource));
      }
      query.cursor = page.next_cursor;
    } while (!query.cursor.empty());
  }
  if (!found.empty()) read_contributors(found);
}

std::vector<store::ResourceKey> WorkingSet::with_identifier(std::string_view type, std::string_view system,
                                                            std::string_view value) {
  const std::uint64_t hash = identifier_hash(type, system, value);
  prefetch_identifiers(type, {hash});
  const auto found = carriers_.find(hash);
  return found == carriers_.end() ? std::vector<store::ResourceKey>() : found->second;
}

void WorkingSet::clear() {
  items_.clear();
  carriers_.clear();
  searched_.clear();
}

std::vector<store::ResourceKey> WorkingSet::with_minted_key(std::string_view type, std::string_view minted_key) {
  std::vector<store::ResourceKey> keys;
  store::SearchQuery query;
  query.type = std::string(type);
  query.terms.push_back({{minted_key_hash(type, minted_key, hasher_)}});
  for (store::Resource& resource : services_.store.search(caller_.tenant, query).resources) {
    if (engine::minted_key(resource.key.id) != minted_key) continue;
    keys.push_back(resource.key);
    if (items_.contains(to_text(resource.key))) continue;
    take(std::move(resource));
    read_contributors({keys.back()});
  }
  return keys;
}

std::optional<store::ResourceKey> parse_reference(std::string_view reference) {
  if (const std::size_t history = reference.find("/_history/"); history != std::string_view::npos) {
    reference = reference.substr(0, history);
  }
  const std::size_t last = reference.rfind('/');
  if (last == std::string_view::npos || last + 1 == reference.size()) return std::nullopt;
  const std::size_t before = reference.rfind('/', last - 1);
  const std::size_t type_begin = last == 0 || before == std::string_view::npos ? 0 : before + 1;
  if (type_begin >= last) return std::nullopt;
  return store::ResourceKey{std::string(reference.substr(type_begin, last - type_begin)),
                            std::string(reference.substr(last + 1))};
}

bool load_resource(WorkingSet& set, engine::Record& record, std::uint16_t role, const store::ResourceKey& key) {
  for (const engine::RecordResource& resource : record.resources) {
    if (resource.role == role && resource.id == key.id && resource.type == key.type) return false;
  }
  const WorkingSet::Item* item = set.find(key);
  if (item == nullptr) return false;
  engine::RecordResource& added = record.add(role, item->document.root(), key.id);
  added.contributors = item->contributors;
  return true;
}

namespace {

void collect_links(const engine::PlanBlock& block, std::vector<const engine::PlanLink*>& links) {
  for (const engine::PlanLink& link : block.links) links.push_back(&link);
  for (const engine::PlanEach& each : block.eaches) collect_links(*each.block, links);
  for (const engine::PlanChoose& choose : block.chooses) {
    for (const engine::PlanCase& one : choose.cases) collect_links(*one.block, links);
  }
}

/// Follows a link from every resource of its role to the resources it names.
bool follow(const engine::Plan& plan, const engine::PlanLink& link, WorkingSet& set, engine::Record& record) {
  bool any = false;
  const bool is_single = !plan.roles[link.to_role].in_each;
  for (std::size_t i = 0; i < record.resources.size(); ++i) {
    // A service may belong to several packages; the document is about one of them.
    if (is_single && record.find(link.to_role) != nullptr) return any;
    if (record.resources[i].role != link.slot.root) continue;
    std::vector<fhir::NodeIndex> leaves;
    if (link.repeats) {
      engine::find_repeating(record.tree, record.resources[i].node, link.slot, leaves);
    } else if (const auto leaf = engine::find_slot(record.tree, record.resources[i].node, link.slot);
               leaf != fhir::kNoNode) {
      leaves.push_back(leaf);
    }
    for (const fhir::NodeIndex leaf : leaves) {
      const auto key = parse_reference(record.tree.at(leaf).value());
      if (key && key->type == plan.roles[link.to_role].type) any |= load_resource(set, record, link.to_role, *key);
    }
  }
  return any;
}

/// Finds the resources of the link's own role that name a known one.
bool follow_back(const engine::Plan& plan, const engine::PlanLink& link, WorkingSet& set, engine::Record& record) {
  bool any = false;
  const std::string& type = plan.roles[link.slot.root].type;
  const std::string_view parameter = reference_parameter(type, link.slot.steps.front().name);
  if (parameter.empty()) return false;
  const bool is_single = !plan.roles[link.slot.root].in_each;
  if (is_single && record.find(link.slot.root) != nullptr) return false;
  for (std::size_t i = 0; i < record.resources.size(); ++i) {
    if (record.resources[i].role != link.to_role) continue;
    const std::string target = record.resources[i].type + "/" + record.resources[i].id;
    for (const store::ResourceKey& key : set.referring(type, parameter, target)) {
      any |= load_resource(set, record, link.slot.root, key);
      if (is_single && any) return true;
    }
  }
  return any;
}

}  // namespace

void load_linked(const engine::Plan& plan, WorkingSet& set, engine::Record& record) {
  std::vector<const engine::PlanLink*> links;
  collect_links(*plan.root, links);
  // Which items belong to the document is said by its anchor alone: services of the plan, not all services of the
  // person.
  const auto anchor_of_items = [&](const engine::PlanLink& link) {
    if (!plan.roles[link.slot.root].in_each) return true;
    const bool has_anchor_link = std::ranges::any_of(links, [&](const engine::PlanLink* other) {
      return (other->slot.root == link.slot.root && plan.roles[other->to_role].anchor) ||
             (other->to_role == link.slot.root && plan.roles[other->slot.root].anchor);
    });
    return !has_anchor_link || plan.roles[link.to_role].anchor;
  };
  // What a slot refers to unless it is linked already is one of several of its kind: only its own key finds it.
  const auto is_found_by_key_alone = [&](std::uint16_t role) {
    return std::ranges::any_of(
        links, [&](const engine::PlanLink* other) { return other->unless_linked && other->to_role == role; });
  };
  bool any = true;
  while (any) {
    any = false;
    for (const engine::PlanLink* link : links) {
      if (link->unless_linked) continue;  // what the slot refers to may be another document's
      any |= follow(plan, *link, set, record);
      const std::uint16_t role = link->slot.root;
      if (plan.roles[role].anchor || is_found_by_key_alone(role) || !anchor_of_items(*link)) continue;
      any |= follow_back(plan, *link, set, record);
    }
  }
}

}  // namespace careway::pipeline
