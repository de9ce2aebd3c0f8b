#include "gateway/pipeline/budget_document.h"

#include <algorithm>
#include <array>

#include "mappers/budget/budget_fhir.h"

namespace careway::pipeline {
namespace {

constexpr std::string_view kType = "ClaimResponse";
constexpr std::array<std::string_view, 5> kTakenAlong = {"meta", "implicitRules", "language", "text", "contained"};

fhir::Element extension_of(fhir::Element element, std::string_view url) {
  for (fhir::Element child : element) {
    if (child.name() == "extension" && child.child_value("url") == url) return child;
  }
  return {};
}

bool is_of_others(fhir::Element child, fhir::Element after, const language::Names& names) {
  if (std::ranges::find(kTakenAlong, child.name()) != kTakenAlong.end()) return !after.child(child.name());
  if (child.name() == "identifier") return child.child_value("system") != names.resolve("budget");
  if (child.name() == "extension") return !child.child_value("url").starts_with(names.base());
  return child.name() == "modifierExtension";
}

void name_profile(fhir::Document& document, const language::Names& names, const definitions::Definitions& definitions) {
  const std::string profile = names.resolve("careway-budget");
  const auto entry = [&](std::string_view type, std::string_view name) {
    return definitions.find_entry(definitions.find_type(type), name);
  };
  const fhir::Element known = document.root().child("meta");
  const fhir::NodeIndex meta = known ? known.index() : document.append(0, "meta", entry(kType, "meta"));
  for (fhir::Element child : document.at(meta)) {
    if (child.name() == "profile" && child.value() == profile) return;
  }
  const fhir::NodeIndex node = document.append(meta, "profile", entry("Meta", "profile"));
  document.set_value(node, fhir::ValueKind::text, profile);
}

}  // namespace

std::string_view identifier_of(fhir::Element resource, std::string_view system) {
  for (fhir::Element child : resource) {
    if (child.name() == "identifier" && child.child_value("system") == system) return child.child_value("value");
  }
  return {};
}

bool is_budget(fhir::Element resource, const language::Names& names) {
  return resource.exists() && resource.value() == kType && !identifier_of(resource, names.resolve("budget")).empty();
}

fhir::Document budget_document(const budget::Budget& budget, fhir::Element before, const language::Names& names,
                               const definitions::Definitions& definitions) {
  fhir::Document document = budget::write_budget(budget, names, definitions);
  if (before.exists()) {
    for (fhir::Element child : before) {
      if (is_of_others(child, document.root(), names)) document.append_copy(0, child);
    }
  }
  name_profile(document, names, definitions);
  return document;
}

bool set_budget_status(fhir::Document& document, std::string_view status, const language::Names& names) {
  const fhir::Element extension = extension_of(document.root(), names.resolve("budget-status"));
  const fhir::Element value = extension ? extension.child("valueCodeableConcept") : fhir::Element();
  const fhir::Element coding = value ? value.child("coding") : fhir::Element();
  const fhir::Element code = coding ? coding.child("code") : fhir::Element();
  if (!code) return false;
  // Words beside the code would still tell the status before.
  const fhir::Element display = coding.child("display");
  const fhir::Element text = value.child("text");
  document.set_value(code.index(), fhir::ValueKind::text, status);
  if (display) document.remove(display.index());
  if (text) document.remove(text.index());
  return true;
}

}  // namespace careway::pipeline
