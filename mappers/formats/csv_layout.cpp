#include "mappers/formats/csv_layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "mappers/formats/layout_yaml.h"

namespace careway::formats {
namespace {

using Kind = YamlValue::Kind;

bool is_letter_or_digit(char character) {
  return (character >= '0' && character <= '9') || (character >= 'A' && character <= 'Z') ||
         (character >= 'a' && character <= 'z');
}

class LayoutReader {
 public:
  LayoutReader(std::string_view file_name, std::string_view release, fhir::Issues& issues)
      : file_name_(file_name), wanted_release_(release), issues_(issues), layout_(std::make_unique<CsvLayout>()) {}

  std::unique_ptr<CsvLayout> read(const YamlValue& root) {
    const std::size_t errors_before = issues_.error_count();
    if (!expect(root, Kind::map, "A layout file is a list of \"word: value\" entries.")) return nullptr;
    refuse_other_keys(
        root, {"layout", "title", "releases", "encodings", "delimiters", "unknown-columns", "lists", "columns"});
    layout_->name = scalar_of(root, "layout", true);
    read_releases(root);
    read_encodings(root);
    read_delimiters(root);
    read_unknown_columns(root);
    if (const YamlValue* lists = root.field("lists"); lists != nullptr) {
      expect(*lists, Kind::map, "\"lists\" holds \"name: [values]\" entries.");
      lists_ = lists;
    }
    read_columns(root);
    return issues_.error_count() == errors_before ? std::move(layout_) : nullptr;
  }

 private:
  void error(const YamlValue& at, std::string_view code, std::string_view text) {
    add_layout_error(issues_, code, file_name_, at.position, text);
  }

  bool expect(const YamlValue& value, Kind kind, std::string_view text) {
    if (value.kind == kind) return true;
    error(value, "layout-syntax", text);
    return false;
  }

  void refuse_other_keys(const YamlValue& map, std::initializer_list<std::string_view> known) {
    for (const auto& [key, value] : map.fields) {
      if (std::ranges::find(known, key) == known.end()) {
        error(value, "layout-unknown-key",
              fmt::format("\"{}\" is not known here. Known are: {}.", key, fmt::join(known, ", ")));
      }
    }
  }

  std::string scalar_of(const YamlValue& map, std::string_view key, bool required) {
    const YamlValue* value = map.field(key);
    if (value == nullptr) {
      if (required) error(map, "layout-missing-key", fmt::format("\"{}\" is missing.", key));
      return {};
    }
    return expect(*value, Kind::scalar, fmt::format("\"{}\" must be one text.", key)) ? value->text : std::string{};
  }

  /// A list of texts, or one text that stands for a list of one.
  std::vector<std::string> texts_of(const YamlValue& value, std::string_view what) {
    std::vector<std::string> texts;
    if (value.kind == Kind::scalar) {
      texts.push_back(value.text);
    } else if (expect(value, Kind::list, fmt::format("{} must be a list of texts.", what))) {
      for (const YamlValue& item : value.items) {
        if (expect(item, Kind::scalar, fmt::format("{} must hold texts only.", what))) texts.push_back(item.text);
      }
    }
    return texts;
  }

  void read_releases(const YamlValue& root) {
    if (const YamlValue* value = root.field("releases"); value != nullptr) releases_ = texts_of(*value, "\"releases\"");
    if (!wanted_release_.empty() && std::ranges::find(releases_, wanted_release_) == releases_.end()) {
      error(root, "layout-unknown-release",
            fmt::format("The layout has no release \"{}\". It has: {}.", wanted_release_, fmt::join(releases_, ", ")));
    }
    if (!wanted_release_.empty()) {
      layout_->release = wanted_release_;
    } else if (!releases_.empty()) {
      layout_->release = releases_.back();
    }
  }

  void read_encodings(const YamlValue& root) {
    const YamlValue* value = root.field("encodings");
    if (value == nullptr) {
      layout_->encodings = {Encoding::utf_8};
      return;
    }
    for (const std::string& text : texts_of(*value, "\"encodings\"")) {
      if (text == "utf-8") {
        layout_->encodings.push_back(Encoding::utf_8);
      } else if (text == "windows-1252") {
        layout_->encodings.push_back(Encoding::windows_1252);
      } else {
        error(*value, "layout-encoding", fmt::format("\"{}\" is no encoding. Use utf-8 or windows-1252.", text));
      }
    }
    if (layout_->encodings.empty()) error(*value, "layout-encoding", "Name at least one encoding.");
  }

  void read_delimiters(const YamlValue& root) {
    const YamlValue* value = root.field("delimiters");
    if (value == nullptr) {
      layout_->delimiters.assign(1, ',');
      return;
    }
    for (const std::string& text : texts_of(*value, "\"delimiters\"")) {
      const std::string character = text == "tab" ? std::string(1, '\t') : text;
      const bool usable = character.size() == 1 &&
                          (character[0] == '\t' || (character[0] > ' ' && character[0] < '\x7f')) &&
                          character[0] != '"' && !is_letter_or_digit(character[0]);
      if (!usable) {
        error(*value, "layout-delimiter",
              fmt::format("\"{}\" cannot separate cells. Use for instance \",\" or tab.", text));
      } else {
        layout_->delimiters += character;
      }
    }
    if (layout_->delimiters.empty()) error(*value, "layout-delimiter", "Name at least one delimiter.");
  }

  void read_unknown_columns(const YamlValue& root) {
    const std::string text = scalar_of(root, "unknown-columns", false);
    if (!text.empty() && text != "keep" && text != "refuse") {
      error(*root.field("unknown-columns"), "layout-unknown-columns", "\"unknown-columns\" is keep or refuse.");
    }
    layout_->keeps_unknown_columns = text != "refuse";
  }

  /// `value` holds texts for every release, or a map from release to texts. Null when this release has none.
  const YamlValue* for_release(const YamlValue& value, std::string_view release) {
    if (value.kind != Kind::map) return &value;
    for (const auto& [key, texts] : value.fields) {
      if (std::ranges::find(releases_, key) == releases_.end()) {
        error(texts, "layout-unknown-release", fmt::format("\"{}\" is not in \"releases\".", key));
      }
    }
    return value.field(release);
  }

  void read_columns(const YamlValue& root) {
    const YamlValue* columns = root.field("columns");
    if (columns == nullptr) {
      error(root, "layout-missing-key", "\"columns\" is missing.");
      return;
    }
    if (!expect(*columns, Kind::list, "\"columns\" is a list.")) return;
    if (columns->items.empty()) error(*columns, "layout-no-columns", "The layout has no columns.");
    for (const YamlValue& item : columns->items) {
      if (item.kind == Kind::scalar) {
        YamlValue named;
        named.kind = Kind::map;
        named.position = item.position;
        named.fields.push_back({"name", item});
        read_column(named);
      } else if (expect(item, Kind::map, "A column is a name or \"word: value\" entries.")) {
        read_column(item);
      }
    }
    // A header that this release uses itself says nothing about another release.
    for (const auto& [key, place] : layout_->by_header) layout_->other_release.erase(key);
  }

  void read_column(const YamlValue& item) {
    refuse_other_keys(item, {"name", "type", "list", "values", "required", "headers", "aliases", "note"});
    CsvColumn column;
    column.name = scalar_of(item, "name", true);
    if (!names_.insert(column.name).second) {
      error(item, "layout-duplicate-column", fmt::format("The column \"{}\" stands here twice.", column.name));
    }
    column.type = read_type(item);
    const std::string required = scalar_of(item, "required", false);
    if (!required.empty() && required != "true" && required != "false") {
      error(item, "layout-required", "\"required\" is true or false.");
    }
    column.required = required == "true";
    read_values(item, column);
    std::vector<std::string> accepted;
    if (!read_headers(item, column, accepted)) return;  // not in this release
    if (const YamlValue* aliases = item.field("aliases"); aliases != nullptr) {
      for (std::string& alias : texts_of(*aliases, "\"aliases\"")) accepted.push_back(std::move(alias));
    }
    accepted.push_back(column.name);
    for (const std::string& header : accepted) {
      const auto [place, is_new] = layout_->by_header.emplace(header_key(header), layout_->columns.size());
      if (!is_new && place->second != layout_->columns.size()) {
        error(item, "layout-duplicate-header",
              fmt::format("The header \"{}\" would also match the column \"{}\".", header,
                          layout_->columns[place->second].name));
      }
    }
    layout_->columns.push_back(std::move(column));
  }

  FieldType read_type(const YamlValue& item) {
    static constexpr std::array<std::pair<std::string_view, FieldType>, 7> kTypes{{{"text", FieldType::text},
                                                                                   {"code", FieldType::code},
                                                                                   {"integer", FieldType::integer},
                                                                                   {"decimal", FieldType::decimal},
                                                                                   {"date", FieldType::date},
                                                                                   {"date-time", FieldType::date_time},
                                                                                   {"boolean", FieldType::boolean}}};
    const std::string text = scalar_of(item, "type", false);
    if (text.empty()) return FieldType::text;
    for (const auto& [word, type] : kTypes) {
      if (word == text) return type;
    }
    error(item, "layout-type",
          fmt::format("\"{}\" is no type. Use text, code, integer, decimal, date, date-time or boolean.", text));
    return FieldType::text;
  }

  void read_values(const YamlValue& item, CsvColumn& column) {
    const YamlValue* values = item.field("values");
    if (const YamlValue* list = item.field("list"); list != nullptr) {
      if (values != nullptr) error(item, "layout-values", "A column has \"list\" or \"values\", not both.");
      values = lists_ == nullptr ? nullptr : lists_->field(list->text);
      if (values == nullptr) error(*list, "layout-unknown-list", fmt::format("There is no list \"{}\".", list->text));
    }
    if (values == nullptr) return;
    if (column.type != FieldType::code) error(item, "layout-values", "Only a column of type code has values.");
    const YamlValue* chosen = for_release(*values, layout_->release);
    if (chosen != nullptr && chosen->kind != Kind::null) column.values = texts_of(*chosen, "A list of values");
  }

  /// False when the column is not part of the chosen release.
  bool read_headers(const YamlValue& item, CsvColumn& column, std::vector<std::string>& accepted) {
    column.header = column.name;
    const YamlValue* headers = item.field("headers");
    if (headers == nullptr) return true;
    if (headers->kind == Kind::map) {
      for (const auto& [release, texts] : headers->fields) {
        if (release == layout_->release || texts.kind == Kind::null) continue;
        for (const std::string& text : texts_of(texts, "\"headers\"")) {
          layout_->other_release.emplace(header_key(text), release);
        }
      }
    }
    const YamlValue* chosen = for_release(*headers, layout_->release);
    if (chosen == nullptr) return true;
    if (chosen->kind == Kind::null) return false;
    accepted = texts_of(*chosen, "\"headers\"");
    if (!accepted.empty()) column.header = accepted.front();
    return true;
  }

  std::string_view file_name_;
  std::string wanted_release_;
  fhir::Issues& issues_;
  std::unique_ptr<CsvLayout> layout_;
  std::vector<std::string> releases_;
  std::set<std::string> names_;
  const YamlValue* lists_ = nullptr;
};

}  // namespace

std::string header_key(std::string_view header) {
  std::string key;
  bool gap = false;
  for (const char character : header) {
    const auto byte = static_cast<unsigned char>(character);
    const bool is_upper = byte >= 'A' && byte <= 'Z';
    const bool counts = is_upper || (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte >= 0x80;
    if (!counts) {
      gap = true;
      continue;
    }
    if (gap && !key.empty()) key += ' ';
    gap = false;
    key += is_upper ? static_cast<char>(byte + ('a' - 'A')) : character;
  }
  return key.empty() ? std::string(header) : key;
}

std::unique_ptr<CsvLayout> read_csv_layout(std::string_view text, std::string_view file_name, std::string_view release,
                                           fhir::Issues& issues) {
  YamlValue root;
  if (!read_layout_yaml(text, file_name, root, issues)) return nullptr;
  return LayoutReader(file_name, release, issues).read(root);
}

}  // namespace careway::formats
