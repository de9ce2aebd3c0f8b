#include "profiles/validation/rules/bundle_links.h"

#include <algorithm>
#include <string>

#include "profiles/validation/references.h"
#include "profiles/validation/rules/support.h"

namespace careway::validation {
namespace {

using fhir::Element;
using fhir::Severity;

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> list) {
  return std::ranges::find(list, text) != list.end();
}

// Calls visit(element, type) for every element below, but not inside other Bundles.
template <typename Visit>
void walk(Element element, Run& run, Visit&& visit) {
  for (const Element child : element) {
    const std::string_view type = run.type_of(child);
    visit(child, type);
    if (!(child.kind() == fhir::ValueKind::resource && child.value() == "Bundle")) walk(child, run, visit);
  }
}

void check_style_sheet(Element link, const BundleIndex& index, Run& run) {
  const Element address = link.child("url");
  if (!address || address.value().empty()) return;
  const std::string_view url = address.value();
  if (is_absolute(url)) {
    if (url == "https://hl7.org/fhir/fhir.css") return;
    run.warning("bundle-style-external", address, "Style sheets from elsewhere should not be used, except FHIR's own.");
    if (url.starts_with("http://"))
      run.warning("bundle-style-external", address, "The style sheet is fetched unsafely.");
    return;
  }
  const ReferenceParts parts = split_reference(url);
  const bool is_here = std::ranges::any_of(index.entries(), [&](const BundleEntry& entry) {
    return entry.type == parts.type && entry.id == parts.id && !parts.id.empty();
  });
  if (!is_here) run.error("bundle-style-missing", address, "The style sheet is not in the document.");
}

void check_inside(Element reference, const BundleIndex& index, Run& run) {
  const std::string_view url = reference.child_value("reference");
  if (url.empty() || url.starts_with('#')) return;
  const BundleIndex::Target target = index.find(url, 0);
  if (target.matches.size() == 1) return;
  if (target.matches.size() > 1) {
    run.error("bundle-reference-several", reference, "Several entries are what is referred to; it must be one.");
  } else if (target.has_same_type_and_id) {
    run.error("bundle-reference-missing", reference,
              "What is referred to is not in the Bundle: an entry has the type and id, but its fullUrl is another.");
  } else {
    run.error("bundle-reference-missing", reference, "What is referred to must be in the Bundle and is not.");
  }
}

void check_children_inside(Element parent, std::string_view name, const BundleIndex& index, Run& run) {
  for (const Element reference : children(parent, name)) check_inside(reference, index, run);
}

void check_sections(Element parent, const BundleIndex& index, Run& run) {
  for (const Element section : children(parent, "section")) {
    for (const std::string_view name : {"author", "focus", "entry"}) check_children_inside(section, name, index, run);
    check_sections(section, index, run);
  }
}

// Names and addresses that are no links to entries.
bool may_be_link(Element element, std::string_view type) {
  if (type != "uri" && type != "url") return false;
  if (is_one_of(element.name(), {"system", "fullUrl", "profile", "endpoint", "address"})) return false;
  return !(element.name() == "url" && element.parent() &&
           (element.parent().name() == "extension" || element.parent().name() == "modifierExtension"));
}

/// Which entries are linked, both ways.
struct Links {
  std::vector<std::vector<std::size_t>> forward;
  std::vector<std::vector<std::size_t>> backward;
};

Links links_of(const BundleIndex& index, Run& run) {
  Links links;
  const std::size_t count = index.entries().size();
  links.forward.resize(count);
  links.backward.resize(count);
  for (std::size_t from = 0; from < count; ++from) {
    const Element resource = index.entries()[from].resource;
    if (!resource) continue;
    walk(resource, run, [&](Element element, std::string_view type) {
      std::string_view url;
      if (type == "Reference") url = element.child_value("reference");
      if (may_be_link(element, type)) url = element.value();
      if (url.empty() || url.starts_with('#')) return;
      const BundleIndex::Target target = index.find(url, from);
      if (target.matches.size() != 1 || target.matches.front() == from) return;
      links.forward[from].push_back(target.matches.front());
      links.backward[target.matches.front()].push_back(from);
    });
  }
  return links;
}

// Marks all that is reached forwards from `start`, and notes it at the end of `found`.
void reach(std::size_t start, const Links& links, std::vector<bool>& reached, std::vector<std::size_t>& found) {
  if (reached[start]) return;
  reached[start] = true;
  std::size_t next = found.size();
  found.push_back(start);
  while (next < found.size()) {
    for (const std::size_t to : links.forward[found[next++]]) {
      if (reached[to]) continue;
      reached[to] = true;
      found.push_back(to);
    }
  }
}

void tell_backward(const BundleEntry& entry, bool is_document, Run& run) {
  if (entry.type == "Provenance") return;
  run.report(is_document ? Severity::warning : Severity::information,
             is_document ? "bundle-entry-backward" : "bundle-entry-backward-message", entry.entry,
             "The entry is only reached against the direction of its references.");
}

}  // namespace

void check_bundle_links(Element bundle, const BundleIndex& index, Run& run) {
  const std::string_view type = bundle.child_value("type");
  const bool is_paged = type == "searchset" || type == "history";
  std::vector<std::string_view> seen;
  for (const Element link : children(bundle, "link")) {
    const Element relation = link.child("relation");
    if (!relation) continue;
    const std::string_view name = relation.value();
    const bool is_page = is_one_of(name, {"first", "previous", "next", "last"});
    if (is_page && !is_paged) run.error("bundle-link", relation, "A Bundle of this type has no pages to link to.");
    const bool counts = name == "self" || (is_paged && is_page);
    if (counts && std::ranges::find(seen, name) != seen.end()) {
      run.error("bundle-link", is_paged ? link : relation, "A link with this relation stands in the Bundle already.");
    }
    if (counts) seen.push_back(name);
    if (type == "document" && name == "stylesheet") check_style_sheet(link, index, run);
  }
}

void check_bundle_references(Element bundle, const BundleIndex& index, Run& run) {
  const bool has_versions = bundle.child_value("type") == "history";
  for (std::size_t i = 0; i < index.entries().size(); ++i) {
    const Element resource = index.entries()[i].resource;
    if (!resource || resource.value() == "Bundle") continue;
    walk(resource, run, [&](Element element, std::string_view type) {
      if (type != "Reference") return;
      const std::string_view url = element.child_value("reference");
      if (url.empty() || url.starts_with('#')) return;
      const BundleIndex::Target target = index.find(url, i);
      if (target.matches.size() > 1 && !has_versions) {
        run.error("bundle-reference-ambiguous", element, "Several entries have the URL that is referred to.");
      } else if (target.matches.empty() && url.starts_with("urn:")) {
        run.warning("bundle-reference-unresolved", element, "No entry of the Bundle has the urn that is referred to.");
      } else if (target.matches.empty() && target.has_same_type_and_id) {
        run.warning("bundle-reference-unresolved", element,
                    "An entry has the type and id that are referred to, but its fullUrl is another.");
      }
    });
  }
}

void check_composition_references(const BundleIndex& index, Run& run) {
  const Element composition = index.entries().front().resource;
  for (const std::string_view name : {"subject", "author", "encounter", "custodian"}) {
    check_children_inside(composition, name, index, run);
  }
  for (const Element attester : children(composition, "attester")) check_children_inside(attester, "party", index, run);
  for (const Element event : children(composition, "event")) check_children_inside(event, "detail", index, run);
  check_sections(composition, index, run);
}

void check_message_references(const BundleIndex& index, Run& run) {
  check_children_inside(index.entries().front().resource, "focus", index, run);
}

void check_reach(Element bundle, const BundleIndex& index, bool is_document, Run& run) {
  const std::size_t count = index.entries().size();
  const Links links = links_of(index, run);
  std::vector<bool> reached(count, false);
  std::vector<std::size_t> found;
  reach(0, links, reached, found);
  for (const Element link : children(bundle, "link")) {
    if (link.child_value("relation") != "stylesheet") continue;
    const ReferenceParts parts = split_reference(link.child_value("url"));
    for (std::size_t i = 0; i < count; ++i) {
      const BundleEntry& entry = index.entries()[i];
      if (!parts.id.empty() && entry.type == parts.type && entry.id == parts.id) reach(i, links, reached, found);
    }
  }
  // What refers to something that was reached counts too, and so does what it refers to.
  for (std::size_t next = 0; next < found.size(); ++next) {
    for (const std::size_t from : links.backward[found[next]]) {
      if (reached[from]) continue;
      tell_backward(index.entries()[from], is_document, run);
      reach(from, links, reached, found);
    }
  }
  for (std::size_t i = 0; i < count; ++i) {
    const BundleEntry& entry = index.entries()[i];
    if (reached[i] || !entry.resource) continue;
    run.report(is_document ? Severity::error : Severity::warning, "bundle-entry-unreached", entry.entry,
               "The entry is not linked to the first one by any reference.");
  }
}

}  // namespace careway::validation
