#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "profiles/definitions/definitions.h"
#include "profiles/fhir/document.h"
#include "profiles/fhir/issue.h"
#include "profiles/fhirpath/fhirpath.h"
#include "profiles/packages/structure_library.h"
#include "profiles/terminology/terminology.h"
#include "profiles/validation/validator.h"

namespace careway::validation {

/// One validation on its way: what every check may ask and where it reports. Checks get it with the element at hand.
/// One thread.
class Run {
 public:
  virtual ~Run() = default;

  /// Adds a finding at an element. `code` is a literal of finding_codes.cpp; `text` holds no personal value.
  virtual void report(fhir::Severity severity, std::string_view code, fhir::Element at, std::string_view text) = 0;
  /// At a child that is not there: path of `at` plus ".name".
  virtual void report_below(fhir::Severity severity, std::string_view code, fhir::Element at, std::string_view below,
                            std::string_view text) = 0;
  void error(std::string_view code, fhir::Element at, std::string_view text) {
    report(fhir::Severity::error, code, at, text);
  }
  void warning(std::string_view code, fhir::Element at, std::string_view text) {
    report(fhir::Severity::warning, code, at, text);
  }
  /// Notes something that could not be checked (Report::unchecked).
  virtual void unchecked(std::string_view what) = 0;

  [[nodiscard]] virtual const Options& options() const = 0;
  [[nodiscard]] virtual const definitions::Definitions& definitions() const = 0;
  [[nodiscard]] virtual packages::StructureLibrary& structures() = 0;
  [[nodiscard]] virtual terminology::Terminology& terminology() = 0;

  /// The resource that a reference means, seen from `from`: contained ("#id", "#" the container), entries of the Bundle
  /// around it (fullUrl, relative by the base of the own fullUrl, versioned), then Options::references.
  struct Resolved {
    enum class Where { contained, bundle, outside, absent, unknown } where = Where::unknown;
    fhir::Element resource;
  };
  virtual Resolved resolve(std::string_view reference, fhir::Element from) = 0;
  /// FHIR type of the node ("Quantity", "Patient", "Patient.contact"), empty when no definition describes it.
  [[nodiscard]] virtual std::string_view type_of(fhir::Element element) const = 0;
  /// The nearest resource around (or at) the element, and the outermost one that is not a Bundle around it.
  [[nodiscard]] virtual fhir::Element resource_of(fhir::Element element) const = 0;
  /// Validates an element against a profile into another list, for slicing by profile, conformsTo, targets. False when
  /// there are errors or the profile is unknown.
  virtual bool conforms(fhir::Element element, std::string_view profile) = 0;
  /// Validates an element against a profile, its findings among the run's. False when the profile is not to be had.
  virtual bool apply_profile(fhir::Element element, std::string_view profile) = 0;
  /// Evaluates an expression with the element as focus and the run's environment; nothing with no finding when it
  /// fails.
  virtual std::optional<bool> holds(const fhirpath::Expression& expression, fhir::Element focus) = 0;
  /// The expression compiled, kept for later; nullptr when it is none.
  virtual const fhirpath::Expression* compiled(std::string_view expression, std::string_view context_type) = 0;
  /// Values of an expression at a focus; empty when it fails.
  virtual fhirpath::Collection evaluate(const fhirpath::Expression& expression, fhir::Element focus) = 0;
};

/// A rule for one type of resource that no StructureDefinition states: FHIR's prose. Runs once for each resource of the
/// type wherever it stands, after the structure was checked. One file a rule: rules/bundle.cpp,
/// rules/questionnaire.cpp, ...
struct ResourceRule {
  std::string_view resource_type;
  void (*run)(fhir::Element resource, Run& run);
};

/// The table of all rules (rules.cpp).
const std::vector<ResourceRule>& resource_rules();

}  // namespace careway::validation
