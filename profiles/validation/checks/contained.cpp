#include "profiles/validation/checks/contained.h"

#include <string>
#include <unordered_map>
#include <unordered_set>

#include "profiles/validation/session.h"

namespace careway::validation {
namespace {

/// Every "#id" that something in a resource points to, and whether something points to the container ("#").
struct LocalTargets {
  std::unordered_set<std::string_view> ids;
  bool has_container = false;
};

void collect(fhir::Element element, LocalTargets& targets) {
  for (fhir::Element child : element) {
    const auto value = child.value();
    if (child.kind() == fhir::ValueKind::text && !value.empty() && value.front() == '#') {
      if (value.size() == 1) targets.has_container = true;
      targets.ids.insert(value.substr(1));
    }
    collect(child, targets);
  }
}

class ContainedCheck final : public Check {
 public:
  void run(fhir::Element resource, Session& session) const override {
    if (!session.options().check_contained || !has_contained(resource)) return;
    LocalTargets targets;
    collect(resource, targets);
    std::unordered_set<std::string_view> ids;
    for (fhir::Element child : resource) {
      if (child.name() != "contained") continue;
      const auto id = child.child_value("id");
      if (id.empty()) {
        session.error("contained-id-missing", child, "A contained resource needs an id.");
        continue;
      }
      if (!ids.insert(id).second)
        session.error("contained-id-repeated", child, "Another contained resource has the same id.");
      if (targets.ids.contains(id)) continue;
      LocalTargets own;
      collect(child, own);
      if (!own.has_container)
        session.error("contained-unreferenced", child, "Nothing in the resource refers to this contained resource.");
    }
  }
  std::string describe() const override { return "contained"; }

 private:
  static bool has_contained(fhir::Element resource) {
    for (fhir::Element child : resource) {
      if (child.name() == "contained") return true;
    }
    return false;
  }
};

}  // namespace

std::unique_ptr<const Check> make_contained_check() {
  return std::make_unique<ContainedCheck>();
}

}  // namespace careway::validation
