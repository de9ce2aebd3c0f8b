#include "mappers/formats/layout_yaml.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <sstream>

namespace careway::formats {
namespace {

constexpr std::size_t kDepthMax = 8;
constexpr std::size_t kLayoutBytesMax = 4 * 1024 * 1024;

fhir::Position position_of(const YAML::Mark& mark) {
  return {static_cast<std::uint32_t>(mark.line + 1), static_cast<std::uint32_t>(mark.column + 1)};
}

/// Builds our tree from yaml-cpp's events: its node tree has already forgotten anchors and aliases.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(std::string_view file_name, YamlValue& root, fhir::Issues& issues)
      : file_name_(file_name), root_(root), issues_(issues) {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_extras(mark, "", anchor);
    add(mark, YamlValue::Kind::null, {});
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    error(mark, "An alias (*) is not allowed. Write the value out here.");
    add(mark, YamlValue::Kind::null, {});
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_extras(mark, tag, anchor);
    const bool is_null = tag == "?" && (value == "~" || value == "null");
    add(mark, is_null ? YamlValue::Kind::null : YamlValue::Kind::scalar, value);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    refuse_extras(mark, tag, anchor);
    open(mark, YamlValue::Kind::list);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    refuse_extras(mark, tag, anchor);
    open(mark, YamlValue::Kind::map);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Level {
    YamlValue value;
    std::string key;
    bool has_key = false;
  };

  void error(const YAML::Mark& mark, std::string_view text) {
    add_layout_error(issues_, "layout-syntax", file_name_, position_of(mark), text);
  }

  void refuse_extras(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) error(mark, "An anchor (&) is not allowed. Write the value where it is used.");
    if (!tag.empty() && tag != "?" && tag != "!") error(mark, "A tag (!) is not allowed. Remove it.");
  }

  void add(const YAML::Mark& mark, YamlValue::Kind kind, const std::string& text) {
    YamlValue value;
    value.kind = kind;
    value.text = text;
    value.position = position_of(mark);
    attach(std::move(value));
  }

  void open(const YAML::Mark& mark, YamlValue::Kind kind) {
    if (levels_.size() >= kDepthMax) throw YAML::ParserException(mark, "nested too deeply for a layout");
    Level level;
    level.value.kind = kind;
    level.value.position = position_of(mark);
    levels_.push_back(std::move(level));
  }

  void close() {
    YamlValue value = std::move(levels_.back().value);
    levels_.pop_back();
    attach(std::move(value));
  }

  void attach(YamlValue value) {
    if (levels_.empty()) {
      root_ = std::move(value);
      return;
    }
    Level& level = levels_.back();
    if (level.value.kind == YamlValue::Kind::list) {
      level.value.items.push_back(std::move(value));
    } else if (!level.has_key) {
      take_key(level, value);
    } else {
      level.value.fields.push_back({std::move(level.key), std::move(value)});
      level.has_key = false;
    }
  }

  void take_key(Level& level, const YamlValue& value) {
    const YAML::Mark mark = [&] {
      YAML::Mark at;
      at.line = static_cast<int>(value.position.line) - 1;
      at.column = static_cast<int>(value.position.column) - 1;
      return at;
    }();
    if (value.kind != YamlValue::Kind::scalar) error(mark, "A key must be a word.");
    if (value.text == "<<") error(mark, "A merge key (<<) is not allowed. Write the entries out.");
    if (level.value.field(value.text) != nullptr) error(mark, fmt::format("\"{}\" stands here twice.", value.text));
    level.key = value.text;
    level.has_key = true;
  }

  std::string_view file_name_;
  YamlValue& root_;
  fhir::Issues& issues_;
  std::vector<Level> levels_;
};

}  // namespace

const YamlValue* YamlValue::field(std::string_view name) const {
  for (const auto& [key, value] : fields) {
    if (key == name) return &value;
  }
  return nullptr;
}

void add_layout_error(fhir::Issues& issues, std::string_view code, std::string_view file_name, fhir::Position position,
                      std::string_view text) {
  issues.error(code, file_name, fmt::format("{}:{}: {}", file_name, position.line, text), position);
}

bool read_layout_yaml(std::string_view text, std::string_view file_name, YamlValue& out, fhir::Issues& issues) {
  if (text.size() > kLayoutBytesMax) {
    add_layout_error(issues, "limit-bytes", file_name, {1, 1}, "The layout file is too large.");
    return false;
  }
  const std::size_t errors_before = issues.error_count();
  TreeBuilder builder(file_name, out, issues);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) {
      add_layout_error(issues, "layout-syntax", file_name, {1, 1}, "The layout file is empty.");
    } else if (parser.HandleNextDocument(builder)) {
      add_layout_error(issues, "layout-syntax", file_name, out.position, "A layout file holds one YAML document.");
    }
  } catch (const YAML::Exception& exception) {
    add_layout_error(issues, "layout-syntax", file_name, position_of(exception.mark),
                     fmt::format("This is not valid YAML: {}.", exception.msg));
  }
  return issues.error_count() == errors_before;
}

}  // namespace careway::formats
