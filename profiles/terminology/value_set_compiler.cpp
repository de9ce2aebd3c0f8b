#include "profiles/terminology/value_set_compiler.h"

#include <algorithm>
#include <string>
#include <utility>

namespace careway::terminology {
namespace {

constexpr std::string_view kSnomed = "http://snomed.info/sct";
constexpr std::string_view kLoinc = "http://loinc.org";

OpenPart unknown_part(SystemNumber system, std::string_view reason) {
  OpenPart part;
  part.system = system;
  part.reason = reason;
  return part;
}

void note(std::vector<Terminology::Gap>& gaps, std::string subject, std::string_view reason) {
  Terminology::Gap gap{std::move(subject), reason};
  if (std::ranges::find(gaps, gap) == gaps.end()) gaps.push_back(std::move(gap));
}

std::string described(const Filter& filter) {
  return std::string(filter.property).append(" ").append(filter.operation).append(" ").append(filter.value);
}

bool is_true(std::string_view text) {
  return text == "true";
}

}  // namespace

// What one include or exclude selects.
struct ValueSets::Clause {
  MemberSet certain;
  std::vector<OpenPart> open;
  std::vector<const ValueSet*> imports;
  bool has_system = false;
  std::vector<Terminology::Gap> gaps;
};

ValueSets::ValueSets(packages::StructureLibrary& library, Systems& systems, const TerminologyLimits& limits)
    : library_(library), systems_(systems), limits_(limits) {}

ValueSets::~ValueSets() = default;

const ValueSet& ValueSets::find(std::string_view canonical) {
  if (const auto at = by_canonical_.find(canonical); at != by_canonical_.end()) return *at->second;
  bool is_final = true;
  const ValueSet* value_set = compile(canonical, is_final);
  if (is_final) by_canonical_.emplace(std::string(canonical), value_set);
  return *value_set;
}

bool ValueSets::knows(std::string_view canonical) const {
  return library_.packages().find("ValueSet", canonical) != nullptr;
}

// What stands for a value set while it is on its way, or too deep, holds at that place only: not final.
const ValueSet* ValueSets::compile(std::string_view canonical, bool& is_final) {
  const packages::Source* source = library_.packages().find("ValueSet", canonical);
  const auto keep = [this](std::unique_ptr<ValueSet> value_set) {
    others_.push_back(std::move(value_set));
    return others_.back().get();
  };
  if (source == nullptr) {
    auto implied = implicit(canonical);
    return keep(implied ? std::move(implied) : unknown(canonical, "value-set-not-known"));
  }
  if (depth_ >= limits_.depth_max) {
    is_final = false;
    return keep(unknown(canonical, "limit-depth"));
  }
  const auto [at, is_new] = compiled_.try_emplace(source);
  if (!is_new && at->second) return at->second.get();
  if (!is_new) {
    is_final = false;
    return keep(unknown(canonical, "value-set-cyclic"));
  }
  fhir::Document document;
  ++depth_;
  auto value_set = read_resource(*source, library_.definitions(), document)
                       ? read(document.root())
                       : unknown(canonical, "value-set-unreadable");
  --depth_;
  // Not through `at`: the map may have grown meanwhile.
  auto& place = compiled_[source];
  place = std::move(value_set);
  return place.get();
}

std::unique_ptr<ValueSet> ValueSets::unknown(std::string_view canonical, std::string_view reason) {
  auto value_set = std::make_unique<ValueSet>();
  value_set->includes.push_back(unknown_part(OpenPart::kAnySystem, reason));
  note(value_set->gaps, std::string(canonical), reason);
  return value_set;
}

// Value sets that a URL alone defines (FHIR R4, 4.3.1.0.8 and 4.3.2.0.7): one system, and only its codes. Two bindings
// of R4 name the standard itself.
std::unique_ptr<ValueSet> ValueSets::implicit(std::string_view canonical) {
  std::string_view system;
  if (canonical.starts_with(kSnomed) && canonical.find("?fhir_vs") != std::string_view::npos) system = kSnomed;
  if (canonical.starts_with("http://loinc.org/vs")) system = kLoinc;
  if (canonical.starts_with("http://www.rfc-editor.org/bcp/bcp13.txt")) system = "urn:ietf:bcp:13";
  if (canonical.starts_with("http://tools.ietf.org/html/bcp47")) system = "urn:ietf:bcp:47";
  if (system.empty()) return nullptr;
  auto value_set = std::make_unique<ValueSet>();
  value_set->includes.push_back(unknown_part(systems_.number(system), "code-system-not-known"));
  OpenPart& part = value_set->includes.back();
  part.grammar = find_grammar(system);
  if (part.grammar->decides) {
    part.reason = {};
  } else {
    note(value_set->gaps, std::string(system), part.reason);
  }
  return value_set;
}

std::unique_ptr<ValueSet> ValueSets::read(fhir::Element resource) {
  auto value_set = std::make_unique<ValueSet>();
  const fhir::Element compose = resource.child("compose");
  const fhir::Element expansion = resource.child("expansion");
  if (compose) read_compose(compose, *value_set);
  if (expansion && (!compose || !value_set->gaps.empty())) read_expansion(expansion, !compose, *value_set);
  if (!compose && !expansion) return unknown(resource.child_value("url"), "value-set-not-known");
  value_set->members.shrink();
  return value_set;
}

void ValueSets::read_compose(fhir::Element compose, ValueSet& value_set) {
  const bool inactive_too = compose.child_value("inactive") != "false";
  Clause excluded;
  for (const fhir::Element child : compose) {
    if (child.name() != "exclude") continue;
    Clause clause = read_clause(child, true);
    for (const Member& member : clause.certain.members()) excluded.certain.add(member);
    std::ranges::move(clause.open, std::back_inserter(value_set.excludes));
    for (const auto& gap : clause.gaps) note(value_set.gaps, gap.subject, gap.reason);
  }
  for (const fhir::Element child : compose) {
    if (child.name() != "include") continue;
    Clause clause = read_clause(child, inactive_too);
    for (const Member& member : clause.certain.members()) {
      const std::string_view system = systems_.url(member.system);
      if (excluded.certain.find(system, member.code, systems_) == nullptr) value_set.members.add(member);
    }
    std::ranges::move(clause.open, std::back_inserter(value_set.includes));
    for (const auto& gap : clause.gaps) note(value_set.gaps, gap.subject, gap.reason);
    if (value_set.members.size() > limits_.codes_max) {
      value_set.includes.push_back(unknown_part(OpenPart::kAnySystem, "limit-codes"));
      note(value_set.gaps, std::string(compose.parent().child_value("url")), "limit-codes");
      break;
    }
  }
  if (!value_set.includes.empty()) value_set.excluded = std::move(excluded.certain);
}

// An expansion shows one moment. Beside a definition that could be followed it says nothing; instead of one that could
// not, its codes are certainly meant, and others stay open.
void ValueSets::read_expansion(fhir::Element expansion, bool is_all, ValueSet& value_set) {
  const std::size_t shown = add_contained_codes(expansion, value_set);
  if (!is_all) return;
  const std::string_view total = expansion.child_value("total");
  const std::string_view offset = expansion.child_value("offset");
  bool is_complete = (total.empty() || total == std::to_string(shown)) && (offset.empty() || offset == "0");
  for (const fhir::Element child : expansion) {
    const std::string_view name = child.name() == "parameter" ? child.child_value("name") : std::string_view();
    const std::string_view url = child.name() == "extension" ? child.child_value("url") : std::string_view();
    const bool is_shortened = name == "limitedExpansion" || name == "count" || name == "filter" ||
                              url.ends_with("/valueset-toocostly") || url.ends_with("/valueset-unclosed");
    is_complete = is_complete && !is_shortened;
  }
  if (is_complete && shown <= limits_.codes_max) return;
  value_set.includes.push_back(unknown_part(OpenPart::kAnySystem, "expansion-not-complete"));
  note(value_set.gaps, std::string(expansion.parent().child_value("url")), "expansion-not-complete");
}

// The number of codes. The reader's limit on depth bounds the recursion.
std::size_t ValueSets::add_contained_codes(fhir::Element parent, ValueSet& value_set) {
  std::size_t count = 0;
  for (const fhir::Element child : parent) {
    if (child.name() != "contains" || value_set.members.size() > limits_.codes_max) continue;
    const std::string_view code = child.child_value("code");
    if (!code.empty()) {
      value_set.members.add({texts_.keep(code), texts_.keep(child.child_value("display")),
                             systems_.number(child.child_value("system")), is_true(child.child_value("abstract")),
                             is_true(child.child_value("inactive"))});
      ++count;
    }
    count += add_contained_codes(child, value_set);
  }
  return count;
}

ValueSets::Clause ValueSets::read_clause(fhir::Element include, bool inactive_too) {
  Clause clause;
  for (const fhir::Element child : include) {
    if (child.name() != "valueSet") continue;
    const ValueSet& imported = find(child.value());
    clause.imports.push_back(&imported);
    for (const auto& gap : imported.gaps) note(clause.gaps, gap.subject, gap.reason);
  }
  clause.has_system = include.child("system").exists();
  if (clause.has_system) read_system_part(include, inactive_too, clause);
  if (!clause.imports.empty()) restrict_to_imports(clause);
  return clause;
}

void ValueSets::read_system_part(fhir::Element include, bool inactive_too, Clause& clause) {
  const std::string_view version = include.child_value("version");
  const auto lookup = systems_.find(include.child_value("system"), version == "*" ? std::string_view() : version);
  if (include.child("concept")) {
    read_listed(include, lookup, inactive_too, clause);
  } else {
    read_whole_system(include, lookup, inactive_too, clause);
  }
}

void ValueSets::read_listed(fhir::Element include, const Systems::Lookup& lookup, bool inactive_too, Clause& clause) {
  const SystemNumber number = systems_.number(include.child_value("system"));
  for (const fhir::Element child : include) {
    if (child.name() != "concept") continue;
    const std::string_view code = child.child_value("code");
    if (!inactive_too && lookup.system != nullptr) {
      const auto known = lookup.system->find(code);
      if (known && lookup.system->concepts()[*known].is_inactive) continue;
    }
    clause.certain.add({texts_.keep(code), texts_.keep(child.child_value("display")), number});
    if (clause.certain.size() > limits_.codes_max) return;
  }
}

Filter ValueSets::kept(const Filter& filter) {
  return {texts_.keep(filter.property), texts_.keep(filter.operation), texts_.keep(filter.value)};
}

void ValueSets::read_whole_system(fhir::Element include, const Systems::Lookup& lookup, bool inactive_too,
                                  Clause& clause) {
  const std::string_view system = include.child_value("system");
  const SystemNumber number = systems_.number(system);
  const auto filters = read_filters(include);
  OpenPart rest = unknown_part(number, lookup.reason);
  if (lookup.system == nullptr) {
    rest.grammar = find_grammar(systems_.url(number));
    if (rest.grammar != nullptr && rest.grammar->decides) rest.reason = {};
    for (const Filter& filter : filters) {
      rest.filters.push_back(kept(filter));
      if (rest.reason.empty() && !passes(filter, "", rest.grammar))
        note(clause.gaps, std::string(system), "filter-not-known");
    }
    if (!rest.reason.empty()) note(clause.gaps, std::string(system), rest.reason);
    clause.open.push_back(std::move(rest));
    return;
  }
  std::vector<bool> selected(lookup.system->concepts().size(), true);
  for (const Filter& filter : filters) {
    const auto flags = select_by(filter, *lookup.system);
    if (!flags) {
      rest.reason = "filter-not-known";
      note(clause.gaps, std::string(system).append(", filter ").append(described(filter)), rest.reason);
      // Only codes that the other filters select can be meant, so the system's own codes bound what is open.
      continue;
    }
    for (std::size_t index = 0; index < selected.size(); ++index) selected[index] = selected[index] && (*flags)[index];
  }
  const bool filter_unknown = rest.reason == "filter-not-known";
  for (ConceptIndex index = 0; index < selected.size() && clause.certain.size() <= limits_.codes_max; ++index) {
    const Concept& one = lookup.system->concepts()[index];
    if (!selected[index] || (one.is_inactive && !inactive_too)) continue;
    (filter_unknown ? rest.only : clause.certain)
        .add({one.code, one.display, number, one.is_abstract, one.is_inactive});
  }
  if (rest.reason.empty()) return;
  rest.has_only = filter_unknown && lookup.system->is_complete();
  if (!filter_unknown) note(clause.gaps, std::string(system), rest.reason);
  clause.open.push_back(std::move(rest));
}

void ValueSets::restrict_to_imports(Clause& clause) {
  MemberSet certain;
  OpenPart doubtful = unknown_part(OpenPart::kAnySystem, {});
  doubtful.has_only = true;
  const auto weigh = [&](const Member& member) {
    const Answer answer = has_in_all(clause.imports, systems_.url(member.system), member.code, systems_);
    if (answer.membership == Membership::in) certain.add(member);
    if (answer.membership != Membership::unknown) return;
    doubtful.reason = answer.reason;
    doubtful.only.add(member);
    if (answer.reason == "value-set-ambiguous")
      note(clause.gaps, std::string(systems_.url(member.system)), answer.reason);
  };
  if (clause.has_system) {
    for (const Member& member : clause.certain.members()) weigh(member);
    for (OpenPart& part : clause.open) part.imports = clause.imports;
  } else {
    bool is_open = false;
    for (const ValueSet* imported : clause.imports) {
      for (const Member& member : imported->members.members()) weigh(member);
      is_open = is_open || !imported->is_listed();
    }
    if (is_open) {
      OpenPart part;
      part.imports = clause.imports;
      part.imports_alone = true;
      clause.open.push_back(std::move(part));
    }
  }
  clause.certain = std::move(certain);
  if (!doubtful.only.empty()) clause.open.push_back(std::move(doubtful));
}

std::size_t ValueSets::memory_bytes() const {
  std::size_t bytes = texts_.memory_bytes();
  for (const auto& [source, value_set] : compiled_) bytes += value_set ? value_set->memory_bytes() + 64 : 64;
  for (const auto& value_set : others_) bytes += value_set->memory_bytes();
  for (const auto& [canonical, value_set] : by_canonical_) bytes += canonical.capacity() + 64;
  return bytes;
}

}  // namespace careway::terminology
