#include "mappers/people/superseded.h"

#include "mappers/people/demographics.h"

namespace careway::people {

Superseded::Added Superseded::add(std::string_view old_number, std::string_view new_number) {
  if (!is_usable_number(old_number) || !is_usable_number(new_number) || old_number == new_number) {
    return Added::invalid;
  }
  if (const auto found = next_.find(old_number); found != next_.end()) {
    return found->second == new_number ? Added::known : Added::disputed;
  }
  // The old number has no follower, so only the end of the new one's chain can be it.
  if (current(new_number) == old_number) return Added::cycle;
  next_.emplace(old_number, new_number);
  before_[std::string(new_number)].emplace_back(old_number);
  return Added::added;
}

std::string_view Superseded::current(std::string_view number) const {
  for (auto found = next_.find(number); found != next_.end(); found = next_.find(number)) number = found->second;
  return number;
}

std::vector<std::string> Superseded::all_of(std::string_view number) const {
  std::vector<std::string> all{std::string(current(number))};
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto found = before_.find(all[i]);
    if (found == before_.end()) continue;
    const std::vector<std::string>& olds = found->second;
    all.insert(all.end(), olds.begin(), olds.end());
  }
  return all;
}

std::vector<std::pair<std::string, std::string>> Superseded::rows_of(std::string_view number) const {
  std::vector<std::pair<std::string, std::string>> rows;
  for (const std::string& one : all_of(number)) {
    if (const auto found = next_.find(one); found != next_.end()) rows.emplace_back(one, found->second);
  }
  return rows;
}

}  // namespace careway::people
