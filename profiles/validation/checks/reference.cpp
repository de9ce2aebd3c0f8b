#include "profiles/validation/checks/reference.h"

#include <string>

#include "profiles/validation/references.h"
#include "profiles/validation/session.h"

namespace careway::validation {
namespace {

using Where = Run::Resolved::Where;
using packages::TypeReference;

/// Type of the target as far as the reference tells: the resource, else the URL, else Reference.type.
definitions::TypeIndex implied_type(fhir::Element reference, const Run::Resolved& target, Session& session) {
  if (target.resource.exists()) return session.type_index(target.resource);
  const auto parts = split_reference(reference.child_value("reference"));
  if (session.definitions().is_resource(parts.type)) return session.definitions().find_type(parts.type);
  auto type = reference.child_value("type");
  const auto slash = type.rfind('/');
  if (slash != std::string_view::npos) type = type.substr(slash + 1);
  return session.definitions().is_resource(type) ? session.definitions().find_type(type) : definitions::kNone;
}

class ReferenceCheck final : public Check {
 public:
  explicit ReferenceCheck(ReferenceRules rules) : rules_(std::move(rules)) {}

  void run(fhir::Element element, Session& session) const override {
    if (session.type_of(element) != "Reference") return;
    const auto url = element.child_value("reference");
    const auto target = session.resolve(url, element);
    const auto type = implied_type(element, target, session);
    if (!rules_.targets.empty() && type != definitions::kNone) check_target(element, target.resource, type, session);
    if (url.empty()) return;
    check_aggregation(element, target.where, session);
    check_version(element, split_reference(url), session);
  }
  std::string describe() const override {
    std::string text = "reference to";
    for (const auto& target : rules_.targets) text.append(" ").append(target.canonical);
    if (rules_.may_be_contained) text += " contained";
    if (rules_.may_be_referenced) text += " referenced";
    if (rules_.may_be_bundled) text += " bundled";
    if (rules_.versioning == TypeReference::Versioning::specific) text += " specific";
    if (rules_.versioning == TypeReference::Versioning::independent) text += " independent";
    return text;
  }

 private:
  void check_target(fhir::Element element, fhir::Element resource, definitions::TypeIndex type,
                    Session& session) const {
    bool is_type_allowed = false;
    bool is_profile_unmet = false;
    for (const ReferenceTarget& target : rules_.targets) {
      const auto target_type = target.profile == nullptr ? target.type : session.engine().type_of(*target.profile);
      if (target_type == definitions::kNone) {  // an unknown profile may be for any type
        session.unchecked("profile " + (target.profile ? target.profile->canonical : "of a target") +
                          " is not known here");
        return;
      }
      if (!session.is_a(type, target_type)) continue;
      is_type_allowed = true;
      if (target.profile == nullptr || !resource.exists() || session.ready(*target.profile) == nullptr ||
          session.conforms(resource, *target.profile))
        return;
      is_profile_unmet = true;
    }
    if (!is_type_allowed) {
      session.error("reference-target-type", element,
                    "A reference to " + std::string(session.definitions().type(type).name) + " is not allowed here.");
    } else if (is_profile_unmet) {
      session.error("reference-target-profile", element,
                    "The resource that is referred to fits none of the profiles that are allowed here.");
      for (const ReferenceTarget& target : rules_.targets) {
        if (target.profile == nullptr) continue;
        session.report(fhir::Severity::information, "reference-target-details", element,
                       "It does not fit " + target.profile->canonical + ". Validate it against that to see why.");
      }
    }
  }

  void check_aggregation(fhir::Element element, Where where, Session& session) const {
    if (!rules_.may_be_contained && !rules_.may_be_referenced && !rules_.may_be_bundled) return;
    const bool is_local = element.child_value("reference").starts_with('#');
    bool is_allowed = rules_.may_be_referenced;
    if (is_local) {
      is_allowed = rules_.may_be_contained;
    } else if (where == Where::bundle) {
      is_allowed = rules_.may_be_bundled || rules_.may_be_referenced;
    }
    if (!is_allowed)
      session.error("reference-aggregation", element, "A reference to a resource in such a place is not allowed here.");
  }

  void check_version(fhir::Element element, const ReferenceParts& parts, Session& session) const {
    if (parts.type.empty()) return;
    if (rules_.versioning == TypeReference::Versioning::specific && parts.version.empty())
      session.error("reference-version", element, "The reference must name a version of the resource.");
    if (rules_.versioning == TypeReference::Versioning::independent && !parts.version.empty())
      session.error("reference-version", element, "The reference must not name a version of the resource.");
  }

  ReferenceRules rules_;
};

class PlainReferenceCheck final : public Check {
 public:
  void run(fhir::Element element, Session& session) const override {
    const auto url = element.child_value("reference");
    if (url.empty()) return;
    const auto target = session.resolve(url, element);
    if (target.where == Where::absent && (url.front() == '#' || must_exist(url, session)))
      session.error("reference-unresolved", element, "The resource that is referred to does not exist.");
    auto type = element.child_value("type");
    if (type.empty() || !target.resource.exists()) return;
    const auto slash = type.rfind('/');
    if (slash != std::string_view::npos) type = type.substr(slash + 1);
    if (type != target.resource.value())
      session.error("reference-type-differs", element,
                    "The resource that is referred to has another type than 'type' says.");
  }
  std::string describe() const override { return "plain reference"; }

 private:
  static bool must_exist(std::string_view url, Session& session) {
    const auto& options = session.options();
    if (!options.require_references) return false;
    return !options.assume_valid_rest_references || split_reference(url).type.empty() || is_absolute(url);
  }
};

}  // namespace

std::unique_ptr<const Check> make_reference_check(ReferenceRules rules) {
  return std::make_unique<ReferenceCheck>(std::move(rules));
}

std::unique_ptr<const Check> make_plain_reference_check() {
  return std::make_unique<PlainReferenceCheck>();
}

}  // namespace careway::validation
