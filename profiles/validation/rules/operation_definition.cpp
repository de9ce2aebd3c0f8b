#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "profiles/fhir/issue.h"
#include "profiles/validation/rules/rules.h"
#include "profiles/validation/rules/support.h"

namespace careway::validation {
namespace {

constexpr std::string_view kAllowedType = "http://hl7.org/fhir/StructureDefinition/operationdefinition-allowed-type";
constexpr std::string_view kParameter = "Parameters.parameter";

using Names = std::set<std::string_view>;

/// What a profile on Parameters says of one parameter (a slice of Parameters.parameter).
struct ProfiledParameter {
  std::string_view name;
  std::string_view min;
  std::string_view max;
  Names types;
  Names targets;
};

/// The slices of Parameters.parameter, with the fixed name, types of value[x] and resource, and targets.
std::vector<ProfiledParameter> parameters_of(fhir::Element profile) {
  std::vector<ProfiledParameter> found;
  bool is_in_slice = false;
  const fhir::Element differential = profile.child("differential");
  for (const fhir::Element element : differential ? differential : profile.child("snapshot")) {
    const std::string_view path = element.child_value("path");
    if (path == kParameter) {
      is_in_slice = static_cast<bool>(element.child("sliceName"));
      if (is_in_slice) found.push_back({{}, element.child_value("min"), element.child_value("max"), {}, {}});
      continue;
    }
    if (!is_in_slice) continue;
    ProfiledParameter& parameter = found.back();
    if (path == "Parameters.parameter.name") {
      const fhir::Element fixed = choice(element, "fixed");
      const fhir::Element value = fixed ? fixed : choice(element, "pattern");
      if (value) parameter.name = value.value();
    }
    const bool is_value = path.starts_with("Parameters.parameter.value");
    if ((!is_value && path != "Parameters.parameter.resource") || element.child_value("max") == "0") continue;
    for (const fhir::Element type : element) {
      if (type.name() != "type") continue;
      parameter.types.insert(type.child_value("code"));
      for (const fhir::Element target : children(type, "targetProfile")) parameter.targets.insert(target.value());
    }
  }
  return found;
}

class ProfileCheck {
 public:
  ProfileCheck(fhir::Element operation, fhir::Element link, std::string_view use, Run& run)
      : operation_(operation), link_(link), use_(use), run_(run) {}

  void check() {
    fhir::Issues issues;
    const fhir::Element profile = run_.structures().find_resource("StructureDefinition", link_.value(), issues);
    if (!profile) {
      run_.unchecked("operation definitions whose profiles of parameters are not known here");
      return;
    }
    const auto profiled = parameters_of(profile);
    Names defined;
    for (const fhir::Element parameter : operation_) {
      if (parameter.name() != "parameter" || parameter.child_value("use") != use_) continue;
      const std::string_view name = parameter.child_value("name");
      defined.insert(name);
      const auto found = std::ranges::find(profiled, name, &ProfiledParameter::name);
      if (found == profiled.end()) {
        run_.warning("operation-parameter", parameter, "The profile of the parameters does not have this one.");
      } else {
        compare(parameter, *found);
      }
    }
    for (const ProfiledParameter& one : profiled) {
      if (!one.name.empty() && !defined.contains(one.name)) {
        run_.warning("operation-parameter", link_, "The profile has a parameter that the operation does not define.");
      }
    }
  }

 private:
  void compare(fhir::Element parameter, const ProfiledParameter& profiled) {
    if (!profiled.min.empty() && profiled.min != parameter.child_value("min")) {
      run_.error("operation-parameter", parameter, "The profile has another minimum for this parameter.");
    }
    if (!profiled.max.empty() && profiled.max != parameter.child_value("max")) {
      run_.error("operation-parameter", parameter, "The profile has another maximum for this parameter.");
    }
    Names types;
    for_each_extension(parameter, kAllowedType, [&](fhir::Element allowed) {
      if (const fhir::Element value = choice(allowed, "value")) types.insert(value.value());
    });
    const bool is_single = types.empty();
    if (is_single && parameter.child("type")) types.insert(parameter.child_value("type"));
    Names targets;
    for (const fhir::Element target : children(parameter, "targetProfile")) targets.insert(target.value());
    // An abstract type stands for any that the profile chooses.
    if (types.contains("Resource") || types.contains("Any") || types.contains("Element")) return;
    if (!types.empty() && !profiled.types.empty()) {
      report_differences(parameter, types, profiled.types, "type");
    }
    if (is_single) report_differences(parameter, targets, profiled.targets, "target profile");
  }

  void report_differences(fhir::Element parameter, const Names& defined, const Names& profiled, std::string_view what) {
    for (const std::string_view one : profiled) {
      if (!defined.contains(one)) {
        run_.error("operation-parameter-type", parameter,
                   "The profile allows a " + std::string(what) + " for this parameter that the operation does not.");
      }
    }
    for (const std::string_view one : defined) {
      if (!profiled.contains(one)) {
        run_.error("operation-parameter-type", parameter,
                   "The operation allows a " + std::string(what) + " for this parameter that the profile does not.");
      }
    }
  }

  fhir::Element operation_;
  fhir::Element link_;
  std::string_view use_;
  Run& run_;
};

}  // namespace

void check_operation_definition(fhir::Element resource, Run& run) {
  if (const fhir::Element link = resource.child("inputProfile")) ProfileCheck(resource, link, "in", run).check();
  if (const fhir::Element link = resource.child("outputProfile")) ProfileCheck(resource, link, "out", run).check();
}

}  // namespace careway::validation
