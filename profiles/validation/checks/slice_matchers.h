#pragma once

#include <memory>
#include <string>
#include <vector>

#include "profiles/validation/profile.h"

namespace careway::validation {

/// Some element equals a fixed value, or fits a pattern. The value must outlive the matcher.
std::unique_ptr<const Matcher> make_value_matcher(fhir::Element value, bool is_pattern);
/// Some element has this text as value ("url" of an extension).
std::unique_ptr<const Matcher> make_text_matcher(std::string text);
/// Some element is in the value set of a required binding.
std::unique_ptr<const Matcher> make_binding_matcher(std::string_view value_set);
/// There is an element, or there is none.
std::unique_ptr<const Matcher> make_exists_matcher(bool must_exist);
/// Some element has one of the types; for references also when only the URL tells the type.
std::unique_ptr<const Matcher> make_type_matcher(std::vector<std::string_view> types);
/// Some element conforms to one of the profiles.
std::unique_ptr<const Matcher> make_profile_matcher(std::vector<ProfileSlot*> profiles);
/// The type of what references point to is one that the targets allow. The elements are the references.
std::unique_ptr<const Matcher> make_target_type_matcher(std::vector<ProfileSlot*> targets);
/// One of several holds.
std::unique_ptr<const Matcher> make_any_matcher(std::vector<std::unique_ptr<const Matcher>> matchers);
/// For some element all conditions below it hold.
std::unique_ptr<const Matcher> make_nested_matcher(std::vector<SliceCondition> conditions);

}  // namespace careway::validation
