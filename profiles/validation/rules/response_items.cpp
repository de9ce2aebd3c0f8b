#include "profiles/validation/rules/response_items.h"

#include <algorithm>

namespace careway::validation {

ResponseItems::ResponseItems(fhir::Element response) : root_(response.index()) {
  struct Level {
    fhir::Element container;
    fhir::Element next;
  };
  std::size_t clock = 0;
  std::vector<Level> levels{{response, response.first_child()}};
  ranges_[response.index()].begin = clock++;
  while (!levels.empty()) {
    Level& level = levels.back();
    while (level.next && level.next.name() != "item" && level.next.name() != "answer") level.next = level.next.next();
    if (!level.next) {
      ranges_[level.container.index()].end = clock;
      levels.pop_back();
      continue;
    }
    const fhir::Element element = level.next;
    level.next = element.next();
    ranges_[element.index()].begin = clock;
    if (element.name() == "item") by_link_id_[element.child_value("linkId")].push_back({clock, element});
    ++clock;
    levels.push_back({element, element.first_child()});
  }
}

fhir::Element ResponseItems::nearest(std::string_view link_id, fhir::Element place) const {
  const auto found = by_link_id_.find(link_id);
  if (found == by_link_id_.end()) return {};
  const auto& occurrences = found->second;
  if (occurrences.size() == 1) return occurrences.front().element;
  const auto here = ranges_.find(place.index());
  if (here == ranges_.end()) return occurrences.front().element;
  for (fhir::Element around = place; around; around = around.parent()) {
    const auto range = ranges_.find(around.index());
    if (range != ranges_.end()) {
      const auto first = std::ranges::lower_bound(occurrences, range->second.begin, {}, &Occurrence::at);
      const auto end = std::ranges::lower_bound(occurrences, range->second.end, {}, &Occurrence::at);
      if (first != end) {
        const auto after = std::ranges::lower_bound(first, end, here->second.begin, {}, &Occurrence::at);
        return after == first ? first->element : std::prev(after)->element;
      }
    }
    if (around.index() == root_) break;
  }
  return occurrences.front().element;
}

}  // namespace careway::validation
