#include "tests/profiles/fhir/canonical_form.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <vector>

#include "profiles/fhir/xml_events.h"

namespace careway::fhir {
namespace {

/// Builds the canonical text bottom up; numbers keep their text, which the library's own tree would not.
class JsonText {
 public:
  using number_integer_t = nlohmann::json::number_integer_t;
  using number_unsigned_t = nlohmann::json::number_unsigned_t;
  using number_float_t = nlohmann::json::number_float_t;
  using string_t = nlohmann::json::string_t;
  using binary_t = nlohmann::json::binary_t;

  bool null() { return put("null"); }
  bool boolean(bool value) { return put(value ? "true" : "false"); }
  bool number_integer(number_integer_t value) { return put(std::to_string(value)); }
  bool number_unsigned(number_unsigned_t value) { return put(std::to_string(value)); }
  bool number_float(number_float_t, const string_t& lexeme) { return put(lexeme); }
  bool string(string_t& value) { return put("\"" + value + "\""); }
  bool binary(binary_t&) { return false; }
  bool start_object(std::size_t) { return open(true); }
  bool start_array(std::size_t) { return open(false); }
  bool key(string_t& name) {
    levels_.back().key = name;
    return true;
  }
  bool end_object() {
    std::string text = "{";
    for (const auto& [name, value] : levels_.back().members) text += name + ":" + value + ",";
    levels_.pop_back();
    return put(text + "}");
  }
  bool end_array() {
    const std::vector<std::string> items = std::move(levels_.back().items);
    levels_.pop_back();
    if (std::ranges::all_of(items, [](const std::string& item) { return item == "null"; })) return true;
    std::string text = "[";
    for (const std::string& item : items) text += item + ",";
    return put(text + "]");
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) { return false; }
  [[nodiscard]] std::string take() { return std::move(result_); }

 private:
  struct Level {
    bool is_object;
    std::string key;
    std::multimap<std::string, std::string> members;
    std::vector<std::string> items;
  };
  bool open(bool is_object) {
    levels_.push_back({is_object, {}, {}, {}});
    return true;
  }
  bool put(std::string text) {
    if (levels_.empty()) {
      result_ = std::move(text);
    } else if (levels_.back().is_object) {
      levels_.back().members.emplace(levels_.back().key, std::move(text));
    } else {
      levels_.back().items.push_back(std::move(text));
    }
    return true;
  }

  std::vector<Level> levels_;
  std::string result_;
};

class XmlText final : public XmlHandler {
 public:
  bool start_element(std::string_view namespace_uri, std::string_view local_name,
                     std::span<const XmlAttribute> attributes, Position, std::size_t) override {
    flush();
    if (narrative_depth_ > 0 || namespace_uri == "http://www.w3.org/1999/xhtml") ++narrative_depth_;
    text_.append("<{").append(namespace_uri).append("}").append(local_name);
    std::map<std::string, std::string> sorted;
    for (const XmlAttribute& attribute : attributes) {
      if (attribute.namespace_uri == "http://www.w3.org/2001/XMLSchema-instance") continue;
      sorted["{" + std::string(attribute.namespace_uri) + "}" + std::string(attribute.local_name)] = attribute.value;
    }
    for (const auto& [name, value] : sorted) {
      text_.append(" ").append(name).append("=");
      append_xml_attribute(text_, value);
    }
    text_ += ">\n";
    return true;
  }
  bool end_element(std::string_view, std::string_view, std::size_t) override {
    flush();
    if (narrative_depth_ > 0) --narrative_depth_;
    text_ += "</>\n";
    return true;
  }
  bool text(std::string_view text) override {
    pending_ += text;
    return true;
  }
  bool comment(std::string_view text) override {
    if (narrative_depth_ > 0) pending_.append("<!--").append(text).append("-->");
    return true;
  }
  bool processing_instruction(std::string_view, std::string_view) override { return true; }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  void flush() {
    const bool blank = pending_.find_first_not_of(" \t\r\n") == std::string::npos;
    if (narrative_depth_ > 0 || !blank) append_xml_text(text_, pending_);
    pending_.clear();
  }
  std::string text_;
  std::string pending_;
  int narrative_depth_ = 0;
};

}  // namespace

std::string canonical_json(std::string_view json) {
  JsonText text;
  if (!nlohmann::json::sax_parse(json, &text)) throw std::runtime_error("not JSON");
  return text.take();
}

std::string canonical_xml(std::string_view xml) {
  XmlText text;
  Issues issues;
  if (!parse_xml(xml, text, issues)) throw std::runtime_error("not XML: " + issues.items().front().text);
  return text.take();
}

}  // namespace careway::fhir
