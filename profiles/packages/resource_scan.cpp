#include "profiles/packages/resource_scan.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "profiles/fhir/json_scanner.h"
#include "profiles/fhir/limits.h"

namespace careway::packages {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kBlanks = " \t\r\n";

/// Where a property of that name goes; nullptr when it is not asked for.
using Target = std::string* (*)(void* into, std::string_view name);

/// Hands the text properties of a JSON object to `target`. False when the text is no JSON object.
bool scan_properties(std::string_view bytes, Target target, void* into) {
  fhir::JsonScanner scanner(bytes, fhir::ReadLimits{});
  if (!scanner.take('{')) return false;
  if (scanner.take('}')) return scanner.expect_end();
  do {
    std::string_view text;
    if (!scanner.read_string(text)) return false;
    std::string* wanted = target(into, text);
    if (!scanner.expect(':')) return false;
    if (wanted != nullptr && scanner.peek() == '"') {
      if (!scanner.read_string(text)) return false;
      *wanted = text;
    } else if (!scanner.skip_value(1)) {
      return false;
    }
  } while (scanner.take(','));
  return scanner.expect('}') && scanner.expect_end();
}

std::string* resource_part(void* into, std::string_view name) {
  auto& found = *static_cast<ScannedResource*>(into);
  if (name == "resourceType") return &found.resource_type;
  if (name == "url") return &found.url;
  if (name == "version") return &found.version;
  if (name == "id") return &found.id;
  return nullptr;
}

std::string* package_part(void* into, std::string_view name) {
  auto& found = *static_cast<PackageName*>(into);
  if (name == "name") return &found.name;
  if (name == "version") return &found.version;
  return nullptr;
}

std::string with_entities_resolved(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, char>, 5> kEntities = {
      {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}}};
  std::string out;
  while (!text.empty()) {
    const auto entity = std::find_if(kEntities.begin(), kEntities.end(),
                                     [&](const auto& candidate) { return text.starts_with(candidate.first); });
    out += entity == kEntities.end() ? text.front() : entity->second;
    text.remove_prefix(entity == kEntities.end() ? 1 : entity->first.size());
  }
  return out;
}

/// The tags of an XML text, one after the other; content is passed over.
class TagScanner {
 public:
  struct Tag {
    std::string_view name;  ///< without prefix
    std::string_view attributes;
    bool opens = false;
    bool closes = false;
  };

  explicit TagScanner(std::string_view bytes) : rest_(bytes) {}

  /// Nothing at the end of the text, or where it is no XML (then `failed`).
  std::optional<Tag> next() {
    while (true) {
      const auto start = rest_.find('<');
      if (start == std::string_view::npos) return std::nullopt;
      rest_.remove_prefix(start + 1);
      if (rest_.starts_with("!--")) {
        if (!skip_behind("-->")) return std::nullopt;
      } else if (rest_.starts_with("![CDATA[")) {
        if (!skip_behind("]]>")) return std::nullopt;
      } else if (rest_.starts_with("?")) {
        if (!skip_behind("?>")) return std::nullopt;
      } else if (rest_.starts_with("!")) {
        failed = true;
        return std::nullopt;
      } else {
        return tag();
      }
    }
  }
  bool failed = false;

 private:
  bool skip_behind(std::string_view ending) {
    const auto end = rest_.find(ending);
    if (end == std::string_view::npos) {
      failed = true;
      return false;
    }
    rest_.remove_prefix(end + ending.size());
    return true;
  }

  std::optional<Tag> tag() {
    std::size_t end = 0;
    char quote = '\0';
    while (end < rest_.size() && (quote != '\0' || rest_[end] != '>')) {
      const char letter = rest_[end];
      if (quote != '\0') {
        if (letter == quote) quote = '\0';
      } else if (letter == '"' || letter == '\'') {
        quote = letter;
      }
      ++end;
    }
    if (end == rest_.size()) {
      failed = true;
      return std::nullopt;
    }
    auto text = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    Tag tag;
    tag.closes = text.starts_with('/');
    tag.opens = !tag.closes;
    if (tag.closes) text.remove_prefix(1);
    if (text.ends_with('/')) {
      tag.closes = true;
      text.remove_suffix(1);
    }
    const auto name_end = std::min(text.find_first_of(kBlanks), text.size());
    tag.name = text.substr(0, name_end);
    if (const auto colon = tag.name.find(':'); colon != std::string_view::npos) tag.name.remove_prefix(colon + 1);
    tag.attributes = text.substr(name_end);
    return tag;
  }

  std::string_view rest_;
};

/// The value of the attribute "value".
std::string value_of(std::string_view attributes) {
  while (true) {
    const auto start = attributes.find_first_not_of(kBlanks);
    if (start == std::string_view::npos) return {};
    attributes.remove_prefix(start);
    const auto equals = attributes.find('=');
    if (equals == std::string_view::npos) return {};
    auto name = attributes.substr(0, equals);
    name = name.substr(0, std::min(name.find_first_of(kBlanks), name.size()));
    attributes.remove_prefix(equals + 1);
    const auto quote_at = attributes.find_first_not_of(kBlanks);
    if (quote_at == std::string_view::npos) return {};
    const auto end = attributes.find(attributes[quote_at], quote_at + 1);
    if (end == std::string_view::npos) return {};
    if (name == "value") return with_entities_resolved(attributes.substr(quote_at + 1, end - quote_at - 1));
    attributes.remove_prefix(end + 1);
  }
}

/// Children that may stand before the version of a conformance resource.
bool stands_before_version(std::string_view name) {
  static constexpr std::array<std::string_view, 11> kNames = {
      "id",  "meta",      "implicitRules",     "text",    "language",  "contained",
      "url", "extension", "modifierExtension", "version", "identifier"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

}  // namespace

bool scan_json(std::string_view bytes, ScannedResource& found) {
  return scan_properties(bytes, resource_part, &found);
}

bool scan_texts(std::string_view bytes, std::map<std::string, std::string>& texts) {
  const Target target = [](void* into, std::string_view name) {
    return &(*static_cast<std::map<std::string, std::string>*>(into))[std::string(name)];
  };
  return scan_properties(bytes, target, &texts);
}

PackageName scan_package_json(std::string_view bytes) {
  PackageName found;
  if (!scan_properties(bytes, package_part, &found)) return {};
  return found;
}

bool scan_xml(std::string_view bytes, ScannedResource& found) {
  if (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
  TagScanner scanner(bytes);
  std::size_t depth = 0;
  while (const auto tag = scanner.next()) {
    if (tag->opens) {
      if (depth == 0) found.resource_type = tag->name;
      if (depth == 1) {
        if (!found.url.empty() && !stands_before_version(tag->name)) return true;
        std::string* wanted = tag->name == "resourceType" ? nullptr : resource_part(&found, tag->name);
        if (wanted != nullptr && wanted->empty()) *wanted = value_of(tag->attributes);
      }
      ++depth;
    }
    if (tag->closes) {
      if (depth == 0) return false;
      if (--depth == 0) return true;
    }
  }
  return false;
}

}  // namespace careway::packages
