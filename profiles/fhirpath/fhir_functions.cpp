#include <algorithm>

#include "profiles/fhir/xhtml_rules.h"
#include "profiles/fhirpath/machine.h"
#include "profiles/fhirpath/references.h"

namespace careway::fhirpath {

using fhir::Element;

bool Machine::do_extension(const Op& op, const Scope& scope, Range input, std::size_t base) {
  std::string_view url;
  bool is_empty = false;
  if (!text_argument(op, 0, scope, url, is_empty)) return false;
  if (is_empty) return finish_empty(base);
  const std::size_t from = stack_.size();
  for (std::size_t i = input.begin; i < input.end; ++i) {
    const Element node = stack_[i].node();
    if (!node) continue;
    std::size_t visited = 0;
    for (const Element child : node) {
      ++visited;
      if (child.name() == "extension" && child.child_value("url") == url && !push(Item::of_node(child))) return false;
    }
    if (!charge(visited / 4)) return false;
  }
  return finish_range(base, {from, stack_.size()});
}

// The value of a primitive as a System value.
bool Machine::do_get_value(const Op&, const Scope&, Range input, std::size_t base) {
  if (input.size() != 1) return finish_empty(base);
  const Item item = stack_[input.begin];
  Item out;
  const bool is_primitive = !item.is_node() || types_.is_primitive(item.node_type(definitions_));
  return is_primitive && value(item, out) ? finish(base, out) : finish_empty(base);
}

// R4 2.9.1.5: items that are no reference, or lead nowhere, are left out.
bool Machine::do_resolve(const Op&, const Scope&, Range input, std::size_t base) {
  const std::size_t from = stack_.size();
  for (std::size_t i = input.begin; i < input.end; ++i) {
    const Item item = stack_[i];
    std::string_view reference;
    Element place = focus_;
    if (item.kind() == Item::Kind::text) {
      reference = item.text_view();
    } else if (const Element node = item.node()) {
      place = node;
      const bool is_text = types_.value_class(item.node_type(definitions_)) == ValueClass::text;
      reference = is_text ? node.value() : node.child_value("reference");
    }
    if (reference.empty() || !place) continue;
    std::size_t visited = 0;
    Element found = find_reference(reference, place, visited);
    if (!charge(20 + visited)) return false;
    if (!found && reference[0] != '#' && environment_->host != nullptr)
      found = environment_->host->resolve(reference, place);
    if (found && !push(Item::of_node(found))) return false;
  }
  return finish_range(base, {from, stack_.size()});
}

// elementDefinition, slice, subsumes, subsumedBy: nothing here knows the answer, and empty says so.
bool Machine::do_nothing(const Op&, const Scope&, Range, std::size_t base) {
  return finish_empty(base);
}

// R4 2.9.1.5: the input, unless there is a modifier extension that is not among those named.
bool Machine::do_check_modifiers(const Op& op, const Scope& scope, Range input, std::size_t base) {
  if (!own_input(input, base)) return false;
  std::vector<std::string_view> known;
  for (std::size_t i = 0; i < op.argument_count; ++i) {
    std::string_view url;
    bool is_empty = false;
    if (!text_argument(op, i, scope, url, is_empty)) return false;
    if (!is_empty) known.push_back(url);
  }
  for (std::size_t i = input.begin; i < input.end; ++i) {
    const Element node = stack_[i].node();
    if (!node) continue;
    for (const Element child : node) {
      if (child.name() == "modifierExtension" &&
          std::find(known.begin(), known.end(), child.child_value("url")) == known.end())
        return fail("An element has a modifier extension that the expression does not know.");
    }
  }
  return true;
}

// Without a Host the base profile of each type is known all the same.
bool Machine::base_profile_holds(Element node, std::string_view profile, bool& holds) const {
  static constexpr std::string_view kBase = "http://hl7.org/fhir/StructureDefinition/";
  if (!profile.starts_with(kBase)) return false;
  const auto type = definitions_.find_type(profile.substr(kBase.size()));
  if (type == definitions::kNone) return false;
  holds = is_based_on(type_of(node, definitions_), type, definitions_);
  return true;
}

bool Machine::do_conforms_to(const Op& op, const Scope& scope, Range input, std::size_t base) {
  std::string_view profile;
  bool is_empty = false;
  if (!text_argument(op, 0, scope, profile, is_empty)) return false;
  if (is_empty || input.empty()) return finish_empty(base);
  if (input.size() > 1) return fail("Only a single item can conform to a profile.");
  const Element node = stack_[input.begin].node();
  if (!node) return finish(base, Item::of_boolean(false));
  if (environment_->host != nullptr) {
    const std::string kept(profile);
    if (!charge(100)) return false;
    const auto answer = environment_->host->conforms_to(node, kept);
    if (answer) return finish(base, Item::of_boolean(*answer));
  } else {
    bool holds = false;
    if (base_profile_holds(node, profile, holds)) return finish(base, Item::of_boolean(holds));
  }
  return fail("This profile is not known here.");
}

bool Machine::do_member_of(const Op& op, const Scope& scope, Range input, std::size_t base) {
  std::string_view value_set;
  bool is_empty = false;
  if (!text_argument(op, 0, scope, value_set, is_empty)) return false;
  if (is_empty || input.empty()) return finish_empty(base);
  if (input.size() > 1) return fail("Only a single code can be a member of a value set.");
  if (environment_->host == nullptr) return finish_empty(base);
  const Item item = stack_[input.begin];
  if (!charge(100)) return false;
  const auto answer = environment_->host->member_of(item, std::string(value_set));
  return answer ? finish(base, Item::of_boolean(*answer)) : finish_empty(base);
}

bool Machine::do_html_checks(const Op&, const Scope&, Range input, std::size_t base) {
  if (input.size() != 1) return finish_empty(base);
  const Item item = stack_[input.begin];
  std::string_view html;
  if (item.kind() == Item::Kind::text) {
    html = item.text_view();
  } else if (item.node() && types_.value_class(item.node_type(definitions_)) == ValueClass::text) {
    html = item.node().value();
  } else {
    return finish_empty(base);
  }
  // One function stands for both rules of a narrative, txt-1 and txt-2.
  const bool is_fine = fhir::is_narrative_subset(html) && fhir::has_narrative_content(html);
  return charge(html.size() / 16) && finish(base, Item::of_boolean(is_fine));
}

}  // namespace careway::fhirpath
