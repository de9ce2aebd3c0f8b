#include "gateway/api/ownership.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "gateway/api/errors.h"

namespace careway::api {

/// Walks the plan of one face.
class OwnershipReader {
 public:
  OwnershipReader(Ownership& ownership, const pipeline::Face& face) : ownership_(ownership), kind_(face.partner_kind) {}

  void read(const engine::Plan& plan) {
    for (const engine::PlanRole& role : plan.roles) note_all(role.keys);
    read_block(*plan.root);
  }

 private:
  void read_block(const engine::PlanBlock& block) {
    for (const engine::PlanRow& row : block.rows) {
      if (row.get_only) continue;
      for (const engine::Slot& slot : row.slots) note(slot, row.owners);
    }
    for (const engine::PlanConstant& constant : block.constants) note(constant.slot, {});
    for (const engine::PlanDerived& derived : block.derived) note(derived.slot, {});
    for (const engine::PlanLink& link : block.links) note(link.slot, {});
    for (const engine::PlanEach& each : block.eaches) {
      if (each.element) note(*each.element, {});
      note_all(each.keys);
      if (each.block) read_block(*each.block);
    }
    for (const engine::PlanChoose& choose : block.chooses) {
      for (const engine::PlanCase& one : choose.cases) {
        note(one.mark, {});
        if (one.block) read_block(*one.block);
      }
    }
  }

  void note_all(const std::vector<engine::Slot>& slots) {
    for (const engine::Slot& slot : slots) note(slot, {});
  }

  void note(const engine::Slot& slot, const std::vector<std::string>& owners) {
    for (const engine::PlanFhirStep& step : slot.steps) {
      const bool is_identifier = step.name == "identifier";
      if (!is_identifier && step.name != "extension" && step.name != "modifierExtension") continue;
      for (const engine::PlanPredicate& predicate : step.predicates) {
        if (predicate.steps.size() != 1 || predicate.steps[0].name != (is_identifier ? "system" : "url")) continue;
        auto& kinds = ownership_.kinds_[predicate.value];
        kinds.writers.insert(kind_);
        kinds.owners.insert(owners.begin(), owners.end());
      }
    }
  }

  Ownership& ownership_;
  std::string kind_;
};

Ownership::Ownership(const pipeline::FaceLibrary& library) {
  for (const pipeline::Face& face : library.faces()) OwnershipReader(*this, face).read(*face.plan);
}

bool Ownership::is_anothers(std::string_view system_or_url, std::string_view caller_kind) const {
  const auto found = kinds_.find(system_or_url);
  if (found == kinds_.end()) return caller_kind != "nhs";
  const Kinds& kinds = found->second;
  if (kinds.owners.contains(caller_kind)) return false;
  return std::ranges::any_of(kinds.writers, [&](const std::string& kind) { return kind != caller_kind; });
}

bool Ownership::is_own(std::string_view system_or_url, std::string_view caller_kind) const {
  const auto found = kinds_.find(system_or_url);
  return found == kinds_.end() ? caller_kind == "nhs" : found->second.writers.contains(caller_kind);
}

namespace {

/// What stands somewhere and must not vanish. The place has no ordinals, because an update may reorder.
struct Held {
  std::string place;  // "ServiceRequest.extension"
  std::string name;   // system or URL
  std::string value;  // compared, never told
  std::string where;  // with ordinals, for the message
  friend auto operator<=>(const Held& a, const Held& b) {
    return std::tie(a.place, a.name, a.value) <=> std::tie(b.place, b.name, b.value);
  }
  friend bool operator==(const Held& a, const Held& b) {
    return a.place == b.place && a.name == b.name && a.value == b.value;
  }
};

std::vector<Held> identifiers_of(fhir::Element resource) {
  std::vector<Held> held;
  for (fhir::Element child : resource) {
    if (child.name() != "identifier") continue;
    const std::string_view system = child.child_value("system");
    if (system.empty()) continue;
    held.push_back(
        {"identifier", std::string(system), std::string(child.child_value("value")), fhir::fhir_path(child)});
  }
  return held;
}

std::vector<Held> labels_of(fhir::Element resource) {
  std::vector<Held> held;
  const fhir::Element meta = resource.child("meta");
  if (!meta) return held;
  for (fhir::Element child : meta) {
    if (child.name() != "security") continue;
    held.push_back({"meta.security", std::string(child.child_value("system")), std::string(child.child_value("code")),
                    fhir::fhir_path(child)});
  }
  return held;
}

void find_extensions(fhir::Element element, const std::string& place, std::vector<Held>& held) {
  for (fhir::Element child : element) {
    const std::string below = place + "." + std::string(child.name());
    if (child.name() == "extension" || child.name() == "modifierExtension") {
      // What is inside an extension belongs to it.
      held.push_back({below, std::string(child.child_value("url")), {}, fhir::fhir_path(child)});
      continue;
    }
    find_extensions(child, below, held);
  }
}

std::vector<Held> extensions_of(fhir::Element resource) {
  std::vector<Held> held;
  find_extensions(resource, std::string(resource.value()), held);
  return held;
}

std::vector<Held> lost(std::vector<Held> stored, std::vector<Held> updated) {
  std::ranges::sort(stored);
  std::ranges::sort(updated);
  stored.erase(std::unique(stored.begin(), stored.end()), stored.end());
  std::vector<Held> gone;
  std::ranges::set_difference(stored, updated, std::back_inserter(gone));
  return gone;
}

void tell(fhir::Issues& issues, std::string_view code, const Held& held) {
  issues.error(code, held.where, fmt::format("{} It is of {}.", error_row(code).text, held.name));
}

template <typename Protected>
bool check_lost(fhir::Element stored, fhir::Element updated, fhir::Issues& issues, const Protected& is_protected) {
  const std::size_t before = issues.error_count();
  const bool is_deleted = !updated.exists();
  const auto check = [&](auto list_of, std::string_view code, bool always) {
    for (const Held& held : lost(list_of(stored), is_deleted ? std::vector<Held>() : list_of(updated))) {
      if (always || is_protected(held.name)) tell(issues, code, held);
    }
  };
  check(identifiers_of, "other-partner-identifier", false);
  check(extensions_of, "other-partner-extension", false);
  // A deletion takes a labelled resource out of everybody's sight: no label is needed any more.
  if (!is_deleted) check(labels_of, "security-label", true);
  return issues.error_count() == before;
}

}  // namespace

bool check_nothing_lost(fhir::Element stored, fhir::Element updated, const Ownership& ownership,
                        std::string_view caller_kind, fhir::Issues& issues) {
  return check_lost(stored, updated, issues,
                    [&](std::string_view name) { return ownership.is_anothers(name, caller_kind); });
}

bool check_may_delete(fhir::Element stored, const Ownership& ownership, std::string_view caller_kind,
                      fhir::Issues& issues) {
  return check_lost(stored, fhir::Element(), issues, [&](std::string_view name) {
    return ownership.is_anothers(name, caller_kind) && !ownership.is_own(name, caller_kind);
  });
}

std::shared_ptr<const Ownership> OwnershipCache::of(const std::shared_ptr<const pipeline::FaceLibrary>& library) {
  const std::lock_guard lock(mutex_);
  if (library_ != library) {
    library_ = library;
    ownership_ = std::make_shared<const Ownership>(*library);
  }
  return ownership_;
}

}  // namespace careway::api
