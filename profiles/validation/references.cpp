#include "profiles/validation/references.h"

namespace careway::validation {
namespace {

using Where = Run::Resolved::Where;

// So many entries with one URL are looked at for a version; a Bundle with more was made to cost time.
constexpr std::size_t kVersionsMax = 1000;

bool is_name(std::string_view text) {
  if (text.empty() || text.front() < 'A' || text.front() > 'Z') return false;
  for (const char c : text) {
    if ((c < 'A' || c > 'Z') && (c < 'a' || c > 'z')) return false;
  }
  return true;
}

/// Cuts the last part behind '/' off.
std::string_view cut_last(std::string_view& text) {
  const auto slash = text.rfind('/');
  const auto part = slash == std::string_view::npos ? text : text.substr(slash + 1);
  text = slash == std::string_view::npos ? std::string_view() : text.substr(0, slash);
  return part;
}

}  // namespace

fhir::Element container_of(fhir::Element element) {
  fhir::Element at = element;
  while (at.exists() && (at.kind() != fhir::ValueKind::resource || (at.name() == "contained" && at.parent().exists())))
    at = at.parent();
  return at;
}

bool is_absolute(std::string_view url) {
  const auto colon = url.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  return url.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-") == colon;
}

ReferenceParts split_reference(std::string_view reference) {
  ReferenceParts parts;
  std::string_view rest = reference.substr(0, reference.find_first_of("?#"));
  std::string_view last = cut_last(rest);
  std::string_view before = cut_last(rest);
  if (before == "_history") {
    parts.version = last;
    last = cut_last(rest);
    before = cut_last(rest);
  }
  if (!is_name(before) || last.empty()) return {};
  parts.type = before;
  parts.id = last;
  parts.base = reference.substr(0, static_cast<std::size_t>(before.data() - reference.data()));
  if (!parts.base.empty() && !is_absolute(parts.base)) return {};
  return parts;
}

fhir::Element ReferenceIndex::contained(fhir::Element container, std::string_view id) {
  auto& of_document = containers_[&container.document()];
  auto found = of_document.find(container.index());
  if (found == of_document.end()) {
    Contained by_id;
    for (fhir::Element child : container) {
      if (child.name() == "contained") by_id.emplace(child.child_value("id"), child);
    }
    found = of_document.emplace(container.index(), std::move(by_id)).first;
  }
  const auto at = found->second.find(id);
  return at == found->second.end() ? fhir::Element() : at->second;
}

const ReferenceIndex::Entries& ReferenceIndex::entries_of(fhir::Element bundle) {
  auto& of_document = bundles_[&bundle.document()];
  const auto found = of_document.find(bundle.index());
  if (found != of_document.end()) return found->second;
  Entries entries;
  for (fhir::Element entry : bundle) {
    if (entry.name() != "entry") continue;
    const auto url = entry.child_value("fullUrl");
    const fhir::Element resource = entry.child("resource");
    if (!url.empty() && resource.exists()) entries.by_full_url[url].push_back(resource);
  }
  return of_document.emplace(bundle.index(), std::move(entries)).first->second;
}

Run::Resolved ReferenceIndex::resolve_in_bundle(std::string_view reference, fhir::Element bundle,
                                                std::string_view own_full_url) {
  const Entries& entries = entries_of(bundle);
  const ReferenceParts parts = split_reference(reference);
  std::string full(reference.substr(0, reference.find('#')));
  if (!parts.version.empty()) full.resize(full.size() - parts.version.size() - std::string_view("/_history/").size());
  if (!is_absolute(reference)) {
    const ReferenceParts own = split_reference(own_full_url);
    if (own.base.empty()) return {};
    full.insert(0, own.base);
  }
  if (const auto found = entries.by_full_url.find(full); found != entries.by_full_url.end()) {
    std::size_t looked_at = 0;
    for (const fhir::Element resource : found->second) {
      if (++looked_at > kVersionsMax) break;
      const fhir::Element meta = resource.child("meta");
      if (parts.version.empty() || !meta.exists() || meta.child_value("versionId") == parts.version)
        return {Where::bundle, resource};
    }
  }
  if (reference.starts_with("urn:")) return {Where::absent, {}};
  return {};
}

Run::Resolved ReferenceIndex::resolve(std::string_view reference, fhir::Element from) {
  if (reference.empty()) return {};
  if (reference.front() == '#') {
    const fhir::Element container = container_of(from);
    if (!container.exists()) return {};
    if (reference.size() == 1) return {Where::contained, container};
    const fhir::Element found = contained(container, reference.substr(1));
    return {found.exists() ? Where::contained : Where::absent, found};
  }
  Run::Resolved answer;
  fhir::Element below = from;
  for (fhir::Element at = from.parent(); at.exists(); at = at.parent()) {
    if (at.kind() == fhir::ValueKind::resource && at.value() == "Bundle" && below.name() == "entry") {
      answer = resolve_in_bundle(reference, at, below.child_value("fullUrl"));
      if (answer.where == Where::bundle) return answer;
    }
    below = at;
  }
  return answer;
}

}  // namespace careway::validation
