#include "mappers/language/code_checks.h"

#include <algorithm>
#include <vector>

#include "mappers/language/problem.h"

namespace careway::language {

namespace {

using definitions::BindingStrength;
using definitions::Entry;

constexpr std::size_t kListedMax = 5;

std::vector<std::string> owned(const std::vector<std::string_view>& views) {
  return {views.begin(), views.end()};
}

Entry last_entry(const CodeCheck& check, const ResolvedSlot& slot) {
  return check.resolver.definitions().entry(slot.steps.back().entry);
}

/// Codes of a required binding, or nothing.
std::optional<std::vector<std::string>> required_codes(const CodeCheck& check, const ResolvedSlot& slot) {
  if (slot.steps.empty()) return std::nullopt;
  const Entry entry = last_entry(check, slot);
  if (entry.binding != BindingStrength::required || entry.value_set.empty()) return std::nullopt;
  const auto codes = check.resolver.definitions().value_set_codes(entry.value_set);
  if (!codes) return std::nullopt;
  std::vector<std::string> out;
  for (const auto& code : *codes) out.emplace_back(code.code);
  return out;
}

bool is_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_decimal(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const std::size_t point = text.find('.');
  return is_digits(text.substr(0, point)) && (point == std::string_view::npos || is_digits(text.substr(point + 1)));
}

/// "2024", "2024-05", "2024-05-01"; a dateTime may go on with its time.
bool is_date(std::string_view text, bool has_time) {
  const std::size_t end = std::min(text.find('T'), text.size());
  if (end < text.size() && (!has_time || end != 10)) return false;
  const std::string_view day = text.substr(0, end);
  if (day.size() != 4 && day.size() != 7 && day.size() != 10) return false;
  for (std::size_t i = 0; i < day.size(); ++i) {
    const bool is_good = i == 4 || i == 7 ? day[i] == '-' : day[i] >= '0' && day[i] <= '9';
    if (!is_good) return false;
  }
  return true;
}

bool has_form(std::string_view type, std::string_view value) {
  if (value.empty()) return false;
  if (type == "boolean") return value == "true" || value == "false";
  if (type == "integer") return is_digits(value.substr(value.starts_with('-') ? 1 : 0));
  if (type == "positiveInt" || type == "unsignedInt") return is_digits(value);
  if (type == "decimal") return is_decimal(value);
  if (type == "date") return is_date(value, false);
  if (type == "dateTime" || type == "instant") return is_date(value, true);
  if (type == "uri" || type == "url" || type == "canonical") return value.find(':') != std::string_view::npos;
  if (type == "code") return value.find("://") == std::string_view::npos && value.front() != ' ' && value.back() != ' ';
  return true;
}

/// A spelling must be there, once, and stand in the field's list.
void check_writing(const CodeCheck& check, const CodeMap& map, const ResolvedField& field, std::size_t face,
                   const Place& place) {
  const FaceShape& shape = check.faces[face];
  const std::string of_face = " (face " + shape.face + ")";
  const auto unclear = owned(map.codes_without_preferred(shape.release));
  if (!unclear.empty()) {
    report_error(check.issues, "map-code-no-way-back", place,
                 "The code map " + quoted(map.name()) + " has several texts for " + listed(unclear) + of_face +
                     " and does not say which to write. Mark one as preferred-for-writing.");
  }
  const auto unwritable = owned(map.codes_without_spelling(shape.release));
  if (!unwritable.empty() && unclear.empty()) {
    report_warning(check.issues, "map-code-not-written", place,
                   "The code map " + quoted(map.name()) + " reads but cannot write " + listed(unwritable) + of_face +
                       ". A record with such a code is refused by this face. Add the nearest text for writing.");
  }
  const formats::Field* target = field.by_face[face];
  if (target == nullptr || target->values.empty()) return;
  std::vector<std::string> foreign;
  for (const std::string_view code : map.codes()) {
    const auto text = map.to_partner(code, shape.release);
    if (text && std::ranges::find(target->values, *text) == target->values.end()) foreign.emplace_back(*text);
  }
  if (!foreign.empty()) {
    report_error(check.issues, "map-code-list", place,
                 "The code map " + quoted(map.name()) + " writes texts that the partner's list lacks: " +
                     listed(foreign) + of_face + ". Correct the spelling in the code map or in the schema.");
  }
}

}  // namespace

std::string listed(std::span<const std::string> words) {
  std::string out;
  const std::size_t shown = std::min(words.size(), kListedMax);
  for (std::size_t i = 0; i < shown; ++i) out += (i == 0 ? "" : ", ") + quoted(words[i]);
  if (words.size() > shown) out += " and " + std::to_string(words.size() - shown) + " more";
  return out;
}

const CodeMap* find_code_map(const CodeCheck& check, const std::map<std::string, std::string>& arguments,
                             const Place& place) {
  const auto name = arguments.find("map");
  if (name == arguments.end()) {
    report_error(check.issues, "map-code-map-unknown", place, "A code needs its code map: { code: map-name }.");
    return nullptr;
  }
  const CodeMap* map = check.code_maps.find(name->second);
  if (map == nullptr) {
    report_error(check.issues, "map-code-map-unknown", place,
                 "There is no code map " + quoted(name->second) + "." +
                     suggestion(name->second, check.code_maps.names()) + " Its name is the id of a ConceptMap.");
  }
  return map;
}

void check_codes_fit(const CodeCheck& check, const CodeMap& map, const ResolvedSlot& slot, const Place& place) {
  if (slot.steps.empty()) return;
  if (const auto allowed = required_codes(check, slot)) {
    std::vector<std::string> foreign;
    for (const std::string_view code : map.codes()) {
      if (std::ranges::find(*allowed, code) == allowed->end()) foreign.emplace_back(code);
    }
    if (!foreign.empty()) {
      report_error(check.issues, "map-binding", place,
                   "FHIR R4 does not allow " + listed(foreign) + " in " + slot_text(slot) +
                       ". Correct the targets of the code map " + quoted(map.name()) + ".");
    }
  }
  if (slot.steps.size() < 2 || slot.steps.back().name != "code") return;
  for (const Predicate& predicate : slot.steps[slot.steps.size() - 2].predicates) {
    if (predicate.child != "system" || predicate.value == map.target_system()) continue;
    report_error(check.issues, "map-code-system", place,
                 "The slot is a coding of " + quoted(predicate.value) + ", but the code map " + quoted(map.name()) +
                     " gives codes of " + quoted(map.target_system()) + ". Use one system in both.");
  }
}

void check_code_row(const CodeCheck& check, const CodeMap& map, const ResolvedField& field, const ResolvedSlot& slot,
                    bool get_only, const Place& place) {
  check_codes_fit(check, map, slot, place);
  const auto allowed = required_codes(check, slot);
  for (std::size_t face = 0; face < check.faces.size(); ++face) {
    const formats::Field* target = field.by_face[face];
    if (target == nullptr) continue;
    const std::string& release = check.faces[face].release;
    if (map.unmapped() != UnmappedPolicy::keep && !get_only) {
      const auto missing = map.missing_for(target->values, release);
      if (!missing.empty()) {
        report_error(check.issues, "map-code-reading", place,
                     "The code map " + quoted(map.name()) + " does not know " + listed(missing) +
                         " of the partner's list (face " + check.faces[face].face + "). Add them to the code map.");
      }
    }
    if (allowed) {
      std::vector<std::string> missing;
      for (const std::string& code : *allowed) {
        if (!map.to_partner(code, release)) missing.push_back(code);
      }
      if (!missing.empty()) {
        report_error(check.issues, "map-code-writing", place,
                     "FHIR R4 allows " + listed(missing) + " in " + slot_text(slot) + ", but the code map " +
                         quoted(map.name()) + " has no text for it (face " + check.faces[face].face +
                         "). Add a text, or the nearest one for writing.");
      }
    }
    check_writing(check, map, field, face, place);
  }
}

void check_literal(const CodeCheck& check, std::string_view value, const ResolvedSlot& slot, const Place& place) {
  const std::string_view type = check.resolver.definitions().type(slot.type()).name;
  // Reference.type is a uri and names a resource type by its plain word.
  const bool is_resource_type = type == "uri" && check.resolver.definitions().is_resource(value);
  const bool is_allowed =
      (is_resource_type || has_form(type, value)) && check.resolver.is_in_binding(last_entry(check, slot), value);
  if (is_allowed) return;
  std::string mend = " Write a " + std::string(type) + ".";
  if (const auto allowed = required_codes(check, slot)) {
    mend = suggestion(value, *allowed);
    if (mend.empty()) mend = " Use one of " + listed(*allowed) + ".";
  }
  report_error(check.issues, "map-constant", place, slot_text(slot) + " cannot be " + quoted(value) + "." + mend);
}

}  // namespace careway::language
