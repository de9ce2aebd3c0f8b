#include <unordered_set>
#include <utility>

#include "profiles/fhir/xhtml_rules.h"
#include "profiles/validation/rules/rules.h"

namespace careway::validation {
namespace {

using fhir::Element;
using fhir::Severity;
using fhir::XhtmlFacts;
using fhir::XhtmlProblem;
using Kind = fhir::XhtmlProblem::Kind;

void report_problem(const XhtmlProblem& problem, Element div, Run& run) {
  const std::string name(problem.name.substr(0, 100));
  switch (problem.kind) {
    case Kind::not_well_formed:
      run.error("narrative-form", div, "The narrative is not well-formed XHTML.");
      return;
    case Kind::not_one_div:
      run.error("narrative-form", div, "The narrative must be one div element and nothing beside it.");
      return;
    case Kind::wrong_namespace:
      run.error("narrative-namespace", div, "The narrative must be in the namespace http://www.w3.org/1999/xhtml.");
      return;
    case Kind::element_not_allowed:
      run.error("narrative-element", div, "A narrative may not hold the element \"" + name + "\".");
      return;
    case Kind::attribute_not_allowed:
      run.error("narrative-attribute", div, "A narrative may not hold the attribute \"" + name + "\" there.");
      return;
    case Kind::link_empty:
      run.error("narrative-link", div, "A link or picture of the narrative has no address.");
      return;
    case Kind::space_attribute:
      run.report(Severity::information, "narrative-space", div, "xml:space says nothing here. Leave it out.");
      return;
  }
}

void collect_ids(Element element, std::unordered_set<std::string_view>& ids) {
  for (const Element child : element) {
    if (child.name() == "id" && child.has_value()) ids.insert(child.value());
    if (child.kind() == fhir::ValueKind::xhtml) {
      for (const std::string_view id : fhir::read_xhtml(child.value()).ids) ids.insert(id);
    }
    collect_ids(child, ids);
  }
}

// A link within the page must lead somewhere: to an id in the narrative, or to an element or a contained resource.
void check_links(const XhtmlFacts& facts, Element resource, Element div, Run& run) {
  std::unordered_set<std::string_view> ids;
  bool has_all_ids = false;
  for (const fhir::XhtmlLink& link : facts.links) {
    if (link.is_picture || !link.target.starts_with('#') || link.target.size() == 1) continue;
    if (ids.empty()) ids.insert(facts.ids.begin(), facts.ids.end());
    const std::string_view id = link.target.substr(1);
    if (ids.contains(id)) continue;
    if (!std::exchange(has_all_ids, true)) collect_ids(resource, ids);
    if (!ids.contains(id)) run.error("narrative-link", div, "A link in the narrative leads to no id in the resource.");
  }
}

// W3C's advice, which R4 2.4.0 repeats: both lang and xml:lang, and the same as Resource.language.
void check_language(const XhtmlFacts& facts, Element resource, Element div, Run& run) {
  if (!facts.sections.empty() && facts.has_content_outside_sections) {
    run.warning("narrative-language-mixed", div, "Parts of the narrative say their language, and others do not.");
  }
  const std::string_view language = resource.child_value("language");
  if (language.empty()) return;
  std::string_view lang = facts.lang;
  std::string_view xml_lang = facts.xml_lang;
  if (lang.empty() && xml_lang.empty() && !facts.sections.empty()) {
    lang = facts.sections.front().lang;
    xml_lang = facts.sections.front().xml_lang;
  }
  if (lang.empty() || xml_lang.empty()) {
    run.warning("narrative-language", resource,
                "The resource says its language: say it in the narrative too (lang and xml:lang).");
  } else if (lang != language || xml_lang != language) {
    run.warning("narrative-language", resource, "The narrative says another language than the resource.");
  }
}

}  // namespace

void check_narrative(Element resource, Run& run) {
  const Element text = resource.child("text");
  const Element div = text ? text.child("div") : Element();
  if (!div || div.kind() != fhir::ValueKind::xhtml) return;
  const XhtmlFacts facts = fhir::read_xhtml(div.value());
  for (const XhtmlProblem& problem : facts.problems) report_problem(problem, div, run);
  check_links(facts, resource, div, run);
  check_language(facts, resource, div, run);
}

}  // namespace careway::validation
