#include "profiles/definitions/pack_compiler/data_elements.h"

#include <algorithm>

#include "profiles/definitions/pack_compiler/json_file.h"

namespace careway::pack_compiler {
namespace {

using nlohmann::json;

/// HL7 gave each data element the id "de-" and its path, cut to the 64 characters of an id. Of paths that are alike so
/// far only one is listed: it vouches for all of them.
constexpr std::size_t kComparedLength = 61;

std::string parent_of(const std::string& path) {
  const auto dot = path.rfind('.');
  return dot == std::string::npos ? std::string() : path.substr(0, dot);
}

bool stands_below(const std::string& path, const std::string& parent) {
  return path.starts_with(parent + ".");
}

}  // namespace

DataElements::DataElements(const json& resources) {
  for (const auto& resource : resources) {
    const auto snapshot = resource.find("snapshot");
    if (snapshot == resource.end()) continue;
    const auto& elements = array_of(*snapshot, "element");
    if (elements.empty()) continue;
    const auto path = text_of(elements[0], "path");
    // Constraints on a datatype come later under the same paths (SimpleQuantity as Quantity.comparator 0..0).
    if (!elements_.emplace(path, &elements[0]).second) continue;
    cut_paths_.insert(path.substr(0, kComparedLength));
    children_[parent_of(path)].push_back(path);
  }
}

bool DataElements::lists(const std::string& path) const {
  return elements_.contains(path) ||
         (path.size() >= kComparedLength && cut_paths_.contains(path.substr(0, kComparedLength)));
}

bool DataElements::lists_below(const std::string& path) const {
  const auto start = (path + ".").substr(0, kComparedLength);
  const auto found = cut_paths_.lower_bound(start);
  return found != cut_paths_.end() && found->starts_with(start);
}

bool DataElements::vouches_for(const json& element) const {
  const auto path = text_of(element, "path");
  if (lists(path)) return true;
  const auto base = element.find("base");
  if (base != element.end() && text_of(*base, "path") != path) return lists(text_of(*base, "path"));
  // No data elements: what refers to another element's content, and what only holds other elements.
  return element.contains("contentReference") || lists_below(path);
}

std::vector<json> DataElements::restore(const json& elements) const {
  std::vector<json> kept;
  std::string stranger;  // the last one; what stands below it follows it at once
  for (const auto& element : elements) {
    const auto path = text_of(element, "path");
    const bool is_root = kept.empty();
    if (!stranger.empty() && stands_below(path, stranger)) continue;
    if (!is_root && !vouches_for(element)) {
      stranger = path;
      continue;
    }
    const auto original = elements_.find(path);
    kept.push_back(original != elements_.end() ? *original->second : element);
  }
  std::vector<std::string> parents;
  for (const auto& element : kept) parents.push_back(text_of(element, "path"));
  for (const auto& parent : parents) add_lost(parent, kept);
  return kept;
}

void DataElements::add_lost(const std::string& parent, std::vector<json>& elements) const {
  const auto children = children_.find(parent);
  if (children == children_.end()) return;
  std::string previous = parent;
  for (const auto& child : children->second) {
    const auto has_path = [](const std::string& path) {
      return [path](const json& element) { return text_of(element, "path") == path; };
    };
    if (std::none_of(elements.begin(), elements.end(), has_path(child))) {
      auto place = std::find_if(elements.begin(), elements.end(), has_path(previous)) + 1;
      while (previous != parent && place != elements.end() && stands_below(text_of(*place, "path"), previous)) ++place;
      elements.insert(place, *elements_.at(child));
    }
    previous = child;
  }
}

}  // namespace careway::pack_compiler
