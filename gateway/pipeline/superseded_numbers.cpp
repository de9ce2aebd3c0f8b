#include "gateway/pipeline/superseded_numbers.h"

#include <algorithm>

#include "adapters/platform/crypto.h"
#include "mappers/people/demographics.h"

namespace careway::pipeline {
namespace {

constexpr std::string_view kFace = "superseded-numbers";
constexpr std::string_view kSetting = "superseded-numbers";

/// "old new" of each line.
std::vector<std::pair<std::string, std::string>> rows_in(std::string_view bytes) {
  std::vector<std::pair<std::string, std::string>> rows;
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    const std::string_view line = bytes.substr(0, end);
    const std::size_t blank = line.find(' ');
    if (blank != std::string_view::npos) rows.emplace_back(line.substr(0, blank), line.substr(blank + 1));
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
  }
  return rows;
}

}  // namespace

SupersededNumbers::SupersededNumbers(const Services& services, const Caller& caller)
    : services_(services), caller_(caller), is_used_(services.store.get_setting(caller.tenant, kSetting).has_value()) {}

std::string SupersededNumbers::item_of(std::string_view number) const {
  return platform::to_hex(
      services_.keyer.digest("superseded number\x1f" + caller_.tenant + "\x1f" + std::string(number)));
}

void SupersededNumbers::load(std::vector<std::string> numbers) {
  while (!numbers.empty()) {
    std::vector<std::string> asked;
    for (std::string& number : numbers) {
      if (rows_.emplace(number, Row{}).second) asked.push_back(std::move(number));
    }
    numbers.clear();
    if (!is_used_ || asked.empty()) return;
    std::vector<store::ResidueKey> keys;
    for (const std::string& number : asked) keys.push_back({"", std::string(kFace), item_of(number)});
    const auto stored = services_.store.read_residues(caller_.tenant, keys);
    for (std::size_t i = 0; i < asked.size(); ++i) {
      if (!stored[i]) continue;
      rows_[asked[i]].version = stored[i]->version;
      for (const auto& [old_number, new_number] : rows_in(stored[i]->bytes)) {
        table_.add(old_number, new_number);
        for (const std::string& number : {old_number, new_number}) {
          if (!rows_.contains(number)) numbers.push_back(number);
        }
      }
    }
  }
}

/// Two groups that the row would make one.
bool SupersededNumbers::would_be_too_large(std::string_view old_number, std::string_view new_number) const {
  if (!people::is_usable_number(old_number) || !people::is_usable_number(new_number)) return false;
  const bool has_follower = table_.current(old_number) != old_number;
  if (has_follower || table_.current(new_number) == old_number) return false;
  return table_.all_of(old_number).size() + table_.all_of(new_number).size() > kGroupMax;
}

SupersededNumbers::Added SupersededNumbers::add(std::string_view old_number, std::string_view new_number) {
  if (would_be_too_large(old_number, new_number)) return Added::group_too_large;
  switch (table_.add(old_number, new_number)) {
    case people::Superseded::Added::added:
      for (const std::string& number : table_.all_of(new_number)) rows_[number].changed = true;
      return Added::added;
    case people::Superseded::Added::known:
      return Added::known;
    case people::Superseded::Added::disputed:
      return Added::disputed;
    case people::Superseded::Added::cycle:
      return Added::cycle;
    case people::Superseded::Added::invalid:
      break;
  }
  return Added::invalid;
}

void SupersededNumbers::collect(store::Batch& batch) {
  for (auto& [number, row] : rows_) {
    if (!row.changed) continue;
    std::string bytes;
    for (const auto& [old_number, new_number] : table_.rows_of(number)) bytes += old_number + " " + new_number + "\n";
    batch.residues.push_back({{"", std::string(kFace), item_of(number)}, row.version, false, std::move(bytes)});
    row.changed = false;
  }
}

void SupersededNumbers::note_used() {
  if (is_used_) return;
  services_.store.put_setting(caller_.tenant, kSetting, "1");
  is_used_ = true;
}

}  // namespace careway::pipeline
