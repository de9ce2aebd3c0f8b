#include <algorithm>

#include "profiles/validation/references.h"
#include "profiles/validation/rules/bundle_index.h"
#include "profiles/validation/rules/bundle_links.h"
#include "profiles/validation/rules/rules.h"
#include "profiles/validation/rules/support.h"

// R4 2.36 (Bundle), 2.36.4 (references), 3.3 (documents), 2.38 (messages).
namespace careway::validation {
namespace {

using fhir::Element;
using fhir::Severity;

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> list) {
  return std::ranges::find(list, text) != list.end();
}

bool is_restful(const ReferenceParts& parts, Run& run) {
  return (parts.base.starts_with("http://") || parts.base.starts_with("https://")) &&
         run.definitions().is_resource(parts.type);
}

// fullUrl says the identity of the resource: absolute, and where it looks like a server's URL with type and id in it.
void check_full_url(const BundleEntry& entry, Run& run) {
  if (!is_absolute(entry.full_url)) {
    run.error("bundle-full-url-relative", entry.entry, "The fullUrl must be an absolute URL.");
    return;
  }
  const ReferenceParts parts = split_reference(entry.full_url);
  if (!entry.resource || !is_restful(parts, run)) return;
  if (entry.id.empty()) {
    run.error("bundle-full-url-id", entry.entry, "The fullUrl ends in an id, but the resource has none.");
  } else if (parts.type != entry.type || parts.id != entry.id) {
    run.error("bundle-full-url-id", entry.entry, "The fullUrl does not end in the type and id of the resource.");
  }
}

// A conformance resource whose fullUrl is its canonical URL.
void check_canonical(const BundleEntry& entry, Run& run) {
  if (!entry.resource || entry.full_url.empty() || entry.resource.child_value("url") != entry.full_url) return;
  const ReferenceParts parts = split_reference(entry.full_url);
  if (is_restful(parts, run) && parts.id == entry.id) return;
  if (entry.full_url.starts_with("http://hl7.org/fhir/v2/") || entry.full_url.starts_with("http://hl7.org/fhir/v3/"))
    return;
  run.error("bundle-full-url-id", entry.entry, "The fullUrl is the canonical URL, but that does not end in the id.");
}

void check_entries(Element bundle, const BundleIndex& index, Run& run) {
  const bool may_miss_url =
      is_one_of(bundle.child_value("type"), {"transaction", "transaction-response", "batch", "batch-response"});
  for (const BundleEntry& entry : index.entries()) {
    if (entry.full_url.empty()) {
      if (!may_miss_url && entry.resource) {
        run.error("bundle-full-url-missing", entry.entry, "The entry needs a fullUrl, the identity of its resource.");
      }
      continue;
    }
    check_full_url(entry, run);
    check_canonical(entry, run);
  }
}

// Types of resource that a search was for, as far as its URL tells.
std::vector<std::string_view> searched_types(std::string_view url, Run& run) {
  const std::string_view path = url.substr(0, url.find('?'));
  const std::string_view last = path.substr(path.rfind('/') + 1);
  if (run.definitions().is_resource(last)) return {last};
  std::vector<std::string_view> types;
  constexpr std::string_view kType = "_type=";
  const std::size_t at = url.find(kType);
  if (at == std::string_view::npos) return types;
  std::string_view list = url.substr(at + kType.size());
  list = list.substr(0, list.find('&'));
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    types.push_back(list.substr(0, comma));
    list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
  }
  return types;
}

std::string_view search_mode(const BundleEntry& entry) {
  const Element search = entry.entry.child("search");
  return search ? search.child_value("mode") : std::string_view();
}

void check_entry_with_mode(const BundleEntry& entry, const std::vector<std::string_view>& types, Run& run) {
  const std::string_view mode = search_mode(entry);
  if (mode == "outcome") {
    if (entry.type != "OperationOutcome") {
      run.error("bundle-search-type", entry.resource, "An entry with the mode outcome holds an OperationOutcome.");
    }
    return;
  }
  if (mode.empty()) return;
  if (entry.id.empty()) run.error("bundle-search-id", entry.resource, "What a search finds has an id.");
  if (mode == "match" && !types.empty() && std::ranges::find(types, entry.type) == types.end()) {
    run.error("bundle-search-type", entry.resource, "The search was not for resources of this type.");
  }
}

// True when the entry's place among the others cannot be told without a mode.
bool check_entry_without_mode(const BundleEntry& entry, const std::vector<std::string_view>& types, bool has_self,
                              Run& run) {
  const bool is_outcome = entry.type == "OperationOutcome";
  if (entry.id.empty() && !is_outcome)
    run.warning("bundle-search-id", entry.resource, "What a search finds has an id.");
  if (types.empty()) {
    if (has_self) {
      run.report(Severity::information, "bundle-search-type", entry.resource,
                 "Whether the search was for this type cannot be told.");
    }
    return true;
  }
  if (std::ranges::find(types, entry.type) != types.end()) return false;
  if (!is_outcome) run.warning("bundle-search-type", entry.entry, "The search was not for resources of this type.");
  return true;
}

void check_search_set(Element bundle, const BundleIndex& index, Run& run) {
  Element self;
  for (const Element link : children(bundle, "link")) {
    if (link.child_value("relation") == "self") self = link;
  }
  std::vector<std::string_view> types;
  if (!self) {
    run.warning("bundle-search-self", bundle, "A searchset should have a self link that says what was searched.");
  } else {
    types = searched_types(self.child_value("url"), run);
    if (types.empty()) {
      run.report(Severity::information, "bundle-search-self", bundle, "The self link does not tell what was searched.");
    }
  }
  const bool any_mode =
      std::ranges::any_of(index.entries(), [](const BundleEntry& entry) { return !search_mode(entry).empty(); });
  bool is_unclear = false;
  for (const BundleEntry& entry : index.entries()) {
    if (!entry.resource) {
      run.error("bundle-search-resource", entry.entry, "An entry of a searchset holds a resource.");
    } else if (any_mode) {
      check_entry_with_mode(entry, types, run);
    } else {
      is_unclear = check_entry_without_mode(entry, types, self.exists(), run) || is_unclear;
    }
    if (any_mode && search_mode(entry).empty()) {
      run.warning("bundle-search-mode", entry.entry, "An entry of a searchset should have a search mode.");
    }
  }
  if (any_mode) return;
  run.report(is_unclear ? Severity::warning : Severity::information, "bundle-search-mode", bundle,
             "The entries of a searchset should have search modes.");
}

void check_document_or_message(Element bundle, const BundleIndex& index, bool is_document, Run& run) {
  const std::string_view first_type = is_document ? "Composition" : "MessageHeader";
  if (index.entries().empty()) {
    run.error("bundle-first-entry", bundle, "A document or message has at least one entry.");
    return;
  }
  const BundleEntry& first = index.entries().front();
  if (!first.resource) {
    run.error("bundle-first-entry", first.entry, "The first entry of a document or message must hold a resource.");
    return;
  }
  if (first.type != first_type) {
    run.error("bundle-first-entry", first.resource,
              is_document ? "The first resource of a document must be a Composition."
                          : "The first resource of a message must be a MessageHeader.");
  } else if (is_document) {
    check_composition_references(index, run);
  } else {
    check_message_references(index, run);
  }
  check_reach(bundle, index, is_document, run);
}

void apply_entry_profiles(const BundleIndex& index, Run& run) {
  for (const EntryProfile& wanted : run.options().entry_profiles) {
    std::size_t number = 0;
    for (const BundleEntry& entry : index.entries()) {
      if (!entry.resource || entry.type != wanted.resource_type) continue;
      if ((!wanted.number || *wanted.number == number) && !run.apply_profile(entry.resource, wanted.profile)) {
        run.error("profile-unknown", entry.resource, "The profile that entries must conform to is not loaded.");
      }
      ++number;
    }
  }
}

}  // namespace

void check_bundle(Element bundle, Run& run) {
  const BundleIndex index(bundle);
  const std::string_view type = bundle.child_value("type");
  check_bundle_links(bundle, index, run);
  if (type == "document" || type == "message") check_document_or_message(bundle, index, type == "document", run);
  if (type == "searchset" && !index.entries().empty()) check_search_set(bundle, index, run);
  check_entries(bundle, index, run);
  check_bundle_references(bundle, index, run);
  apply_entry_profiles(index, run);
}

}  // namespace careway::validation
