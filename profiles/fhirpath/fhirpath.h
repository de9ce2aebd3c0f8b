#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "profiles/definitions/definitions.h"
#include "profiles/fhir/document.h"
#include "profiles/fhir/issue.h"
#include "profiles/fhirpath/item.h"

namespace careway::fhirpath {

/// What an expression may cost. Beyond: issue "fhirpath-limit".
struct Limits {
  std::size_t text_bytes_max = 64 * 1024;
  std::size_t depth_max = 100;  ///< nesting of the expression
  std::size_t steps_max = 5'000'000;
  std::size_t items_max = 1'000'000;  ///< of one collection
  std::size_t regex_bytes_max = 4 * 1024;
  std::size_t text_result_bytes_max = 16 * 1024 * 1024;
};

/// A compiled expression: immutable, any number of threads may share it. The definitions must outlive it.
class Expression {
 public:
  ~Expression();
  Expression(const Expression&) = delete;
  Expression& operator=(const Expression&) = delete;
  /// The text it was compiled from.
  [[nodiscard]] std::string_view text() const;
  /// What the parser made of it, for golden files and debugging.
  [[nodiscard]] std::string describe() const;

 private:
  friend class Compiler;
  friend class Evaluator;
  friend class Machine;
  struct Body;
  explicit Expression(std::unique_ptr<const Body> body);
  std::unique_ptr<const Body> body_;
};

struct CompileOptions {
  /// Type of the focus ("Patient", "HumanName", "Patient.contact"): turns the static type check on. Empty: no check.
  std::string_view context_type;
  /// Names of %variables that the environment will supply beyond the standard ones.
  std::vector<std::string> variables;
  /// Lets as() and `as` take the fitting items of several, as R4's own invariants (dom-3) and search parameters need
  /// it. FHIRPath and the published suite want an error then.
  bool as_filters_collections = false;
  Limits limits;
};

/// Compiles FHIRPath N1 (2.0.0) with the FHIR R4 additions. nullptr with issues: "fhirpath-syntax" (the text is no
/// expression), "fhirpath-semantic" (it cannot work on the context type), "fhirpath-limit". Positions count from 1 in
/// the text.
std::unique_ptr<const Expression> compile(std::string_view text, const definitions::Definitions& definitions,
                                          fhir::Issues& issues, const CompileOptions& options = {});

/// What lies outside a document and an expression may ask for.
class Host {
 public:
  virtual ~Host() = default;
  /// The resource that a reference outside the document means; a handle that does not exist when unknown. (Contained
  /// resources and entries of a Bundle are found without asking.)
  virtual fhir::Element resolve(std::string_view reference, fhir::Element from) = 0;
  /// memberOf: nothing when the value set or code system is unknown (the result is then empty, not false).
  virtual std::optional<bool> member_of(const Item& coded, std::string_view value_set) = 0;
  /// conformsTo: nothing when the profile is unknown, which is an error of the evaluation.
  virtual std::optional<bool> conforms_to(fhir::Element element, std::string_view profile) = 0;
  virtual void trace(std::string_view name, const Collection& items) = 0;
};

/// Everything an evaluation sees beside its focus.
struct Environment {
  fhir::Element context;        ///< %context; the focus when it does not exist
  fhir::Element resource;       ///< %resource: the nearest resource; found from the focus when it does not exist
  fhir::Element root_resource;  ///< %rootResource: the container of a contained one, else %resource
  Host* host = nullptr;         ///< may be null: nothing outside resolves, nothing is known
  std::span<const std::pair<std::string_view, Collection>> variables;
  /// now(), today(), timeOfDay(): an R4 dateTime with zone. Empty: these functions are an error of the evaluation.
  std::string_view now;
  /// Zone of dateTimes without one, in minutes east of UTC; nothing means that they have none.
  std::optional<int> zone_minutes;
};

/// Evaluates expressions; keeps its memory between calls. One thread at a time.
class Evaluator {
 public:
  explicit Evaluator(const definitions::Definitions& definitions, Limits limits = {});
  ~Evaluator();

  /// The result; nothing with an issue when the evaluation fails ("fhirpath-execution", "fhirpath-limit"). Items that
  /// are nodes point into the documents of the focus; texts live until the next call of this evaluator.
  std::optional<Collection> evaluate(const Expression& expression, fhir::Element focus, const Environment& environment,
                                     fhir::Issues& issues);
  /// As an invariant: true, or false for false and empty; a single item that is no boolean counts as true. Nothing when
  /// the evaluation fails.
  std::optional<bool> holds(const Expression& expression, fhir::Element focus, const Environment& environment,
                            fhir::Issues& issues);
  /// Steps that the latest evaluation took: what it counts against Limits::steps_max.
  [[nodiscard]] std::size_t steps() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace careway::fhirpath
