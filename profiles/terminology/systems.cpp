#include "profiles/terminology/systems.h"

#include "profiles/fhir/json.h"
#include "profiles/fhir/xml.h"
#include "profiles/terminology/code_lists.h"

namespace careway::terminology {

bool read_resource(const packages::Source& source, const definitions::Definitions& definitions,
                   fhir::Document& document) {
  fhir::Issues unread;
  if (source.is_xml) return fhir::read_xml_into(document, source.bytes, definitions, unread);
  return fhir::read_json_into(document, source.bytes, definitions, unread);
}

const CodeSystem* Systems::read(const packages::Source& source) {
  const auto [at, is_new] = read_.try_emplace(&source);
  fhir::Document document;
  if (is_new && read_resource(source, library_.definitions(), document)) {
    at->second = std::make_unique<const CodeSystem>(CodeSystem::read(document.root()));
  }
  return at->second.get();
}

Systems::Lookup Systems::find(std::string_view url, std::string_view version) {
  std::string canonical(url);
  if (!version.empty() && url.find('|') == std::string_view::npos) canonical.append("|").append(version);
  if (const auto at = found_.find(canonical); at != found_.end()) return at->second;
  Lookup& lookup = found_[canonical];
  const std::string_view bare = url.substr(0, url.find('|'));
  if (const packages::Source* source = library_.packages().find("CodeSystem", canonical)) {
    lookup.system = read(*source);
  }
  if (lookup.system == nullptr || lookup.system->content() == CodeSystem::Content::not_present) {
    const auto codes = code_list(bare);
    if (codes.empty()) {
      const bool is_other_version = canonical != bare && library_.packages().find("CodeSystem", bare) != nullptr;
      return lookup = {nullptr, is_other_version && lookup.system == nullptr ? "code-system-version-not-known"
                                                                             : "code-system-not-known"};
    }
    auto& list = lists_[std::string(bare)];
    if (!list) list = std::make_unique<const CodeSystem>(CodeSystem::of_list(texts_.keep(bare), codes));
    return lookup = {list.get(), {}};
  }
  if (lookup.system->content() == CodeSystem::Content::supplement)
    return lookup = {nullptr, "code-system-is-supplement"};
  if (!lookup.system->is_complete()) lookup.reason = "code-system-not-complete";
  return lookup;
}

SystemNumber Systems::number(std::string_view url) {
  const std::string_view bare = url.substr(0, url.find('|'));
  if (const auto at = numbers_.find(bare); at != numbers_.end()) return at->second;
  const auto number = static_cast<SystemNumber>(urls_.size());
  urls_.push_back(texts_.keep(bare));
  numbers_.emplace(urls_.back(), number);
  return number;
}

bool Systems::is_case_sensitive(SystemNumber number) {
  const auto lookup = find(urls_[number]);
  return lookup.system == nullptr || lookup.system->is_case_sensitive();
}

std::size_t Systems::memory_bytes() const {
  std::size_t bytes = texts_.memory_bytes() + urls_.size() * 64;
  for (const auto& [source, system] : read_) bytes += system ? system->memory_bytes() + 64 : 64;
  for (const auto& [url, list] : lists_) bytes += list->memory_bytes();
  for (const auto& [canonical, lookup] : found_) bytes += canonical.capacity() + sizeof(lookup) + 64;
  return bytes;
}

}  // namespace careway::terminology
