#include "profiles/validation/validator.h"

#include "profiles/validation/engine.h"
#include "profiles/validation/session.h"

namespace careway::validation {

struct Validator::State {
  State(const definitions::Definitions& definitions, const packages::PackageSet& packages)
      : engine(definitions, packages) {}
  Engine engine;
};

Validator::Validator(const definitions::Definitions& definitions, const packages::PackageSet& packages)
    : state_(std::make_unique<State>(definitions, packages)) {}

Validator::~Validator() = default;

Report Validator::validate(fhir::Element resource, std::span<const std::string> profiles, const Options& options,
                           fhir::Issues& issues) {
  Report report;
  Session session(state_->engine, options, issues, report);
  session.validate(resource, profiles);
  return report;
}

bool Validator::prepare(std::string_view profile, fhir::Issues& issues) {
  ProfileSlot& slot = state_->engine.slot(profile);
  if (state_->engine.ready(slot, issues) != nullptr) return true;
  if (slot.state == ProfileSlot::State::unknown)
    issues.error("profile-unknown", profile, "The profile is not in the packages that are loaded.");
  return false;
}

std::string Validator::describe(std::string_view profile, fhir::Issues& issues) {
  if (!prepare(profile, issues)) return {};
  return validation::describe(*state_->engine.slot(profile).profile);
}

std::size_t Validator::memory_bytes() const {
  return state_->engine.memory_bytes();
}

}  // namespace careway::validation
