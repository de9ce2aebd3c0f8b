#include "profiles/validation/checks/extension_context.h"

#include <string>

#include "profiles/validation/definition_tree.h"
#include "profiles/validation/session.h"

namespace careway::validation {
namespace {

using packages::ExtensionContext;

/// True when `path` is "<type>.<name>" for the type or one that it is based on.
bool is_path_of(std::string_view path, definitions::TypeIndex type, std::string_view name, const Session& session) {
  if (!path.ends_with(name) || path.size() <= name.size() || path[path.size() - name.size() - 1] != '.') return false;
  const auto owner = path.substr(0, path.size() - name.size() - 1);
  for (; type != definitions::kNone; type = session.definitions().type(type).base) {
    if (session.definitions().type(type).name == owner) return true;
  }
  return false;
}

bool is_type(std::string_view name, fhir::Element element, const Session& session) {
  for (auto type = session.type_index(element); type != definitions::kNone;
       type = session.definitions().type(type).base) {
    if (session.definitions().type(type).name == name) return true;
  }
  return false;
}

/// R5 gave names to what R4's conformance resources have in common, and extensions for both versions use them.
bool is_conformance_resource(fhir::Element element, const Session& session) {
  if (element.kind() != fhir::ValueKind::resource) return false;
  const auto type = session.type_index(element);
  if (type == definitions::kNone) return false;
  const auto has = [&](std::string_view name) {
    return session.definitions().find_entry(type, name) != definitions::kNone;
  };
  return has("url") && has("status") && has("version");
}

/// "Patient", "Patient.contact.name", "HumanName.family", "Resource", "Element".
bool fits_element(fhir::Element element, std::string_view expression, const Session& session) {
  const auto hash = expression.find('#');
  if (hash != std::string_view::npos) expression = expression.substr(hash + 1);
  if (expression == "Element" || expression == "*" || is_type(expression, element, session)) return true;
  if (expression == "CanonicalResource" || expression == "MetadataResource")
    return is_conformance_resource(element, session);
  if (element.entry() == fhir::kNoEntry) return false;
  const auto entry = session.definitions().entry(element.entry());
  // Whole paths such as "Patient.contact.name.family" name datatypes by where they stand.
  const auto dot = expression.rfind('.');
  if (is_path_of(expression, entry.parent, entry.element, session) ||
      is_path_of(expression, entry.parent, without_choice_mark(entry.element), session) ||
      is_path_of(expression, entry.parent, entry.name, session))
    return true;
  if (dot == std::string_view::npos ||
      without_choice_mark(expression.substr(dot + 1)) != without_choice_mark(entry.element))
    return false;
  const auto owner = expression.substr(0, dot);
  return element.parent().exists() && owner.find('.') != std::string_view::npos &&
         fits_element(element.parent(), owner, session);
}

bool fits_extension(fhir::Element element, std::string_view url) {
  for (fhir::Element at = element; at.exists() && at.name().ends_with("xtension"); at = at.parent()) {
    if (at.child_value("url") == url) return true;
  }
  return false;
}

bool is_selected(fhir::Element element, std::string_view expression, Session& session) {
  const auto* compiled = session.compiled(expression, {});
  if (compiled == nullptr) return true;
  for (const fhir::Element focus : {session.resource_of(element), element}) {
    for (const fhirpath::Item& item : session.evaluate(*compiled, focus)) {
      if (item.kind() == fhirpath::Item::Kind::boolean && item.text() == "true") return true;
      if (item.kind() == fhirpath::Item::Kind::node && item.node().index() == element.index()) return true;
    }
  }
  return false;
}

bool fits(fhir::Element element, const ExtensionContext& context, Session& session) {
  switch (context.kind) {
    case ExtensionContext::Kind::element:
      return fits_element(element, context.expression, session);
    case ExtensionContext::Kind::extension:
      return fits_extension(element, context.expression);
    case ExtensionContext::Kind::fhirpath:
      break;
  }
  return is_selected(element, context.expression, session);
}

// R4 puts this extension on ElementDefinition.type.code and then uses it on ElementDefinition.type in every snapshot of
// its own; R4B says type.
bool fits_mended_context(fhir::Element element, std::string_view url, const Session& session) {
  return url == "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type" &&
         fits_element(element, "ElementDefinition.type", session);
}

}  // namespace

void check_extension_context(fhir::Element extension, const packages::StructureDefinition& definition,
                             Session& session) {
  const fhir::Element element = extension.parent();
  bool is_allowed = definition.contexts.empty() || fits_mended_context(element, definition.url, session);
  for (const auto& context : definition.contexts) is_allowed = is_allowed || fits(element, context, session);
  if (!is_allowed) {
    session.error("extension-context", element,
                  "The extension " + std::string(definition.url) + " is not allowed at this place.");
    return;
  }
  for (const auto invariant : definition.context_invariants) {
    const auto* expression = session.compiled(invariant, {});
    if (expression == nullptr) continue;
    if (const auto answer = session.holds(*expression, element); answer && !*answer)
      session.error("extension-context", element,
                    "The extension " + std::string(definition.url) + " is not allowed here: " + std::string(invariant));
  }
}

}  // namespace careway::validation
