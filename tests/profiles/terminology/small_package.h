#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "profiles/packages/package_set.h"
#include "profiles/packages/structure_library.h"
#include "profiles/terminology/terminology.h"
#include "tests/profiles/fhir/pack_fixture.h"

namespace careway::terminology {

/// Terminology over a few resources written in the test.
class SmallPackage {
 public:
  explicit SmallPackage(const std::vector<std::string>& resources, TerminologyLimits limits = {}) {
    std::vector<packages::PackageFile> files;
    for (const std::string& resource : resources) {
      files.push_back({"package/" + std::to_string(files.size()) + ".json", resource});
    }
    fhir::Issues issues;
    set_.add_files("small", std::move(files), issues);
    EXPECT_EQ(fhir::told(issues), "");
    library_ = std::make_unique<packages::StructureLibrary>(set_, fhir::r4());
    terminology_ = std::make_unique<Terminology>(*library_, limits);
  }
  Terminology* operator->() { return terminology_.get(); }
  Terminology& operator*() { return *terminology_; }

  /// "in", "out" or "unknown reason".
  std::string has(std::string_view value_set, std::string_view system, std::string_view code) {
    return told(terminology_->value_set_has(value_set, system, code));
  }
  std::string system_has(std::string_view system, std::string_view code) {
    return told(terminology_->code_system_has(system, code));
  }
  /// The codes of a value set with a blank between them; " ..." at the end when it is not complete.
  std::string codes(std::string_view value_set) {
    bool complete = false;
    std::string text;
    for (const auto& code : terminology_->expand(value_set, complete)) text += (text.empty() ? "" : " ") + code.code;
    return complete ? text : text + " ...";
  }
  static std::string told(const Answer& answer) {
    std::string text = answer.membership == Membership::in    ? "in"
                       : answer.membership == Membership::out ? "out"
                                                              : "unknown";
    return answer.reason.empty() ? text : text.append(" ").append(answer.reason);
  }

 private:
  packages::PackageSet set_;
  std::unique_ptr<packages::StructureLibrary> library_;
  std::unique_ptr<Terminology> terminology_;
};

/// A ValueSet resource whose compose and the like is `rest`.
inline std::string value_set(std::string_view name, std::string_view rest) {
  return std::string(R"({"resourceType":"ValueSet","status":"active","url":"http://test.example/vs/)")
      .append(name)
      .append("\",")
      .append(rest)
      .append("}");
}

inline std::string code_system(std::string_view name, std::string_view rest) {
  return std::string(R"({"resourceType":"CodeSystem","status":"active","url":"http://test.example/cs/)")
      .append(name)
      .append("\",")
      .append(rest)
      .append("}");
}

}  // namespace careway::terminology
