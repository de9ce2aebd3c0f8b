#include "profiles/validation/checks/slice_matchers.h"

#include <algorithm>

#include "profiles/validation/checks/binding.h"
#include "profiles/validation/checks/fixed.h"
#include "profiles/validation/checks/slicing.h"
#include "profiles/validation/references.h"
#include "profiles/validation/session.h"

namespace careway::validation {
namespace {

using Elements = std::vector<fhir::Element>;

class ValueMatcher final : public Matcher {
 public:
  ValueMatcher(fhir::Element value, bool is_pattern) : value_(value), is_pattern_(is_pattern) {}
  bool matches(const Elements& elements, Session&) const override {
    return std::any_of(elements.begin(), elements.end(), [&](fhir::Element element) {
      return is_pattern_ ? fits_pattern(element, value_) : equals_fixed(element, value_);
    });
  }
  std::string describe() const override { return (is_pattern_ ? "fits " : "equals ") + value_text(value_); }

 private:
  fhir::Element value_;
  bool is_pattern_;
};

class TextMatcher final : public Matcher {
 public:
  explicit TextMatcher(std::string text) : text_(std::move(text)) {}
  bool matches(const Elements& elements, Session&) const override {
    return std::any_of(elements.begin(), elements.end(),
                       [&](fhir::Element element) { return element.value() == text_; });
  }
  std::string describe() const override { return "equals '" + text_ + "'"; }

 private:
  std::string text_;
};

class BindingMatcher final : public Matcher {
 public:
  explicit BindingMatcher(std::string_view value_set) : value_set_(value_set) {}
  bool matches(const Elements& elements, Session& session) const override {
    return std::any_of(elements.begin(), elements.end(), [&](fhir::Element element) {
      return membership_of(element, value_set_, session) == terminology::Membership::in;
    });
  }
  std::string describe() const override { return "in " + std::string(value_set_); }

 private:
  std::string_view value_set_;
};

class ExistsMatcher final : public Matcher {
 public:
  explicit ExistsMatcher(bool must_exist) : must_exist_(must_exist) {}
  bool matches(const Elements& elements, Session&) const override { return elements.empty() != must_exist_; }
  std::string describe() const override { return must_exist_ ? "exists" : "is absent"; }

 private:
  bool must_exist_;
};

class TypeMatcher final : public Matcher {
 public:
  explicit TypeMatcher(std::vector<std::string_view> types) : types_(std::move(types)) {}
  bool matches(const Elements& elements, Session& session) const override {
    for (const fhir::Element element : elements) {
      const auto type = session.type_index(element);
      for (const auto allowed : types_) {
        if (type != definitions::kNone && session.is_a(type, session.definitions().find_type(allowed))) return true;
      }
    }
    return false;
  }
  std::string describe() const override {
    std::string text = "is a";
    for (const auto type : types_) text.append(" ").append(type);
    return text;
  }

 private:
  std::vector<std::string_view> types_;
};

class ProfileMatcher final : public Matcher {
 public:
  explicit ProfileMatcher(std::vector<ProfileSlot*> profiles) : profiles_(std::move(profiles)) {}
  bool matches(const Elements& elements, Session& session) const override {
    for (const fhir::Element element : elements) {
      for (ProfileSlot* slot : profiles_) {
        if (session.conforms(element, *slot)) return true;
      }
    }
    return false;
  }
  std::string describe() const override {
    std::string text = "conforms to";
    for (const auto* slot : profiles_) text += " " + slot->canonical;
    return text;
  }

 private:
  std::vector<ProfileSlot*> profiles_;
};

class TargetTypeMatcher final : public Matcher {
 public:
  explicit TargetTypeMatcher(std::vector<ProfileSlot*> targets) : targets_(std::move(targets)) {}
  bool matches(const Elements& references, Session& session) const override {
    return std::any_of(references.begin(), references.end(),
                       [&](fhir::Element reference) { return fits(reference, session); });
  }
  std::string describe() const override {
    std::string text = "refers to";
    for (const auto* slot : targets_) text += " " + slot->canonical;
    return text;
  }

 private:
  bool fits(fhir::Element reference, Session& session) const {
    const auto url = reference.child_value("reference");
    const fhir::Element resource = session.resolve(url, reference).resource;
    auto name = resource.exists() ? resource.value() : split_reference(url).type;
    if (name.empty()) name = reference.child_value("type");
    const auto type = session.definitions().find_type(name);
    return std::any_of(targets_.begin(), targets_.end(), [&](ProfileSlot* target) {
      const auto allowed = session.engine().type_of(*target);
      return type != definitions::kNone && allowed != definitions::kNone && session.is_a(type, allowed);
    });
  }

  std::vector<ProfileSlot*> targets_;
};

class AnyMatcher final : public Matcher {
 public:
  explicit AnyMatcher(std::vector<std::unique_ptr<const Matcher>> matchers) : matchers_(std::move(matchers)) {}
  bool matches(const Elements& elements, Session& session) const override {
    return std::any_of(matchers_.begin(), matchers_.end(),
                       [&](const auto& matcher) { return matcher->matches(elements, session); });
  }
  std::string describe() const override {
    std::string text;
    for (const auto& matcher : matchers_) text.append(text.empty() ? "" : " or ").append(matcher->describe());
    return text;
  }

 private:
  std::vector<std::unique_ptr<const Matcher>> matchers_;
};

class NestedMatcher final : public Matcher {
 public:
  explicit NestedMatcher(std::vector<SliceCondition> conditions) : conditions_(std::move(conditions)) {}
  bool matches(const Elements& elements, Session& session) const override {
    return std::any_of(elements.begin(), elements.end(), [&](fhir::Element element) {
      return std::all_of(conditions_.begin(), conditions_.end(), [&](const SliceCondition& condition) {
        return condition.matcher->matches(follow(condition.path, element, session), session);
      });
    });
  }
  std::string describe() const override {
    std::string text = "has";
    for (const auto& condition : conditions_) {
      for (const auto& step : condition.path) text += " " + step.text;
      text += " that " + condition.matcher->describe() + ";";
    }
    return text;
  }

 private:
  std::vector<SliceCondition> conditions_;
};

}  // namespace

std::unique_ptr<const Matcher> make_value_matcher(fhir::Element value, bool is_pattern) {
  return std::make_unique<ValueMatcher>(value, is_pattern);
}
std::unique_ptr<const Matcher> make_text_matcher(std::string text) {
  return std::make_unique<TextMatcher>(std::move(text));
}
std::unique_ptr<const Matcher> make_binding_matcher(std::string_view value_set) {
  return std::make_unique<BindingMatcher>(value_set);
}
std::unique_ptr<const Matcher> make_exists_matcher(bool must_exist) {
  return std::make_unique<ExistsMatcher>(must_exist);
}
std::unique_ptr<const Matcher> make_type_matcher(std::vector<std::string_view> types) {
  return std::make_unique<TypeMatcher>(std::move(types));
}
std::unique_ptr<const Matcher> make_profile_matcher(std::vector<ProfileSlot*> profiles) {
  return std::make_unique<ProfileMatcher>(std::move(profiles));
}
std::unique_ptr<const Matcher> make_target_type_matcher(std::vector<ProfileSlot*> targets) {
  return std::make_unique<TargetTypeMatcher>(std::move(targets));
}
std::unique_ptr<const Matcher> make_any_matcher(std::vector<std::unique_ptr<const Matcher>> matchers) {
  if (matchers.size() == 1) return std::move(matchers.front());
  return std::make_unique<AnyMatcher>(std::move(matchers));
}
std::unique_ptr<const Matcher> make_nested_matcher(std::vector<SliceCondition> conditions) {
  return std::make_unique<NestedMatcher>(std::move(conditions));
}

}  // namespace careway::validation
