#include "mappers/language/yaml_tree.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <cstdint>
#include <sstream>
#include <unordered_set>
#include <utility>

#include "mappers/language/problem.h"

namespace careway::language {

namespace {

/// Leaves the parser after a refusal; the issue has been reported. Never leaves this file.
struct Refused {};

Place place_of(const YAML::Mark& mark, std::string_view file_name, std::uint32_t first_line) {
  if (mark.is_null()) return {std::string(file_name), first_line, 1};
  return {std::string(file_name), static_cast<std::uint32_t>(mark.line) + first_line,
          static_cast<std::uint32_t>(mark.column) + 1};
}

/// Builds the tree from the parser's events. yaml-cpp's own Node resolves aliases silently, which hides them.
class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(std::string_view file_name, fhir::Issues& issues, const YamlLimits& limits, std::uint32_t first_line)
      : file_name_(file_name), issues_(issues), limits_(limits), first_line_(first_line) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ > 0) refuse("map-yaml-documents", mark, "A map file holds one document. Remove the second one.");
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    check_properties(mark, "", anchor);
    add(YamlKind::null, mark, {});
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    refuse("map-yaml-alias", mark, "A YAML alias (*) is not allowed in a map. Write the text out where it is used.");
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    check_properties(mark, tag, anchor);
    if (value == "<<" && tag == "?" && is_key_due()) {
      refuse("map-yaml-merge", mark, "A YAML merge key (<<) is not allowed in a map. Write the members out.");
    }
    add(YamlKind::scalar, mark, value);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    check_properties(mark, tag, anchor);
    open(YamlKind::list, mark);
  }
  void OnSequenceEnd() override { open_.pop_back(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    check_properties(mark, tag, anchor);
    open(YamlKind::mapping, mark);
  }
  void OnMapEnd() override { open_.pop_back(); }

  [[nodiscard]] bool has_root() const { return has_root_; }
  [[nodiscard]] YamlNode take_root() { return std::move(root_); }

 private:
  struct Level {
    YamlNode* node = nullptr;
    bool has_key = false;                  // a mapping's last member waits for its value
    std::unordered_set<std::string> keys;  // of a mapping so far
  };

  [[noreturn]] void refuse(std::string_view code, const YAML::Mark& mark, std::string_view text) {
    report_error(issues_, code, place_of(mark, file_name_, first_line_), text);
    throw Refused{};
  }

  void check_properties(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    if (anchor != 0) refuse("map-yaml-anchor", mark, "A YAML anchor (&) is not allowed in a map. Remove it.");
    const bool is_plain = tag.empty() || tag == "?" || tag == "!";
    if (!is_plain) refuse("map-yaml-tag", mark, "A YAML tag (!) is not allowed in a map. Remove it.");
  }

  [[nodiscard]] bool is_key_due() const {
    return !open_.empty() && open_.back().node->is_mapping() && !open_.back().has_key;
  }

  YamlNode* add(YamlKind kind, const YAML::Mark& mark, const std::string& text) {
    if (++nodes_ > limits_.nodes_max) refuse("map-limit", mark, "The file has too many values. Split the map.");
    YamlNode node;
    node.kind = kind;
    node.text = text;
    node.place = place_of(mark, file_name_, first_line_);
    if (open_.empty()) {
      has_root_ = true;
      root_ = std::move(node);
      return &root_;
    }
    Level& level = open_.back();
    if (level.node->is_list()) return &level.node->items.emplace_back(std::move(node));
    auto& members = level.node->members;
    if (level.has_key) {
      level.has_key = false;
      members.back().value = std::move(node);
      return &members.back().value;
    }
    if (kind != YamlKind::scalar) {
      refuse("map-wrong-kind", mark, "A key must be a word. Put quotes around it if it looks like something else.");
    }
    if (!level.keys.insert(text).second) {
      refuse("map-duplicate-key", mark, "The key " + quoted(text) + " stands here twice. Keep one of the two.");
    }
    members.push_back({std::move(node), YamlNode{}});
    level.has_key = true;
    return &members.back().key;
  }

  void open(YamlKind kind, const YAML::Mark& mark) {
    if (open_.size() >= limits_.depth_max) refuse("map-limit", mark, "The file is nested too deeply. Flatten it.");
    YamlNode* node = add(kind, mark, {});
    open_.emplace_back().node = node;
  }

  std::string_view file_name_;
  fhir::Issues& issues_;
  const YamlLimits& limits_;
  std::uint32_t first_line_;
  // Pointers stay valid: a container never grows while one of its values is open.
  std::vector<Level> open_;
  YamlNode root_;
  std::size_t nodes_ = 0;
  std::size_t documents_ = 0;
  bool has_root_ = false;
};

/// The parser treats some control characters as the end of the text and guesses other encodings, so both are refused
/// first.
bool check_bytes(std::string_view yaml, std::string_view file_name, fhir::Issues& issues, const YamlLimits& limits,
                 std::uint32_t first_line) {
  Place place{std::string(file_name), first_line, 1};
  if (yaml.size() > limits.bytes_max) {
    report_error(issues, "map-limit", place,
                 "The file has more than " + std::to_string(limits.bytes_max) + " bytes. Split the map.");
    return false;
  }
  if (!is_utf8(yaml)) {
    report_error(issues, "map-encoding", place, "The file is not UTF-8. Save it as UTF-8.");
    return false;
  }
  for (const char c : yaml) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_control = (byte < 0x20U && c != '\t' && c != '\n' && c != '\r') || byte == 0x7FU;
    if (is_control) {
      report_error(issues, "map-encoding", place, "A control character stands here. Remove it.");
      return false;
    }
    place.column = c == '\n' ? 1 : place.column + 1;
    place.line += c == '\n' ? 1 : 0;
  }
  return true;
}

}  // namespace

const YamlNode* YamlNode::member(std::string_view key) const {
  for (const auto& [name, value] : members) {
    if (name.text == key) return &value;
  }
  return nullptr;
}

std::optional<YamlNode> read_yaml(std::string_view yaml, std::string_view file_name, fhir::Issues& issues,
                                  const YamlLimits& limits, std::uint32_t first_line) {
  if (!check_bytes(yaml, file_name, issues, limits, first_line)) return std::nullopt;
  TreeBuilder builder(file_name, issues, limits, first_line);
  try {
    std::istringstream stream{std::string(yaml)};
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Refused&) {
    return std::nullopt;
  } catch (const YAML::Exception& failure) {
    // Nesting beyond the parser's own guard comes as "bad file".
    report_error(issues, "map-yaml", place_of(failure.mark, file_name, first_line),
                 "This is not YAML: " + failure.msg + ". Check indentation, brackets and quotes at this place.");
    return std::nullopt;
  }
  if (!builder.has_root()) {
    report_error(issues, "map-yaml", Place{std::string(file_name), first_line, 1}, "The file is empty.");
    return std::nullopt;
  }
  return builder.take_root();
}

bool is_utf8(std::string_view bytes) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    const auto lead = static_cast<unsigned char>(bytes[at++]);
    if (lead < 0x80U) continue;
    const int more = lead >= 0xF0U ? 3 : lead >= 0xE0U ? 2 : 1;
    if (lead < 0xC2U || lead > 0xF4U || bytes.size() - at < static_cast<std::size_t>(more)) return false;
    std::uint32_t code = lead & (0x3FU >> more);
    for (int i = 0; i < more; ++i) {
      const auto next = static_cast<unsigned char>(bytes[at++]);
      if ((next & 0xC0U) != 0x80U) return false;
      code = (code << 6U) | (next & 0x3FU);
    }
    const bool is_overlong = (more == 2 && code < 0x800U) || (more == 3 && code < 0x10000U);
    if (is_overlong || code > 0x10FFFFU || (code >= 0xD800U && code <= 0xDFFFU)) return false;
  }
  return true;
}

}  // namespace careway::language
