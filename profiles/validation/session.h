#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "profiles/validation/engine.h"
#include "profiles/validation/profile.h"
#include "profiles/validation/references.h"
#include "profiles/validation/run.h"

namespace careway::validation {

class Session;

/// What FHIRPath may ask of a validation.
class ExpressionHost final : public fhirpath::Host {
 public:
  explicit ExpressionHost(Session& session) : session_(session) {}
  fhir::Element resolve(std::string_view reference, fhir::Element from) override;
  std::optional<bool> member_of(const fhirpath::Item& coded, std::string_view value_set) override;
  std::optional<bool> conforms_to(fhir::Element element, std::string_view profile) override;
  void trace(std::string_view name, const fhirpath::Collection& items) override;

 private:
  Session& session_;
};

/// One validation: walks the resource, first by its base types, then by profiles, and collects findings. One thread,
/// used once.
class Session final : public Run {
 public:
  Session(Engine& engine, const Options& options, fhir::Issues& issues, Report& report);

  /// Validates the root of everything against base type, meta.profile and the profiles.
  void validate(fhir::Element resource, std::span<const std::string> profiles);

  void report(fhir::Severity severity, std::string_view code, fhir::Element at, std::string_view text) override;
  void report_below(fhir::Severity severity, std::string_view code, fhir::Element at, std::string_view below,
                    std::string_view text) override;
  void unchecked(std::string_view what) override;
  [[nodiscard]] const Options& options() const override { return options_; }
  [[nodiscard]] const definitions::Definitions& definitions() const override { return engine_.definitions(); }
  [[nodiscard]] packages::StructureLibrary& structures() override { return engine_.structures(); }
  [[nodiscard]] terminology::Terminology& terminology() override { return engine_.terminology(); }
  Resolved resolve(std::string_view reference, fhir::Element from) override;
  [[nodiscard]] std::string_view type_of(fhir::Element element) const override;
  [[nodiscard]] fhir::Element resource_of(fhir::Element element) const override;
  bool conforms(fhir::Element element, std::string_view profile) override;
  bool apply_profile(fhir::Element element, std::string_view profile) override;
  std::optional<bool> holds(const fhirpath::Expression& expression, fhir::Element focus) override;
  const fhirpath::Expression* compiled(std::string_view expression, std::string_view context_type) override;
  fhirpath::Collection evaluate(const fhirpath::Expression& expression, fhir::Element focus) override;

  [[nodiscard]] Engine& engine() { return engine_; }
  [[nodiscard]] Report& what_was_checked() { return report_; }
  /// The definitions' type of an element; kNone when none describes it.
  [[nodiscard]] definitions::TypeIndex type_index(fhir::Element element) const;
  /// True when `type` is `ancestor` or based on it.
  [[nodiscard]] bool is_a(definitions::TypeIndex type, definitions::TypeIndex ancestor) const;

  /// Checks an element by a profile into the current findings, once for each element and profile. False when the
  /// profile is not to be had.
  bool apply(fhir::Element element, ProfileSlot& slot);
  /// What apply would find, without telling: true when there is no error. An answer that is still being worked out
  /// (profiles in a circle) counts as true.
  bool conforms(fhir::Element element, ProfileSlot& slot);
  /// The profile of a slot, or nullptr; a profile that cannot be compiled is told once.
  const Profile* ready(ProfileSlot& slot);
  /// Runs what a profile's node says about an element.
  void apply_node(fhir::Element element, const Node& node, bool is_root = false);
  /// Counts work. False when the limit is reached: then stop.
  bool step(std::size_t steps = 1);
  /// True while answers are only worked out and nothing is told.
  [[nodiscard]] bool is_quiet() const { return quiet_errors_ != nullptr; }

 private:
  /// An element and what it is checked by.
  struct Key {
    const void* document;
    const void* profile;
    fhir::NodeIndex node;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const {
      return (std::hash<const void*>{}(key.document) * 31 + std::hash<const void*>{}(key.profile)) *
                 0x9E3779B97F4A7C15U +
             key.node;
    }
  };

  void validate_resource(fhir::Element resource);
  void follow_meta_profiles(fhir::Element resource);
  void visit(fhir::Element element, const Node& node);
  void visit_children(fhir::Element element, const Node& node, bool is_base);
  [[nodiscard]] std::uint16_t field_of(const Node& node, fhir::Element child) const;
  void run_slices(fhir::Element parent, const Node& node, std::uint16_t field);
  [[nodiscard]] fhirpath::Environment environment(fhir::Element focus);

  Engine& engine_;
  const Options& options_;
  fhir::Issues& issues_;
  Report& report_;
  ReferenceIndex references_;
  ExpressionHost host_;
  std::vector<std::uint16_t> counts_;  // of the fields of every node on the way down
  std::unordered_set<Key, KeyHash> applied_;
  enum class Answer : std::uint8_t { running, no, yes };
  std::unordered_map<Key, Answer, KeyHash> answers_;
  std::unordered_set<std::uint64_t> told_;  // hashes of findings
  std::size_t* quiet_errors_ = nullptr;
  const Profile* profile_ = nullptr;  // that is being applied; nullptr for base types and rules
  std::size_t findings_ = 0;
  std::size_t steps_ = 0;
  fhir::Element seen_from_outside_;  // the element whose checks are those of the structure around it
  std::size_t depth_ = 0;
  std::size_t evaluations_ = 0;  // expressions that are being evaluated inside each other
  const fhir::Document* document_ = nullptr;
  bool is_stopped_ = false;
};

}  // namespace careway::validation
