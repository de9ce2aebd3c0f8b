#include "profiles/validation/checks/extension.h"

#include <algorithm>
#include <string>

#include "profiles/validation/checks/extension_context.h"
#include "profiles/validation/checks/primitive_format.h"
#include "profiles/validation/references.h"
#include "profiles/validation/session.h"

namespace careway::validation {
namespace {

bool is_inside_extension(fhir::Element element, const Session& session) {
  const fhir::Element parent = element.parent();
  return parent.exists() && session.type_of(parent) == "Extension";
}

/// Parts of an extension have short names that its definition fixes (R4 extensibility.html: a relative url is one that
/// the extension in which it stands defines). True where that definition is not loaded or fixes no names at that depth.
bool is_part_defined(fhir::Element part, std::string_view url, Session& session) {
  std::string path = "Extension.extension.url";
  fhir::Element around = part.parent();
  while (!is_absolute(around.child_value("url"))) {
    if (!is_inside_extension(around, session)) return true;
    around = around.parent();
    path.insert(path.find('.'), ".extension");
  }
  const auto around_url = around.child_value("url");
  const Profile* definition = session.ready(session.engine().slot(around_url.substr(0, around_url.find('|'))));
  if (definition == nullptr || definition->structure->type != "Extension") return true;
  const std::string_view parts = std::string_view(path).substr(0, path.rfind('.'));
  bool fixes_names = false;
  for (const packages::ElementDefinition& element : definition->structure->elements) {
    if (element.path == parts && element.slicing && element.slicing->rules == packages::Slicing::Rules::closed)
      return true;
    if (element.path != path || !element.fixed.exists()) continue;
    if (element.fixed.value() == url) return true;
    fixes_names = true;
  }
  return !fixes_names;
}

class ExtensionCheck final : public Check {
 public:
  void run(fhir::Element element, Session& session) const override {
    const auto url = element.child_value("url");
    if (url.empty()) {
      session.error("extension-url-missing", element, "An extension needs a url: it says what the extension means.");
      return;
    }
    if (!is_absolute(url)) {
      if (!is_inside_extension(element, session)) {
        session.error("extension-url-relative", element, "The url of an extension must be absolute.");
      } else if (!is_part_defined(element, url, session)) {
        session.error("extension-part-unknown", element,
                      "The definition of the extension around it has no part with this url. It may be misspelt.");
      }
      return;
    }
    const auto bar = url.find('|');
    if (bar != std::string_view::npos)
      session.error("extension-url-version", element, "The url of an extension must not name a version.");
    ProfileSlot& slot = session.engine().slot(url.substr(0, bar));
    const Profile* definition = session.ready(slot);
    const bool is_modifier = element.name() == "modifierExtension";
    if (definition == nullptr || definition->structure->type != "Extension") {
      tell_unknown(element, url, is_modifier, session);
      return;
    }
    const bool must_be_modifier = definition->structure->elements.front().is_modifier;
    if (must_be_modifier != is_modifier)
      session.error("extension-modifier", element,
                    must_be_modifier
                        ? "This extension changes the meaning: it must stand as modifierExtension."
                        : "This extension does not change the meaning: it must not stand as modifierExtension.");
    if (element.parent().exists()) check_extension_context(element, *definition->structure, session);
    session.apply(element, slot);
  }
  std::string describe() const override { return "extension"; }

 private:
  static void tell_unknown(fhir::Element element, std::string_view url, bool is_modifier, Session& session) {
    const Options& options = session.options();
    for (const std::string& domain : options.allowed_extension_domains) {
      if (url.starts_with(domain)) return;
    }
    if (options.examples_allowed && is_example_url(url)) return;
    if (is_modifier) {
      session.error("extension-unknown", element, "A modifier extension that is not known cannot be passed over.");
      return;
    }
    fhir::Severity severity = fhir::Severity::information;
    if (options.unknown_extension == Options::UnknownExtension::warning) severity = fhir::Severity::warning;
    if (options.unknown_extension == Options::UnknownExtension::error) severity = fhir::Severity::error;
    session.report(severity, "extension-unknown", element,
                   "The definition of the extension " + std::string(url) + " is not in the packages that are loaded.");
  }
};

}  // namespace

std::unique_ptr<const Check> make_extension_check() {
  return std::make_unique<ExtensionCheck>();
}

}  // namespace careway::validation
