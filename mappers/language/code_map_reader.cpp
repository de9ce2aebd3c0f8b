#include "mappers/language/code_map_reader.h"

#include <algorithm>
#include <array>
#include <utility>

#include "mappers/language/problem.h"

namespace careway::language {

namespace {

/// "r1" of "https://…/cld-gender/r1"; empty when the last part is no release.
std::string_view release_of(std::string_view source) {
  const std::string_view last = source.substr(source.rfind('/') == std::string_view::npos ? 0 : source.rfind('/') + 1);
  if (last.size() < 2 || last.front() != 'r') return {};
  const bool is_release = std::ranges::all_of(last.substr(1), [](char c) { return c >= '0' && c <= '9'; });
  return is_release ? last : std::string_view{};
}

fhir::Element find_extension(fhir::Element holder, std::string_view url) {
  for (const fhir::Element child : holder) {
    if (child.name() == "extension" && child.child_value("url") == url) return child;
  }
  return {};
}

/// R4 equivalence codes; nothing for those that say that there is no target.
std::optional<Equivalence> read_equivalence(std::string_view code) {
  if (code == "unmatched" || code == "disjoint") return std::nullopt;
  if (code.empty() || code == "equivalent" || code == "equal") return Equivalence::equivalent;
  if (code == "wider" || code == "subsumes") return Equivalence::wider;
  if (code == "narrower" || code == "specializes") return Equivalence::narrower;
  return Equivalence::inexact;
}

}  // namespace

std::optional<CodeMap> CodeMap::read(fhir::Element concept_map, std::string_view file_name, fhir::Issues& issues) {
  const std::size_t errors_before = issues.error_count();
  CodeMap map;
  Reader(map, file_name, issues).read(concept_map);
  if (issues.error_count() != errors_before) return std::nullopt;
  return map;
}

void CodeMap::Reader::error(std::string_view code, fhir::Element at, std::string_view text) {
  const fhir::Position position = at.position();
  // A tree that was not read from text has no lines; its FHIR path says the place then.
  const std::string path = position.line > 0 ? std::string(file_name_) + ":" + std::to_string(position.line)
                                             : std::string(file_name_) + ": " + fhir::fhir_path(at);
  issues_.error(code, path, text, position);
}

void CodeMap::Reader::read(fhir::Element concept_map) {
  if (concept_map.kind() != fhir::ValueKind::resource || concept_map.value() != "ConceptMap") {
    return error("map-code-kind", concept_map, "A code map is a FHIR ConceptMap resource.");
  }
  map_.name_ = concept_map.child_value("id");
  if (map_.name_.empty()) {
    error("map-code-kind", concept_map, "The ConceptMap needs an id: the word by which maps name it.");
  }
  read_policy(concept_map);
  for (const fhir::Element child : concept_map) {
    if (child.name() == "group") read_group(child);
  }
  if (map_.releases_.empty())
    error("map-code-kind", concept_map, "The ConceptMap has no group. Add source, target and elements.");
  // Newest first; groups for every release last. "r10" is newer than "r9".
  std::ranges::stable_sort(map_.releases_, [](const Release& a, const Release& b) {
    if (a.name.size() != b.name.size()) return a.name.size() > b.name.size();
    return a.name > b.name;
  });
}

void CodeMap::Reader::read_policy(fhir::Element holder) {
  const fhir::Element extension = find_extension(holder, kUnmappedPolicyUrl);
  if (!extension) return;
  const std::string_view word = extension.child_value("valueCode");
  if (word == "refuse") {
    map_.unmapped_ = UnmappedPolicy::refuse;
  } else if (word == "hold") {
    map_.unmapped_ = UnmappedPolicy::hold;
  } else if (word == "keep") {
    map_.unmapped_ = UnmappedPolicy::keep;
  } else {
    error("map-code-policy", extension, "The unmapped policy must be refuse, hold or keep (valueCode).");
  }
}

void CodeMap::Reader::read_unmapped(fhir::Element unmapped) {
  const std::string_view mode = unmapped.child_value("mode");
  if (mode == "provided") {
    map_.unmapped_ = UnmappedPolicy::keep;
  } else {
    error("map-code-policy", unmapped,
          "Only the unmapped mode \"provided\" can be used: a fixed code has no way back to what the partner wrote. "
          "Use the "
          "extension unmapped-policy with hold instead.");
  }
}

CodeMap::Release& CodeMap::Reader::release_named(std::string_view name) {
  const auto found = std::ranges::find(map_.releases_, name, &Release::name);
  if (found != map_.releases_.end()) return *found;
  Release& release = map_.releases_.emplace_back();
  release.name = name;
  return release;
}

void CodeMap::Reader::read_group(fhir::Element group) {
  const std::string_view source = group.child_value("source");
  const std::string_view target = group.child_value("target");
  if (source.empty() || target.empty()) {
    return error("map-code-group", group, "The group needs source and target: the two code systems.");
  }
  if (!map_.target_system_.empty() && map_.target_system_ != target) {
    return error("map-code-group", group,
                 "All groups need one target system. Make a ConceptMap of its own for the other.");
  }
  map_.target_system_ = target;
  read_policy(group);
  Release& release = release_named(release_of(source));
  for (const fhir::Element child : group) {
    if (child.name() == "element") read_element(child, release);
    if (child.name() == "unmapped") read_unmapped(child);
  }
}

void CodeMap::Reader::read_element(fhir::Element element, Release& release) {
  const std::string text(element.child_value("code"));
  if (text.empty()) return error("map-code-element", element, "The element has no code.");
  std::vector<Target> targets;
  for (const fhir::Element child : element) {
    if (child.name() != "target") continue;
    const auto equivalence = read_equivalence(child.child_value("equivalence"));
    if (!equivalence) continue;
    Target target{std::string(child.child_value("code")), std::string(child.child_value("display")), *equivalence};
    if (target.code.empty()) return error("map-code-element", child, "The target has no code.");
    targets.push_back(std::move(target));
  }
  // Without a target the text is known to have none: the unmapped policy decides.
  if (targets.empty()) return;
  const auto is_equivalent = [](const Target& target) { return target.equivalence == Equivalence::equivalent; };
  auto read = targets.begin();
  if (targets.size() > 1) {
    read = std::ranges::find_if(targets, is_equivalent);
    if (std::ranges::count_if(targets, is_equivalent) != 1) {
      return error(
          "map-code-two-targets", element,
          "One partner text has several codes here. Exactly one must be equivalent (it is read as that one); the "
          "others are for writing only.");
    }
  }
  add_exact(element, release, text, *read);
  for (auto target = targets.begin(); target != targets.end(); ++target) {
    std::string& display = map_.displays_[target->code];
    if (display.empty()) display = target->display;
    add_home(element, release, text, target->code, target != read);
  }
}

void CodeMap::Reader::add_exact(fhir::Element element, Release& release, const std::string& text,
                                const Target& target) {
  if (!release.exact.emplace(text, target).second) {
    return error("map-code-duplicate", element, "The partner text " + quoted(text) + " stands twice in one release.");
  }
  std::array<char, kFoldedBytesMax> buffer;
  if (const auto folded = fold_spelling(text, buffer)) {
    const auto [place, is_new] = release.folded.emplace(std::string(*folded), target);
    // Two codes that differ only in what folding ignores: lenient lookup must not choose between them.
    if (!is_new && place->second.code != target.code) place->second.code.clear();
  }
}

void CodeMap::Reader::add_home(fhir::Element element, Release& release, std::string_view text, const std::string& code,
                               bool is_nearest) {
  const auto [place, is_new] = release.home.try_emplace(code);
  Spelling& spelling = place->second;
  if (is_new) spelling.is_nearest = is_nearest;
  if (is_nearest && !spelling.is_nearest) return;  // a text that means the code is there
  if (!is_nearest && spelling.is_nearest) spelling = {};
  bool is_preferred = false;
  if (const fhir::Element extension = find_extension(element, kPreferredForWritingUrl); extension && !is_nearest) {
    const std::string_view preferred_release = extension.child_value("valueCode");
    is_preferred = extension.child_value("valueBoolean") == "true" ||
                   (!preferred_release.empty() && (release.name.empty() || preferred_release == release.name));
  }
  ++spelling.count;
  if (is_preferred && spelling.is_preferred) {
    return error("map-code-two-preferred", element,
                 "Two texts for the code " + quoted(code) + " are preferred for writing. Keep the mark on one.");
  }
  if (spelling.count == 1 || is_preferred) spelling.text = text;
  spelling.is_preferred = spelling.is_preferred || is_preferred;
}

}  // namespace careway::language
