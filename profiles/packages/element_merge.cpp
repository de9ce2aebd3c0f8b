#include "profiles/packages/element_merge.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace careway::packages {
namespace {

using definitions::BindingStrength;

/// One statement over one element.
class Merge {
 public:
  Merge(ElementDefinition& element, const ElementStatement& statement, const definitions::Definitions& definitions,
        MergeReport& report)
      : element_(element),
        stated_(statement.element),
        statement_(statement),
        definitions_(definitions),
        report_(report) {}

  void run(bool is_new_slice) {
    merge_cardinality(is_new_slice);
    if (!stated_.types.empty()) merge_types();
    if (stated_.slicing) merge_slicing();
    if (stated_.binding) merge_binding();
    for (const auto& constraint : stated_.constraints) merge_constraint(constraint);
    merge_values();
  }

 private:
  void merge_cardinality(bool is_new_slice) {
    if (is_new_slice) element_.min = 0;
    if (statement_.has_max) {
      if (stated_.max > element_.max) {
        report_.differential(element_.id, "The upper limit is higher than the parent's, so the parent's holds.");
      } else {
        element_.max = stated_.max;
      }
    }
    if (statement_.has_min) {
      if (stated_.min < element_.min) {
        report_.differential(element_.id, "The lower limit is below the parent's, so the parent's holds.");
      } else {
        element_.min = stated_.min;
      }
    }
    if (element_.min > element_.max)
      report_.differential(element_.id, "The lower limit is above the upper one: nothing can meet both.");
  }

  void merge_types() {
    if (element_.types.empty()) {
      // Nothing to compare with: the root of a type, or content that stands elsewhere and keeps its type.
      if (element_.content_reference.empty()) element_.types = stated_.types;
      return;
    }
    std::vector<TypeReference> merged;
    for (const auto& type : stated_.types) {
      const auto* base = base_type(type.code);
      if (base == nullptr) {
        report_.differential(element_.id, "A type is none of the parent's types, so it is left out.");
        continue;
      }
      auto narrowed = type;
      if (base->code == type.code) keep_what_is_not_said(narrowed, *base);
      merged.push_back(std::move(narrowed));
    }
    if (!merged.empty()) element_.types = std::move(merged);
  }

  const TypeReference* base_type(std::string_view code) const {
    const TypeReference* abstract = nullptr;
    for (const auto& type : element_.types) {
      if (type.code == code) return &type;
      if (is_kind_of(definitions_, code, type.code)) abstract = &type;
    }
    return abstract;
  }

  static void keep_what_is_not_said(TypeReference& type, const TypeReference& base) {
    if (type.profiles.empty()) type.profiles = base.profiles;
    if (type.target_profiles.empty()) type.target_profiles = base.target_profiles;
    if (!type.may_be_contained && !type.may_be_referenced && !type.may_be_bundled) {
      type.may_be_contained = base.may_be_contained;
      type.may_be_referenced = base.may_be_referenced;
      type.may_be_bundled = base.may_be_bundled;
    }
    if (type.versioning == TypeReference::Versioning::either) type.versioning = base.versioning;
  }

  /// Discriminators of the parent stay; a derived profile may add to them and close the list.
  void merge_slicing() {
    if (!element_.slicing) {
      element_.slicing = stated_.slicing;
      return;
    }
    auto& slicing = *element_.slicing;
    for (const auto& discriminator : stated_.slicing->discriminators) {
      const bool is_known =
          std::any_of(slicing.discriminators.begin(), slicing.discriminators.end(), [&](const Discriminator& known) {
            return known.kind == discriminator.kind && known.path == discriminator.path;
          });
      if (!is_known) slicing.discriminators.push_back(discriminator);
    }
    slicing.ordered = slicing.ordered || stated_.slicing->ordered;
    if (strictness(stated_.slicing->rules) > strictness(slicing.rules)) slicing.rules = stated_.slicing->rules;
  }

  static int strictness(Slicing::Rules rules) {
    return rules == Slicing::Rules::closed ? 2 : rules == Slicing::Rules::open_at_end ? 1 : 0;
  }

  void merge_binding() {
    const auto& stated = *stated_.binding;
    if (!element_.binding) {
      element_.binding = stated;
      return;
    }
    auto& binding = *element_.binding;
    // The enumeration runs from required to example; none means that nothing is said.
    if (stated.strength != BindingStrength::none) {
      if (binding.strength != BindingStrength::none && stated.strength > binding.strength) {
        report_.differential(element_.id, "The binding is weaker than the parent's, so the parent's strength holds.");
      } else {
        binding.strength = stated.strength;
      }
    }
    if (!stated.value_set.empty()) binding.value_set = stated.value_set;
    if (!stated.max_value_set.empty()) binding.max_value_set = stated.max_value_set;
  }

  void merge_constraint(const Constraint& constraint) {
    const bool is_known = std::any_of(element_.constraints.begin(), element_.constraints.end(), [&](const auto& known) {
      return known.key == constraint.key &&
             (known.expression == constraint.expression || constraint.expression.empty());
    });
    if (!is_known) element_.constraints.push_back(constraint);
  }

  void merge_values() {
    if (stated_.fixed.exists()) element_.fixed = stated_.fixed;
    if (stated_.pattern.exists()) element_.pattern = stated_.pattern;
    if (stated_.min_value.exists()) element_.min_value = stated_.min_value;
    if (stated_.max_value.exists()) element_.max_value = stated_.max_value;
    if (stated_.max_length && (!element_.max_length || *stated_.max_length <= *element_.max_length))
      element_.max_length = stated_.max_length;
    if (stated_.min_length) element_.min_length = stated_.min_length;
    if (!stated_.value_alternatives.empty()) element_.value_alternatives = stated_.value_alternatives;
    element_.must_have_value = element_.must_have_value || stated_.must_have_value;
    if (!stated_.short_text.empty()) element_.short_text = stated_.short_text;
    if (!stated_.regex.empty()) element_.regex = stated_.regex;
    element_.must_support = element_.must_support || stated_.must_support;
    element_.is_modifier = element_.is_modifier || stated_.is_modifier;
    element_.is_summary = element_.is_summary || stated_.is_summary;
  }

  ElementDefinition& element_;
  const ElementDefinition& stated_;
  const ElementStatement& statement_;
  const definitions::Definitions& definitions_;
  MergeReport& report_;
};

}  // namespace

void MergeReport::add(std::string_view code, std::string_view id, std::string_view text, fhir::Severity severity) {
  std::string path(url_);
  if (!id.empty()) path.append("#").append(id);
  issues_.add(severity, code, path, text);
}

bool is_kind_of(const definitions::Definitions& definitions, std::string_view type, std::string_view base) {
  if (type == base || base == "*") return true;
  for (auto index = definitions.find_type(type); index != definitions::kNone;) {
    const auto info = definitions.type(index);
    if (info.name == base) return true;
    index = info.base;
  }
  return false;
}

void merge_statement(ElementDefinition& element, const ElementStatement& statement, bool is_new_slice,
                     const definitions::Definitions& definitions, MergeReport& report) {
  Merge(element, statement, definitions, report).run(is_new_slice);
}

}  // namespace careway::packages
