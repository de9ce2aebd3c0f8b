#include <string>

#include "profiles/validation/profile.h"

namespace careway::validation {
namespace {

std::string cardinality(std::uint32_t min, std::uint32_t max) {
  return std::to_string(min) + ".." + (max == packages::kUnbounded ? "*" : std::to_string(max));
}

class Writer {
 public:
  std::string text;

  void node(const Node& node, std::size_t indent) {
    for (const auto& check : node.checks) line(indent, check->describe());
    if (node.structure != &node) {
      line(indent, "as " + std::string(node.structure->id));
      return;
    }
    for (const Field& field : node.fields) {
      line(indent, "." + std::string(field.name) + " " + cardinality(field.min, field.max));
      if (field.node != nullptr) this->node(*field.node, indent + 1);
      if (field.slicing) slices(*field.slicing, indent + 1);
    }
  }

 private:
  void line(std::size_t indent, std::string_view what) { text.append(indent * 2, ' ').append(what).append("\n"); }

  void slices(const SliceGroup& group, std::size_t indent) {
    static constexpr std::string_view kRules[] = {"open", "closed", "open at end"};
    std::string head = "slices " + std::string(kRules[static_cast<std::size_t>(group.rules)]);
    if (group.is_ordered) head += " ordered";
    if (!group.has_discriminators) head += " without discriminator";
    line(indent, head);
    for (const Slice& slice : group.slices) {
      line(indent, ":" + std::string(slice.name) + " " + cardinality(slice.min, slice.max) +
                       (slice.can_match || slice.is_default ? "" : " cannot be told"));
      for (const SliceCondition& condition : slice.conditions) {
        std::string text_of_path;
        for (const PathStep& step : condition.path) text_of_path += "/" + step.text;
        line(indent + 1, "when " + (text_of_path.empty() ? "it" : text_of_path) + " " + condition.matcher->describe());
      }
      if (slice.node != nullptr) node(*slice.node, indent + 1);
      if (slice.reslicing) slices(*slice.reslicing, indent + 1);
    }
  }
};

}  // namespace

std::string describe(const Profile& profile) {
  Writer writer;
  writer.text = "profile " + std::string(profile.structure->url) + "\n";
  writer.node(*profile.root, 1);
  return writer.text;
}

}  // namespace careway::validation
