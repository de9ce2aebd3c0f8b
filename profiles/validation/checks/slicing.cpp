#include "profiles/validation/checks/slicing.h"

#include <string>

#include "profiles/validation/definition_tree.h"
#include "profiles/validation/session.h"

namespace careway::validation {
namespace {

constexpr std::size_t kNoSlice = static_cast<std::size_t>(-1);

bool is_named(fhir::Element child, std::string_view name, const Session& session) {
  if (child.name() == name) return true;
  return child.entry() != fhir::kNoEntry &&
         without_choice_mark(session.definitions().entry(child.entry()).element) == without_choice_mark(name);
}

void follow_step(const PathStep& step, fhir::Element element, std::vector<fhir::Element>& reached, Session& session) {
  switch (step.kind) {
    case PathStep::Kind::child:
      for (fhir::Element child : element) {
        if (is_named(child, step.text, session)) reached.push_back(child);
      }
      break;
    case PathStep::Kind::extension:
      for (fhir::Element child : element) {
        if (child.name() == "extension" && child.child_value("url") == step.text) reached.push_back(child);
      }
      break;
    case PathStep::Kind::resolve: {
      const fhir::Element target = session.resolve(element.child_value("reference"), element).resource;
      if (target.exists()) reached.push_back(target);
      break;
    }
    case PathStep::Kind::of_type:
      if (session.type_of(element) == step.text) reached.push_back(element);
      break;
  }
}

bool is_in(const Slice& slice, fhir::Element element, Session& session) {
  if (!slice.can_match || slice.is_default) return false;
  for (const SliceCondition& condition : slice.conditions) {
    if (!condition.matcher->matches(follow(condition.path, element, session), session)) return false;
  }
  return true;
}

std::size_t slice_of(const SliceGroup& group, fhir::Element element, Session& session) {
  std::size_t found = kNoSlice;
  for (std::size_t i = 0; i < group.slices.size(); ++i) {
    if (!is_in(group.slices[i], element, session)) continue;
    if (found == kNoSlice) {
      found = i;
      continue;
    }
    session.error("slice-several", element,
                  "The element belongs to two slices, " + std::string(group.slices[found].name) + " and " +
                      std::string(group.slices[i].name) + ".");
    return found;
  }
  if (found != kNoSlice) return found;
  for (std::size_t i = 0; i < group.slices.size(); ++i) {
    if (group.slices[i].is_default) return i;
  }
  return kNoSlice;
}

/// Sorts elements into slices and tells what stands in no slice, or in the wrong order.
std::vector<std::vector<fhir::Element>> sort(const SliceGroup& group, const std::vector<fhir::Element>& elements,
                                             Session& session) {
  using Rules = packages::Slicing::Rules;
  std::vector<std::vector<fhir::Element>> sorted(group.slices.size());
  std::size_t latest = 0;
  bool was_unmatched = false;
  for (const fhir::Element element : elements) {
    const std::size_t slice = slice_of(group, element, session);
    if (slice == kNoSlice) {
      was_unmatched = true;
      if (group.rules == Rules::closed) {
        session.error(
            "slice-closed", element,
            "The element is none of the slices of " + std::string(group.path) + ", and no others are allowed.");
      } else if (group.tells_unmatched && element.name() != "extension" && element.name() != "modifierExtension") {
        session.report(fhir::Severity::information, "slice-unmatched", element,
                       "The element is none of the slices of " + std::string(group.path) + ".");
      }
      continue;
    }
    if (group.rules == Rules::open_at_end && was_unmatched)
      session.error("slice-order", element, "Elements that are in no slice must stand at the end.");
    if (group.is_ordered && slice < latest)
      session.error("slice-order", element,
                    "The slice " + std::string(group.slices[slice].name) + " must stand before " +
                        std::string(group.slices[latest].name) + ".");
    latest = std::max(latest, slice);
    sorted[slice].push_back(element);
  }
  return sorted;
}

void check_slice(const SliceGroup& group, const Slice& slice, const std::vector<fhir::Element>& elements, bool is_empty,
                 fhir::Element parent, Session& session) {
  // Where nothing tells what is in the slice, it is missing for certain only when there are no elements at all.
  if (elements.size() < slice.min && (slice.can_match || is_empty))
    session.error("slice-min", parent,
                  "The slice " + std::string(slice.name) + " of " + std::string(group.path) + " is required " +
                      std::to_string(slice.min) + " times, but found " + std::to_string(elements.size()) + ".");
  if (elements.size() > slice.max)
    session.error("slice-max", parent,
                  "The slice " + std::string(slice.name) + " of " + std::string(group.path) + " is allowed " +
                      std::to_string(slice.max) + " times, but found " + std::to_string(elements.size()) + ".");
  if (slice.node != nullptr) {
    for (const fhir::Element element : elements) session.apply_node(element, *slice.node);
  }
  if (slice.reslicing) check_slices(*slice.reslicing, elements, parent, session);
}

}  // namespace

std::vector<fhir::Element> follow(const std::vector<PathStep>& path, fhir::Element from, Session& session) {
  std::vector<fhir::Element> here{from};
  for (const PathStep& step : path) {
    std::vector<fhir::Element> next;
    for (const fhir::Element element : here) follow_step(step, element, next, session);
    here = std::move(next);
  }
  return here;
}

void check_slices(const SliceGroup& group, const std::vector<fhir::Element>& elements, fhir::Element parent,
                  Session& session) {
  if (!group.has_discriminators) {
    // Without a discriminator nothing tells the slices apart (R4 5.1.0.15): there is nothing to check.
    session.unchecked("the slices of " + std::string(group.path) + " have no discriminator");
    return;
  }
  if (!session.step(elements.size() * group.slices.size() + 1)) return;
  const auto sorted = sort(group, elements, session);
  for (std::size_t i = 0; i < group.slices.size(); ++i) {
    check_slice(group, group.slices[i], sorted[i], elements.empty(), parent, session);
  }
}

}  // namespace careway::validation
