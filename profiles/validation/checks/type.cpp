#include "profiles/validation/checks/type.h"

#include <algorithm>
#include <string>

#include "profiles/validation/session.h"

namespace careway::validation {
namespace {

std::string joined(const std::vector<std::string_view>& parts) {
  std::string text;
  for (const auto part : parts) text.append(text.empty() ? "" : ", ").append(part);
  return text;
}

class TypeCheck final : public Check {
 public:
  explicit TypeCheck(std::vector<std::string_view> types) : types_(std::move(types)) {}

  void run(fhir::Element element, Session& session) const override {
    const auto type = session.type_index(element);
    if (type == definitions::kNone) return;
    for (const auto allowed : types_) {
      if (session.is_a(type, session.definitions().find_type(allowed))) return;
    }
    // A wrong value of an extension is told at the extension: that is what a reader looks for.
    const fhir::Element parent = element.parent();
    const bool is_extension_value = parent.exists() && session.type_of(parent) == "Extension";
    session.error(
        "type-not-allowed", is_extension_value ? parent : element,
        "The type " + std::string(session.type_of(element)) + " is not allowed here, only " + joined(types_) + ".");
  }
  std::string describe() const override { return "type " + joined(types_); }

 private:
  std::vector<std::string_view> types_;
};

class TypeProfileCheck final : public Check {
 public:
  explicit TypeProfileCheck(std::vector<TypeProfiles> types) : types_(std::move(types)) {}

  void run(fhir::Element element, Session& session) const override {
    const auto type = session.type_index(element);
    if (type == definitions::kNone) return;
    for (const TypeProfiles& of_type : types_) {
      if (session.is_a(type, of_type.type)) {
        run_profiles(of_type.profiles, element, session);
        return;
      }
    }
  }
  std::string describe() const override {
    std::string text = "profile";
    for (const auto& of_type : types_) {
      for (const auto* slot : of_type.profiles) text += " " + slot->canonical;
    }
    return text;
  }

 private:
  static void run_profiles(const std::vector<ProfileSlot*>& profiles, fhir::Element element, Session& session) {
    if (profiles.size() == 1) {
      if (!session.apply(element, *profiles.front()))
        session.unchecked("profile " + profiles.front()->canonical + " is not known here");
      return;
    }
    std::size_t fitting = 0;
    std::size_t known = 0;
    for (ProfileSlot* slot : profiles) {
      if (session.ready(*slot) == nullptr) {
        session.unchecked("profile " + slot->canonical + " is not known here");
        continue;
      }
      ++known;
      if (session.conforms(element, *slot)) ++fitting;
    }
    if (fitting == 0 && known == profiles.size()) {
      session.error("type-profile-none", element, "None of the profiles that are allowed here fits." + named(profiles));
    } else if (fitting > 1) {
      session.warning("type-profile-several", element,
                      "More than one of the profiles that are allowed here fits." + named(profiles));
    }
  }
  static std::string named(const std::vector<ProfileSlot*>& profiles) {
    std::string text = " They are:";
    for (const auto* slot : profiles) text += " " + slot->canonical;
    return text;
  }

  std::vector<TypeProfiles> types_;
};

}  // namespace

std::unique_ptr<const Check> make_type_check(std::vector<std::string_view> types) {
  return std::make_unique<TypeCheck>(std::move(types));
}

std::unique_ptr<const Check> make_type_profile_check(std::vector<TypeProfiles> types) {
  return std::make_unique<TypeProfileCheck>(std::move(types));
}

}  // namespace careway::validation
