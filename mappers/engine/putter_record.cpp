#include <algorithm>

#include "mappers/engine/putter.h"

namespace careway::engine {
namespace {

std::string hex(const std::array<std::uint8_t, 32>& digest, std::size_t bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes * 2);
  for (std::size_t i = 0; i < bytes; ++i) {
    out += kDigits[digest[i] >> 4];
    out += kDigits[digest[i] & 15];
  }
  return out;
}

/// A text as a URI: blanks, which R4 allows in none, are escaped.
std::string as_uri(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte != 0x7F) {
      out += c;
    } else {
      constexpr std::string_view kDigits = "0123456789ABCDEF";
      out += '%';
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    }
  }
  return out;
}

}  // namespace

/// A role whose only key is worked out exists as soon as what it is worked out from does.
bool Putter::makes_role(const PlanDerived& derived) const {
  if (derived.rule != DerivedRule::composite || derived.slot.root_kind != RootKind::role) return false;
  const PlanRole& role = plan_.roles[derived.slot.root];
  return frame_.role_resource[derived.slot.root] == kNoResource && role.keys.size() == 1 &&
         role.keys[0].text == derived.slot.text;
}

/// A resource that was there keeps what it says until something that the slot follows from is changed: another partner
/// may know it better, or never have said it. A status follows from the reporting period too.
bool Putter::follows_from_a_change(const PlanDerived& derived) const {
  if (derived.rule == DerivedRule::status_from_period) return true;
  return record_->resources[frame_.resource_of(derived.slot)].is_new || has_changed_source(derived);
}

bool Putter::has_changed_source(const PlanDerived& derived) const {
  return std::ranges::any_of(derived.from, [&](const Slot& from) {
    const std::size_t resource = frame_.resource_of(from);
    return std::ranges::any_of(changed_slots_, [&](const ChangedSlot& changed) {
      return changed.resource == resource && changed.slot->text == from.text;
    });
  });
}

void Putter::put_derived(const PlanBlock& block, bool keys_only) {
  for (const PlanDerived& derived : block.derived) {
    if ((derived.rule == DerivedRule::composite) != keys_only) continue;
    if (makes_role(derived)) ensure_role(derived.slot.root);
    if (frame_.start(*record_, derived.slot) == fhir::kNoNode) continue;  // the role does not occur
    if (!follows_from_a_change(derived)) continue;
    const auto current = slot_text(*record_, frame_, derived.slot);
    if (derived.once && current) continue;
    const auto wanted = derive(derived);
    if (wanted.has_value() == current.has_value() && (!wanted || *wanted == *current)) continue;
    set_slot(derived.slot, wanted ? std::optional<std::string_view>(arena_.intern(*wanted)) : std::nullopt);
  }
}

std::optional<std::string> Putter::derive(const PlanDerived& derived) {
  const auto first = derived.from.empty() ? std::nullopt : slot_text(*record_, frame_, derived.from[0]);
  switch (derived.rule) {
    case DerivedRule::composite: {
      std::string all;
      for (const Slot& slot : derived.from) {
        if (&slot != &derived.from[0]) all += derived.separator;
        for (const char c : slot_text(*record_, frame_, slot).value_or("")) {
          if (c == derived.separator) {
            all += c == ':' ? "%3A" : "%7C";
          } else {
            all += c;
          }
        }
      }
      if (context_->tie_ordinal > 1 && plan_.roles[derived.slot.root].anchor)
        all += "#" + std::to_string(context_->tie_ordinal);
      return all;
    }
    case DerivedRule::status_from_period: {
      const auto current = slot_text(*record_, frame_, derived.slot);
      const bool is_of_rule = current && (*current == derived.active || *current == derived.completed);
      // Formats without a reporting period say that something is over by its end alone.
      const bool is_asked = !context_->period_end.empty() || has_changed_source(derived);
      if (current && (!is_asked || !is_of_rule)) return std::string(*current);
      const std::string_view reference = context_->period_end.empty()
                                             ? std::string_view(context_->received).substr(0, 10)
                                             : std::string_view(context_->period_end);
      const bool is_over = first && first->substr(0, 10) <= reference;
      return is_over ? derived.completed : derived.active;
    }
    case DerivedRule::code_map: {
      if (!first) return std::nullopt;
      const auto match = derived.code_map->to_record(*first, derived.release);
      return match ? std::optional(std::string(match->code)) : std::nullopt;
    }
    case DerivedRule::display: {
      if (!first) return std::nullopt;
      const std::string_view display = derived.code_map->display(*first);
      return display.empty() ? std::nullopt : std::optional(std::string(display));
    }
    case DerivedRule::copy: {
      if (!first) return std::nullopt;
      if (!derived.when.empty() && slot_text(*record_, frame_, derived.from.back()) != derived.when)
        return std::nullopt;
      if (!derived.as.empty()) return derived.as;
      return derived.slot.type_name == "uri" ? as_uri(*first) : std::string(*first);
    }
  }
  return std::nullopt;
}

void Putter::put_constants(const PlanBlock& block) {
  for (const PlanConstant& constant : block.constants) {
    if (frame_.start(*record_, constant.slot) == fhir::kNoNode) continue;
    const auto current = slot_text(*record_, frame_, constant.slot);
    if (!current) {
      set_slot(constant.slot, constant.values[0]);
    } else if (std::ranges::find(constant.values, *current) == constant.values.end()) {
      issues_->error("constant-differs", constant.slot.text,
                     "The record says something here that this format cannot express (" + constant.place + ").");
    }
  }
}

/// True when the slot refers to something else; a target made for this link alone is then taken out again.
bool Putter::leaves_to_other(const PlanLink& link, std::size_t target) {
  const RecordResource& to = record_->resources[target];
  const std::string reference = to.type + "/" + to.id;
  std::vector<fhir::NodeIndex> present;
  find_repeating(record_->tree, frame_.start(*record_, link.slot), link.slot, present);
  if (present.empty()) return false;
  for (const fhir::NodeIndex node : present) {
    if (record_->tree.at(node).value() == reference) return false;
  }
  if (!to.is_new) return true;
  record_->tree.remove(to.node);
  frame_.role_resource[link.to_role] = kNoResource;
  record_->resources.erase(record_->resources.begin() + static_cast<std::ptrdiff_t>(target));
  for (auto* places : {&frame_.role_resource, &frame_.variable_resource}) {
    for (std::size_t& resource : *places) {
      if (resource != kNoResource && resource > target) --resource;
    }
  }
  return true;
}

void Putter::put_links(const PlanBlock& block) {
  for (const PlanLink& link : block.links) {
    const std::size_t target = frame_.role_resource[link.to_role];
    if (target == kNoResource || frame_.start(*record_, link.slot) == fhir::kNoNode) continue;
    if (link.unless_linked && leaves_to_other(link, target)) continue;
    const RecordResource& to = record_->resources[target];
    const std::string reference = to.type + "/" + to.id;
    if (!link.repeats) {
      const auto current = slot_text(*record_, frame_, link.slot);
      if (!current || *current != reference) set_slot(link.slot, arena_.intern(reference));
      continue;
    }
    std::vector<fhir::NodeIndex> present;
    const fhir::NodeIndex start = frame_.start(*record_, link.slot);
    find_repeating(record_->tree, start, link.slot, present);
    std::vector<std::string_view> all;
    for (const fhir::NodeIndex node : present) all.push_back(record_->tree.at(node).value());
    if (std::ranges::find(all, reference) != all.end()) continue;
    all.push_back(reference);
    write_repeating(record_->tree, start, link.slot, all);
    mark_changed(link.slot);
  }
}

void Putter::mint_ids() {
  for (std::uint16_t role = 0; role < plan_.roles.size(); ++role) {
    if (frame_.role_resource[role] != kNoResource) mint_id(role);
  }
}

/// The logical id of a new resource: 128 bits of the keyed digest of tenant, type and its first key.
void Putter::mint_id(std::uint16_t role) {
  RecordResource& resource = record_->resources[frame_.role_resource[role]];
  if (!resource.id.empty()) return;
  const PlanRole& plan_role = plan_.roles[role];
  for (std::size_t i = 0; i < plan_role.keys.size(); ++i) {
    const auto value = slot_text(*record_, frame_, plan_role.keys[i]);
    if (!value) continue;
    std::string message = context_->tenant;
    for (const std::string_view part :
         {std::string_view(resource.type), std::string_view(plan_role.key_systems[i]), *value}) {
      message += '\x1f';
      message += part;
    }
    resource.id = hex(context_->keyer->digest(message), 16);
    return;
  }
  std::string wanted;
  for (const Slot& key : plan_.roles[role].keys) wanted += (wanted.empty() ? "" : " or ") + key.text;
  issues_->error("key-missing", plan_.roles[role].name,
                 "The document does not say which " + resource.type + " it means. It needs " + wanted + ".");
}

}  // namespace careway::engine
