#include "profiles/validation/checks/native_invariants.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string>
#include <unordered_set>

#include "profiles/fhir/xhtml_rules.h"
#include "profiles/validation/references.h"
#include "profiles/validation/session.h"

namespace careway::validation {
namespace {

bool has(fhir::Element element, std::string_view name) {
  return element.child(name).exists();
}

bool extension_or_value(fhir::Element element, Session&) {
  bool has_extension = false;
  bool has_value = false;
  for (fhir::Element child : element) {
    has_extension = has_extension || child.name() == "extension";
    has_value = has_value || child.name().starts_with("value");
  }
  return has_extension != has_value;
}

bool nothing_contained_twice(fhir::Element resource, Session&) {
  for (fhir::Element child : resource) {
    if (child.name() == "contained" && has(child, "contained")) return false;
  }
  return true;
}

bool contained_without_version(fhir::Element resource, Session&) {
  for (fhir::Element child : resource) {
    if (child.name() != "contained") continue;
    const fhir::Element meta = child.child("meta");
    if (meta.exists() && (has(meta, "versionId") || has(meta, "lastUpdated"))) return false;
  }
  return true;
}

bool contained_without_security(fhir::Element resource, Session&) {
  for (fhir::Element child : resource) {
    if (child.name() != "contained") continue;
    const fhir::Element meta = child.child("meta");
    if (meta.exists() && has(meta, "security")) return false;
  }
  return true;
}

bool has_narrative(fhir::Element resource, Session&) {
  const fhir::Element text = resource.child("text");
  return text.exists() && has(text, "div");
}

bool local_reference_is_contained(fhir::Element reference, Session& session) {
  const auto target = reference.child_value("reference");
  if (!target.starts_with('#')) return true;
  if (target == "#") return session.resource_of(reference).index() != container_of(reference).index();
  return session.resolve(target, reference).where == Run::Resolved::Where::contained;
}

bool narrative_is_in_subset(fhir::Element div, Session&) {
  return fhir::is_narrative_subset(div.value());
}

bool narrative_has_content(fhir::Element div, Session&) {
  return fhir::has_narrative_content(div.value());
}

bool contact_has_details(fhir::Element contact, Session&) {
  return has(contact, "name") || has(contact, "telecom") || has(contact, "address") || has(contact, "organization");
}

bool value_needs_system(fhir::Element contact_point, Session&) {
  return !has(contact_point, "value") || has(contact_point, "system");
}

bool code_needs_system(fhir::Element quantity, Session&) {
  return !has(quantity, "code") || has(quantity, "system");
}

bool data_needs_type(fhir::Element attachment, Session&) {
  return !has(attachment, "data") || has(attachment, "contentType");
}

/// bdl-3 and bdl-4: every entry has the child, or none has, by the type of the Bundle.
bool entries_agree(fhir::Element bundle, std::string_view child, std::initializer_list<std::string_view> types) {
  const bool is_wanted = std::find(types.begin(), types.end(), bundle.child_value("type")) != types.end();
  for (fhir::Element entry : bundle) {
    if (entry.name() == "entry" && has(entry, child) != is_wanted) return false;
  }
  return true;
}

bool entries_have_requests(fhir::Element bundle, Session&) {
  return entries_agree(bundle, "request", {"batch", "transaction", "history"});
}

bool entries_have_responses(fhir::Element bundle, Session&) {
  return entries_agree(bundle, "response", {"batch-response", "transaction-response", "history"});
}

bool full_urls_are_unique(fhir::Element bundle, Session&) {
  if (bundle.child_value("type") == "history") return true;
  std::unordered_set<std::string> seen;
  for (fhir::Element entry : bundle) {
    if (entry.name() != "entry" || !has(entry, "fullUrl")) continue;
    std::string url(entry.child_value("fullUrl"));
    const fhir::Element resource = entry.child("resource");
    const fhir::Element meta = resource.exists() ? resource.child("meta") : fhir::Element();
    if (meta.exists()) url += meta.child_value("versionId");
    if (!seen.insert(std::move(url)).second) return false;
  }
  return true;
}

struct Twin {
  std::string_view key;
  std::string_view expression;
  NativeInvariant holds;
};

constexpr auto kTwins = std::to_array<Twin>({
    {"ext-1", "extension.exists() != value.exists()", extension_or_value},
    {"dom-2", "contained.contained.empty()", nothing_contained_twice},
    {"dom-4", "contained.meta.versionId.empty() and contained.meta.lastUpdated.empty()", contained_without_version},
    {"dom-5", "contained.meta.security.empty()", contained_without_security},
    {"dom-6", "text.`div`.exists()", has_narrative},
    // As HL7's errata have it (profiles/definitions/errata.json).
    {"ref-1",
     "reference.exists() implies (reference.startsWith('#').not() or (reference.substring(1) in "
     "%rootResource.contained.id) or (reference = '#' and %rootResource != %resource))",
     local_reference_is_contained},
    {"txt-1", "htmlChecks()", narrative_is_in_subset},
    {"txt-2", "htmlChecks()", narrative_has_content},
    {"bdl-3",
     "entry.all(request.exists() = (%resource.type = 'batch' or %resource.type = 'transaction' or %resource.type = "
     "'history'))",
     entries_have_requests},
    {"bdl-4",
     "entry.all(response.exists() = (%resource.type = 'batch-response' or %resource.type = 'transaction-response' or "
     "%resource.type = 'history'))",
     entries_have_responses},
    {"bdl-7",
     "(type = 'history') or entry.where(fullUrl.exists()).select(fullUrl&resource.meta.versionId).isDistinct()",
     full_urls_are_unique},
    {"pat-1", "name.exists() or telecom.exists() or address.exists() or organization.exists()", contact_has_details},
    {"cpt-2", "value.empty() or system.exists()", value_needs_system},
    {"qty-3", "code.empty() or system.exists()", code_needs_system},
    {"att-1", "data.empty() or contentType.exists()", data_needs_type},
});

}  // namespace

NativeInvariant native_invariant(std::string_view key, std::string_view expression) {
  const auto* found = std::find_if(kTwins.begin(), kTwins.end(),
                                   [&](const Twin& twin) { return twin.key == key && twin.expression == expression; });
  return found == kTwins.end() ? nullptr : found->holds;
}

}  // namespace careway::validation
