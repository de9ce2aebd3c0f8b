#include "mappers/language/field_resolver.h"

#include <algorithm>

#include "mappers/language/problem.h"

namespace careway::language {

namespace {

std::vector<std::string> child_names(const formats::Field& field) {
  std::vector<std::string> names;
  for (const formats::Field& child : field.children) names.push_back(child.name);
  return names;
}

}  // namespace

FieldBase FieldResolver::document() const {
  FieldBase base;
  for (const FaceShape& face : faces_) base.by_face.push_back(&face.shape->root);
  return base;
}

std::optional<ResolvedField> FieldResolver::resolve(const PartnerPath& path, const FieldBase& base) {
  ResolvedField out;
  out.from_root = !path.steps.empty() && path.steps.front() == "^";
  const FieldBase start = out.from_root ? document() : base;
  const std::vector<std::string> steps(path.steps.begin() + (out.from_root ? 1 : 0), path.steps.end());
  out.text = start.text;
  for (const std::string& step : steps) out.text += (out.text.empty() || out.text.ends_with('/') ? "" : "/") + step;
  if (steps.empty() && out.text.ends_with('/')) out.text.pop_back();
  const formats::Field* reached = nullptr;  // as far as the path goes in some face
  std::string missing;
  for (const formats::Field* face_base : start.by_face) {
    const formats::Field* field = face_base;
    std::vector<const formats::Field*> chain;
    if (field != nullptr && steps.empty()) chain.push_back(field);
    for (const std::string& step : steps) {
      if (field == nullptr) break;
      const formats::Field* child = field->child(step);
      if (child == nullptr) {
        reached = field;
        missing = step;
      } else {
        chain.push_back(child);
      }
      field = child;
    }
    out.by_face.push_back(field);
    if (field != nullptr && out.chain.empty()) out.chain = std::move(chain);
  }
  if (out.chain.empty()) {
    const std::string below = reached == nullptr || reached->name.empty() ? "" : " below " + quoted(reached->name);
    report_error(issues_, "map-partner-path-unknown", path.place,
                 quoted(path.text) + ": the partner's schema has no " + quoted(missing) + below + "." +
                     (reached == nullptr ? std::string{} : suggestion(missing, child_names(*reached))));
    return std::nullopt;
  }
  for (std::size_t i = 0; i < out.by_face.size(); ++i) {
    if (out.by_face[i] != nullptr || start.by_face[i] == nullptr) continue;
    report_warning(
        issues_, "map-partner-path-release", path.place,
        "The face " + quoted(faces_[i].face) + " has no " + quoted(path.text) + ": the value stays in the record.");
  }
  return out;
}

}  // namespace careway::language
