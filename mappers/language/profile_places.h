#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mappers/language/slot_resolver.h"
#include "profiles/packages/structure.h"
#include "profiles/packages/structure_library.h"

namespace careway::language {

/// An element of a snapshot that speaks of a place.
struct ProfileView {
  const packages::StructureDefinition* structure = nullptr;
  std::size_t index = 0;

  [[nodiscard]] const packages::ElementDefinition& element() const { return structure->elements[index]; }
};

/// Everything that speaks of one place: the element, the slices that the place's predicates choose, and what the
/// profiles of types and extensions say. All of it holds.
using ProfileViews = std::vector<ProfileView>;

/// What profiles say of one step of a path.
struct ProfileStep {
  ProfileViews views;
  bool is_prohibited = false;    ///< at most none, or no slice of a closed list
  bool is_other_type = false;    ///< a choice that the profile takes to other types
  bool is_out_of_place = false;  ///< an extension that may not stand there
};

/// Finds the places of a map in profiles. Pure; one thread, as the library.
class ProfilePlaces {
 public:
  ProfilePlaces(packages::StructureLibrary& structures, const definitions::Definitions& definitions)
      : structures_(structures), definitions_(definitions) {}

  /// The structure; nullptr when it is unknown or cannot be used (`why` then has the library's words).
  const packages::StructureDefinition* find(std::string_view canonical, std::string* why = nullptr);
  /// The step of a slot, seen from what speaks of the steps before it (for the first one: the root of a profile).
  ProfileStep below(const ProfileViews& parents, const ResolvedSlot& slot, std::size_t step);
  /// What speaks of each step of a slot, up to the first that is prohibited.
  std::vector<ProfileStep> along(const packages::StructureDefinition& profile, const ResolvedSlot& slot);

  /// An element that every such resource must have below the parents, and the slot's step does not have to be it.
  struct Needed {
    ProfileView view;
    const packages::Slicing* slicing = nullptr;  ///< of the list when it is a slice
  };
  std::vector<Needed> needed_below(const ProfileViews& parents, std::string_view type);
  /// True when the step of the slot is that element, slices by their discriminators.
  bool is_same(const Needed& needed, const ResolvedSlot& slot, std::size_t step);
  /// The fixed value, or that of a pattern, at a path below the element ("" is itself); nothing when it is open.
  std::optional<std::string> fixed_at(const ProfileView& view, std::string_view path);

 private:
  /// Elements of one snapshot that stand below a place: [first, end) with the path of the place.
  struct Range {
    const packages::StructureDefinition* structure = nullptr;
    std::size_t first = 0;
    std::size_t end = 0;
    std::string_view path;
  };
  void add_range(std::vector<Range>& ranges, const packages::StructureDefinition* structure, std::size_t parent) const;
  std::vector<Range> ranges_below(const ProfileView& view, std::string_view type);
  void look_in(const Range& range, const ResolvedSlot& slot, std::size_t step, ProfileStep& out);
  void add_extension(const ResolvedSlot& slot, std::size_t step, ProfileStep& out);
  bool agrees_below(const ProfileView& slice, const SlotStep& step, std::string_view path);
  bool is_chosen(const ProfileView& slice, const packages::Slicing& slicing, const ResolvedSlot& slot,
                 std::size_t step);

  packages::StructureLibrary& structures_;
  const definitions::Definitions& definitions_;
};

/// The value that the predicates of a slot give a path below one of its steps.
std::optional<std::string> predicate_value(const ResolvedSlot& slot, std::size_t step, std::string_view path);
/// The last name of an element's path ("value[x]").
std::string_view last_name(const packages::ElementDefinition& element);
/// Canonical without its version.
std::string_view without_version(std::string_view canonical);

}  // namespace careway::language
