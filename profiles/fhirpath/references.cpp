#include "profiles/fhirpath/references.h"

#include <string>

namespace careway::fhirpath {
namespace {

using fhir::Element;
using fhir::ValueKind;

Element resource_around(Element node) {
  while (node && node.kind() != ValueKind::resource) node = node.parent();
  return node;
}

// The resource that contains, from anywhere in it.
Element container_of(Element node) {
  Element resource = resource_around(node);
  while (resource && resource.name() == "contained" && resource.parent()) resource = resource_around(resource.parent());
  return resource;
}

Element find_contained(Element container, std::string_view id, std::size_t& visited) {
  if (id.empty()) return container;
  for (const Element child : container)
    if (++visited; child.name() == "contained" && child.child_value("id") == id) return child;
  return {};
}

bool is_absolute(std::string_view reference) {
  const std::size_t colon = reference.find(':');
  return colon != std::string_view::npos && reference.find('/') > colon;
}

struct Versioned {
  std::string_view url;
  std::string_view version;
};

Versioned split_version(std::string_view reference) {
  static constexpr std::string_view kHistory = "/_history/";
  const std::size_t at = reference.find(kHistory);
  if (at == std::string_view::npos) return {reference, {}};
  return {reference.substr(0, at), reference.substr(at + kHistory.size())};
}

// "http://host/fhir" of "http://host/fhir/Patient/1"; empty when it ends in no type and id.
std::string_view base_of(std::string_view full_url) {
  if (!full_url.starts_with("http://") && !full_url.starts_with("https://")) return {};
  const std::size_t id = full_url.rfind('/');
  const std::size_t type = id == 0 || id == std::string_view::npos ? id : full_url.rfind('/', id - 1);
  if (type == std::string_view::npos || type + 1 >= full_url.size()) return {};
  const char first = full_url[type + 1];
  return first >= 'A' && first <= 'Z' ? full_url.substr(0, type) : std::string_view();
}

// Whether the entry is what base + "/" + relative (or the absolute URL, with an empty base) means.
bool is_entry(std::string_view full_url, std::string_view base, std::string_view url) {
  if (base.empty()) return full_url == url;
  return full_url.size() == base.size() + 1 + url.size() && full_url.starts_with(base) && full_url.ends_with(url) &&
         full_url[base.size()] == '/';
}

// An entry without fullUrl is known by type and id only.
bool is_type_and_id(Element resource, std::string_view relative) {
  const std::size_t slash = relative.find('/');
  return slash != std::string_view::npos && resource.value() == relative.substr(0, slash) &&
         resource.child_value("id") == relative.substr(slash + 1);
}

Element find_in_bundle(Element bundle, Element own_entry, const Versioned& wanted, std::size_t& visited) {
  const std::string_view own_url = own_entry.child_value("fullUrl");
  const bool is_relative = !is_absolute(wanted.url);
  const std::string_view base = is_relative ? base_of(own_url) : std::string_view();
  const bool by_id = is_relative && own_url.empty();
  if (is_relative && base.empty() && !by_id) return {};
  for (const Element entry : bundle) {
    ++visited;
    if (entry.name() != "entry") continue;
    const std::string_view full_url = entry.child_value("fullUrl");
    if (by_id ? !full_url.empty() : !is_entry(full_url, base, wanted.url)) continue;
    const Element resource = entry.child("resource");
    if (!resource || (by_id && !is_type_and_id(resource, wanted.url))) continue;
    if (wanted.version.empty()) return resource;
    const Element meta = resource.child("meta");
    if (meta && meta.child_value("versionId") == wanted.version) return resource;
  }
  return {};
}

}  // namespace

Element find_reference(std::string_view reference, Element from) {
  std::size_t visited = 0;
  return find_reference(reference, from, visited);
}

Element find_reference(std::string_view reference, Element from, std::size_t& visited) {
  if (reference.empty() || !from) return {};
  if (reference[0] == '#') {
    const Element container = container_of(from);
    return container ? find_contained(container, reference.substr(1), visited) : Element();
  }
  const Versioned wanted = split_version(reference);
  // Outwards: a Bundle may stand in a Bundle.
  for (Element node = from; node; node = node.parent()) {
    if (node.name() != "entry" || !node.parent() || node.parent().value() != "Bundle" ||
        node.parent().kind() != ValueKind::resource)
      continue;
    if (const Element found = find_in_bundle(node.parent(), node, wanted, visited)) return found;
  }
  return {};
}

}  // namespace careway::fhirpath
