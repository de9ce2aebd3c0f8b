#include "profiles/validation/session.h"

#include <algorithm>
#include <utility>

#include "profiles/fhir/element_path.h"
#include "profiles/validation/checks/binding.h"
#include "profiles/validation/checks/cardinality.h"
#include "profiles/validation/checks/datatype_rules.h"
#include "profiles/validation/checks/primitive_format.h"
#include "profiles/validation/checks/slicing.h"

namespace careway::validation {
namespace {

constexpr std::size_t kStepsOfExpression = 50;

/// Holds a counter up by one while it lives.
class Deeper {
 public:
  explicit Deeper(std::size_t& depth) : depth_(depth) { ++depth_; }
  ~Deeper() { --depth_; }
  Deeper(const Deeper&) = delete;
  Deeper& operator=(const Deeper&) = delete;

 private:
  std::size_t& depth_;
};

bool has_content(fhir::Element element) {
  if (element.has_value()) return true;
  for (fhir::Element child : element) {
    if (child.name() != "id") return true;
  }
  return false;
}

}  // namespace

Session::Session(Engine& engine, const Options& options, fhir::Issues& issues, Report& report)
    : engine_(engine), options_(options), issues_(issues), report_(report), host_(*this) {}

bool Session::step(std::size_t steps) {
  if (is_stopped_) return false;
  steps_ += steps;
  if (steps_ <= options_.steps_max) return true;
  is_stopped_ = true;
  issues_.error("limit-steps", "", "The validation was stopped: it took more steps than the limit allows.");
  return false;
}

void Session::report(fhir::Severity severity, std::string_view code, fhir::Element at, std::string_view text) {
  report_below(severity, code, at, {}, text);
}

void Session::report_below(fhir::Severity severity, std::string_view code, fhir::Element at, std::string_view below,
                           std::string_view text) {
  if (quiet_errors_ != nullptr) {
    if (severity >= fhir::Severity::error) ++*quiet_errors_;
    return;
  }
  if (is_stopped_) return;
  std::uint64_t hash = std::hash<std::string_view>{}(text);
  for (const std::uint64_t part : {std::uint64_t{at.index()}, static_cast<std::uint64_t>(severity),
                                   std::hash<std::string_view>{}(code), std::hash<std::string_view>{}(below),
                                   static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(&at.document()))})
    hash = (hash ^ part) * 0x9E3779B97F4A7C15U + 1;
  if (!told_.insert(hash).second) return;
  if (++findings_ > options_.findings_max) {
    is_stopped_ = true;
    issues_.error("limit-findings", "", "The validation was stopped: there are more findings than the limit allows.");
    return;
  }
  std::string path = fhir::expression_path(at, definitions());
  if (!below.empty()) path.append(".").append(below);
  if (profile_ == nullptr) {
    issues_.add(severity, code, path, text, at.position());
  } else {
    issues_.add(severity, code, path, std::string(text) + " (profile " + std::string(profile_->structure->url) + ")",
                at.position());
  }
}

void Session::unchecked(std::string_view what) {
  if (quiet_errors_ != nullptr) return;
  if (std::find(report_.unchecked.begin(), report_.unchecked.end(), what) == report_.unchecked.end())
    report_.unchecked.emplace_back(what);
}

definitions::TypeIndex Session::type_index(fhir::Element element) const {
  if (element.kind() == fhir::ValueKind::resource) return definitions().find_type(element.value());
  const auto entry = element.entry();
  return entry == fhir::kNoEntry ? definitions::kNone : definitions().entry_type(entry);
}

std::string_view Session::type_of(fhir::Element element) const {
  const auto type = type_index(element);
  return type == definitions::kNone ? std::string_view() : definitions().type(type).name;
}

bool Session::is_a(definitions::TypeIndex type, definitions::TypeIndex ancestor) const {
  while (type != definitions::kNone && type != ancestor) type = definitions().type(type).base;
  return type != definitions::kNone;
}

fhir::Element Session::resource_of(fhir::Element element) const {
  while (element.exists() && element.kind() != fhir::ValueKind::resource) element = element.parent();
  return element;
}

Run::Resolved Session::resolve(std::string_view reference, fhir::Element from) {
  Resolved answer = references_.resolve(reference, from);
  if (answer.where != Resolved::Where::unknown || options_.references == nullptr || reference.empty()) return answer;
  fhir::Element found;
  switch (options_.references->find(reference, found)) {
    case ReferenceSource::Answer::found:
      return {Resolved::Where::outside, found};
    case ReferenceSource::Answer::absent:
      return {Resolved::Where::absent, {}};
    case ReferenceSource::Answer::unknown:
      break;
  }
  return answer;
}

void Session::validate(fhir::Element resource, std::span<const std::string> profiles) {
  document_ = &resource.document();
  const auto type = type_index(resource);
  const Profile* base = type == definitions::kNone ? nullptr : engine_.base(type);
  if (base != nullptr) report_.profiles.emplace_back(base->structure->url);
  validate_resource(resource);
  for (const std::string& canonical : profiles) {
    ProfileSlot& slot = engine_.slot(canonical);
    if (!apply(resource, slot) && slot.state == ProfileSlot::State::unknown)
      error("profile-unknown", resource, "The profile " + canonical + " is not in the packages that are loaded.");
  }
}

void Session::validate_resource(fhir::Element resource) {
  const auto type = type_index(resource);
  if (type == definitions::kNone || !step()) return;
  const Profile* base = engine_.base(type);
  if (base != nullptr) {
    for (const auto& check : base->root->checks) check->run(resource, *this);
    visit_children(resource, *base->root, true);
  } else {
    unchecked("the structure of " + std::string(resource.value()) + " is not known here");
  }
  for (const ResourceRule& rule : resource_rules()) {
    if (rule.resource_type == resource.value() || is_a(type, definitions().find_type(rule.resource_type)))
      rule.run(resource, *this);
  }
  if (options_.follow_meta_profiles) follow_meta_profiles(resource);
}

void Session::follow_meta_profiles(fhir::Element resource) {
  const fhir::Element meta = resource.child("meta");
  if (!meta.exists()) return;
  for (fhir::Element named : meta) {
    if (named.name() != "profile" || named.value().empty()) continue;
    ProfileSlot& slot = engine_.slot(named.value());
    if (apply(resource, slot)) continue;
    if (slot.state == ProfileSlot::State::unknown) {
      warning("profile-unknown", named,
              "The profile that the resource names is not in the packages that are loaded; it was not checked.");
      unchecked("profile " + std::string(named.value()) + " is not known here");
    }
  }
}

const Profile* Session::ready(ProfileSlot& slot) {
  if (slot.state != ProfileSlot::State::unread) return slot.profile.get();
  fhir::Issues problems;
  return engine_.ready(slot, problems);
}

bool Session::apply(fhir::Element element, ProfileSlot& slot) {
  const Profile* profile = ready(slot);
  if (profile == nullptr) {
    if (slot.state == ProfileSlot::State::broken)
      error("profile-unusable", element,
            "The profile " + slot.canonical + " cannot be used: its definition is faulty.");
    return slot.state == ProfileSlot::State::broken;
  }
  if (!element.parent().exists() && quiet_errors_ == nullptr &&
      std::find(report_.profiles.begin(), report_.profiles.end(), profile->structure->url) == report_.profiles.end())
    report_.profiles.emplace_back(profile->structure->url);
  const Key key{&element.document(), &slot, element.index()};
  if (quiet_errors_ == nullptr && !applied_.insert(key).second) return true;
  const auto type = type_index(element);
  if (profile->type != definitions::kNone && !is_a(type, profile->type)) {
    error("profile-other-type", element,
          "The profile " + slot.canonical + " is for " + std::string(definitions().type(profile->type).name) +
              ", not for " + std::string(type_of(element)) + ".");
    return true;
  }
  const Profile* outer = std::exchange(profile_, profile);
  apply_node(element, *profile->root, true);
  profile_ = outer;
  return true;
}

bool Session::conforms(fhir::Element element, ProfileSlot& slot) {
  if (ready(slot) == nullptr) return false;
  const Key key{&element.document(), &slot, element.index()};
  const auto known = answers_.find(key);
  if (known != answers_.end()) return known->second != Answer::no;
  answers_[key] = Answer::running;
  std::size_t errors = 0;
  std::size_t* outer = quiet_errors_;
  quiet_errors_ = &errors;
  const Deeper deeper(depth_);
  if (depth_ <= options_.depth_max) {
    apply(element, slot);
    // A resource elsewhere is not checked by anybody else.
    if (&element.document() != document_ && element.kind() == fhir::ValueKind::resource && errors == 0)
      validate_resource(element);
  }
  quiet_errors_ = outer;
  answers_[key] = errors == 0 ? Answer::yes : Answer::no;
  return errors == 0;
}

bool Session::conforms(fhir::Element element, std::string_view profile) {
  return conforms(element, engine_.slot(profile));
}

bool Session::apply_profile(fhir::Element element, std::string_view profile) {
  return apply(element, engine_.slot(profile));
}

std::uint16_t Session::field_of(const Node& node, fhir::Element child) const {
  const auto entry = child.entry();
  if (entry == fhir::kNoEntry) return kNoField;
  // The entries of a type stand together: what is in reach belongs to the node's type.
  const auto place = entry - node.first_entry;
  if (place < node.field_of_entry.size()) return node.field_of_entry[place];
  // An element of another type than the node was compiled for (one type of a choice): by name.
  const auto name = definitions().entry(entry).element;
  for (std::size_t i = 0; i < node.fields.size(); ++i) {
    if (node.fields[i].name == name) return static_cast<std::uint16_t>(i);
  }
  return kNoField;
}

void Session::visit(fhir::Element element, const Node& node) {
  if (!step()) return;
  if (element.name() == "contained" && !options_.check_contained) return;
  const Deeper deeper(depth_);
  if (depth_ > options_.depth_max) {
    error("limit-depth", element, "What is nested deeper than this was not checked.");
    return;
  }
  if (!has_content(element)) error("element-empty", element, "An element must have a value or children.");
  for (const auto& check : node.checks) check->run(element, *this);
  if (element.kind() == fhir::ValueKind::resource) {
    validate_resource(element);
    return;
  }
  const auto type = type_index(element);
  if (type == definitions::kNone) return;
  const auto kind = definitions().type_kind(type);
  if (kind == definitions::TypeKind::backbone) {
    visit_children(element, *node.structure, true);
    return;
  }
  if (kind == definitions::TypeKind::primitive) check_primitive(definitions().type(type).name, element, *this);
  if (kind == definitions::TypeKind::complex) check_datatype(definitions().type(type).name, element, *this);
  const Profile* base = engine_.base(type);
  if (base == nullptr) return;
  for (const auto& check : base->root->checks) check->run(element, *this);
  if (kind != definitions::TypeKind::primitive || element.first_child().exists())
    visit_children(element, node.structure->fields.empty() ? *base->root : *node.structure, true);
}

void Session::apply_node(fhir::Element element, const Node& node, bool is_root) {
  if (!step()) return;
  const Deeper deeper(depth_);
  if (depth_ > options_.depth_max) {
    error("limit-depth", element, "What is nested deeper than this was not checked.");
    return;
  }
  const fhir::Element outside = seen_from_outside_;
  seen_from_outside_ = is_root ? fhir::Element() : element;
  for (const auto& check : node.checks) check->run(element, *this);
  seen_from_outside_ = outside;
  if (!node.structure->fields.empty()) visit_children(element, *node.structure, false);
}

void Session::visit_children(fhir::Element element, const Node& node, bool is_base) {
  const std::size_t first = counts_.size();
  counts_.resize(first + node.fields.size());
  for (fhir::Element child : element) {
    const std::uint16_t field = field_of(node, child);
    if (field == kNoField) continue;
    if (counts_[first + field] != 0xFFFF) ++counts_[first + field];
    const Node* below = node.fields[field].node;
    if (below == nullptr) continue;
    if (is_base) {
      visit(child, *below);
    } else {
      apply_node(child, *below);
    }
    if (is_stopped_) break;
  }
  for (std::size_t i = 0; i < node.fields.size() && !is_stopped_; ++i) {
    const Field& field = node.fields[i];
    check_cardinality(element, field, counts_[first + i], *this);
    if (field.slicing) run_slices(element, node, static_cast<std::uint16_t>(i));
  }
  counts_.resize(first);
}

void Session::run_slices(fhir::Element parent, const Node& node, std::uint16_t field) {
  std::vector<fhir::Element> elements;
  for (fhir::Element child : parent) {
    if (field_of(node, child) == field) elements.push_back(child);
  }
  check_slices(*node.fields[field].slicing, elements, parent, *this);
}

fhirpath::Environment Session::environment(fhir::Element focus) {
  fhirpath::Environment environment;
  environment.context = focus;
  // %resource is the resource that contains the node: of a resource that stands in another one, and of which that one's
  // profile speaks, it is the outer one.
  const bool is_outside = seen_from_outside_ && focus.index() == seen_from_outside_.index() &&
                          focus.kind() == fhir::ValueKind::resource && focus.parent().exists();
  const fhir::Element from = is_outside ? focus.parent() : focus;
  environment.resource = resource_of(from);
  environment.root_resource = container_of(from);
  environment.host = &host_;
  return environment;
}

const fhirpath::Expression* Session::compiled(std::string_view expression, std::string_view) {
  return engine_.compiled(expression);
}

std::optional<bool> Session::holds(const fhirpath::Expression& expression, fhir::Element focus) {
  if (!step(kStepsOfExpression)) return std::nullopt;
  fhir::Issues problems;
  const Deeper deeper(evaluations_);
  fhirpath::Evaluator& evaluator = engine_.evaluator(evaluations_);
  const auto answer = evaluator.holds(expression, focus, environment(focus), problems);
  step(evaluator.steps());
  return answer;
}

fhirpath::Collection Session::evaluate(const fhirpath::Expression& expression, fhir::Element focus) {
  if (!step(kStepsOfExpression)) return {};
  fhir::Issues problems;
  const Deeper deeper(evaluations_);
  fhirpath::Evaluator& evaluator = engine_.evaluator(evaluations_);
  auto values = evaluator.evaluate(expression, focus, environment(focus), problems);
  step(evaluator.steps());
  return values ? std::move(*values) : fhirpath::Collection();
}

fhir::Element ExpressionHost::resolve(std::string_view reference, fhir::Element from) {
  return session_.resolve(reference, from).resource;
}

std::optional<bool> ExpressionHost::member_of(const fhirpath::Item& coded, std::string_view value_set) {
  terminology::Membership membership = terminology::Membership::unknown;
  if (coded.kind() == fhirpath::Item::Kind::node) {
    membership = membership_of(coded.node(), value_set, session_);
  } else {
    membership = session_.terminology().value_set_has(value_set, {}, coded.text()).membership;
  }
  if (membership == terminology::Membership::unknown) return std::nullopt;
  return membership == terminology::Membership::in;
}

std::optional<bool> ExpressionHost::conforms_to(fhir::Element element, std::string_view profile) {
  ProfileSlot& slot = session_.engine().slot(profile);
  if (session_.ready(slot) == nullptr) return std::nullopt;
  return session_.conforms(element, slot);
}

void ExpressionHost::trace(std::string_view, const fhirpath::Collection&) {}

}  // namespace careway::validation
