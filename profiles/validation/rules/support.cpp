#include "profiles/validation/rules/support.h"

#include <algorithm>
#include <charconv>

namespace careway::validation {

std::vector<fhir::Element> children(fhir::Element element, std::string_view name) {
  std::vector<fhir::Element> found;
  for (const fhir::Element child : element) {
    if (child.name() == name) found.push_back(child);
  }
  return found;
}

fhir::Element extension(fhir::Element element, std::string_view url) {
  for (const fhir::Element child : element) {
    if (child.name() == "extension" && child.child_value("url") == url) return child;
  }
  return {};
}

fhir::Element choice(fhir::Element element, std::string_view stem) {
  for (const fhir::Element child : element) {
    const std::string_view name = child.name();
    if (child.entry() != fhir::kNoEntry && name.size() > stem.size() && name.starts_with(stem) &&
        name[stem.size()] >= 'A' && name[stem.size()] <= 'Z') {
      return child;
    }
  }
  return {};
}

std::string_view choice_suffix(fhir::Element chosen, std::string_view stem) {
  return chosen.name().substr(std::min(stem.size(), chosen.name().size()));
}

fhir::Element extension_value(fhir::Element element, std::string_view url) {
  const fhir::Element found = extension(element, url);
  return found ? choice(found, "value") : fhir::Element{};
}

fhir::Element contained_resource(fhir::Element resource, std::string_view id) {
  for (fhir::Element place = resource; place; place = place.name() == "contained" ? place.parent() : fhir::Element{}) {
    for (const fhir::Element child : place) {
      if (child.name() == "contained" && child.child_value("id") == id) return child;
    }
  }
  return {};
}

std::string_view canonical_url(std::string_view canonical) {
  return canonical.substr(0, canonical.find_first_of("|#"));
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return number;
}

std::size_t character_count(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
}

std::string_view type_of_reference(std::string_view reference) {
  if (const auto history = reference.find("/_history/"); history != std::string_view::npos) {
    reference = reference.substr(0, history);
  }
  const auto id_slash = reference.rfind('/');
  if (id_slash == std::string_view::npos || id_slash + 1 == reference.size()) return {};
  reference = reference.substr(0, id_slash);
  const auto type_slash = reference.rfind('/');
  const auto type = type_slash == std::string_view::npos ? reference : reference.substr(type_slash + 1);
  return !type.empty() && type.front() >= 'A' && type.front() <= 'Z' ? type : std::string_view{};
}

}  // namespace careway::validation
