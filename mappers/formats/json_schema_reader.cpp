#include <fmt/format.h>

#include <charconv>

#include "mappers/formats/json_schema.h"
#include "mappers/formats/json_tree.h"
#include "mappers/formats/layout_yaml.h"

namespace careway::formats {

namespace {

constexpr std::size_t kSchemaBytesMax = 4 * 1024 * 1024;
constexpr std::size_t kRulesMax = 20'000;

/// Words that say nothing about what is accepted.
bool is_remark(std::string_view word) {
  for (const std::string_view remark : {"$schema", "$id", "$comment", "$defs", "title", "description", "examples",
                                        "default", "deprecated", "readOnly", "writeOnly"}) {
    if (word == remark) return true;
  }
  return false;
}

}  // namespace

class JsonSchemaReader {
 public:
  JsonSchemaReader(const fhir::Document& document, std::string_view file_name, JsonSchema& schema, fhir::Issues& issues)
      : document_(document), file_name_(file_name), schema_(schema), issues_(issues) {}

  JsonSchema::Place read(fhir::Element source) {
    if (const auto known = places_.find(source.index()); known != places_.end()) return known->second;
    const JsonSchema::Place place = schema_.rules_.size();
    places_.emplace(source.index(), place);
    schema_.rules_.emplace_back();
    if (source.kind() == fhir::ValueKind::boolean) {
      if (source.value() == "false")
        error(source, "json-schema-keyword", "A schema that refuses everything is of no use.");
      return place;
    }
    if (source.kind() != fhir::ValueKind::none && source.kind() != fhir::ValueKind::empty_object) {
      error(source, "json-schema-keyword", "A schema is an object here.");
      return place;
    }
    if (places_.size() > kRulesMax) {
      error(source, "json-schema-limit", "The schema is too large.");
      return place;
    }
    JsonSchema::Rule rule;
    std::string_view last;
    for (const fhir::Element word : source) {
      if (word.name() == last && word.is_list_item()) continue;
      last = word.name();
      read_word(source, word, rule);
    }
    schema_.rules_[place] = std::move(rule);
    return place;
  }

 private:
  void error(fhir::Element at, std::string_view code, std::string_view text) {
    add_layout_error(issues_, code, file_name_, at.position(), text);
  }

  void read_word(fhir::Element source, fhir::Element word, JsonSchema::Rule& rule) {
    const std::string_view name = word.name();
    if (is_remark(name)) return;
    if (name == "type") {
      for (const fhir::Element type : source) {
        if (type.name() == name) rule.types |= type_of(type);
      }
    } else if (name == "properties") {
      read_properties(word, rule);
    } else if (name == "required") {
      for (const fhir::Element item : source) {
        if (item.name() == name && item.kind() == fhir::ValueKind::text) rule.required.emplace_back(item.value());
      }
    } else if (name == "items") {
      rule.items = read(word);
    } else if (name == "additionalProperties") {
      rule.accepts_additional = word.kind() != fhir::ValueKind::boolean || word.value() == "true";
      if (rule.accepts_additional) rule.additional = read(word);
    } else if (name == "enum" || name == "const") {
      rule.has_values = true;
      for (const fhir::Element item : source) {
        if (item.name() == name && item.kind() != fhir::ValueKind::empty_list) {
          if (item.first_child())
            error(item, "json-schema-keyword", "Only texts, numbers and true or false can be listed.");
          rule.values.push_back({item.kind(), std::string(item.value())});
        }
      }
    } else if (name == "oneOf" || name == "anyOf") {
      if (!rule.one_of.empty()) error(word, "json-schema-keyword", "Use oneOf or anyOf, not both.");
      rule.exactly_one = name == "oneOf";
      for (const fhir::Element item : source) {
        if (item.name() == name) rule.one_of.push_back(read(item));
      }
    } else if (name == "$ref") {
      rule.same_as = read_reference(word);
    } else if (name == "pattern") {
      read_pattern(word, rule);
    } else if (name == "format") {
      rule.format = word.value();
    } else {
      read_bound(word, rule);
    }
  }

  std::uint8_t type_of(fhir::Element type) {
    static constexpr std::pair<std::string_view, JsonSchema::Type> kTypes[] = {
        {"object", JsonSchema::object}, {"array", JsonSchema::list},      {"string", JsonSchema::text},
        {"number", JsonSchema::number}, {"integer", JsonSchema::integer}, {"boolean", JsonSchema::boolean},
        {"null", JsonSchema::null}};
    for (const auto& [word, value] : kTypes) {
      if (word == type.value()) return value;
    }
    error(type, "json-schema-type", fmt::format("\"{}\" is no JSON type.", type.value()));
    return 0;
  }

  void read_properties(fhir::Element word, JsonSchema::Rule& rule) {
    for (const fhir::Element property : word)
      rule.properties.emplace_back(std::string(property.name()), read(property));
  }

  JsonSchema::Place read_reference(fhir::Element word) {
    std::string_view path = word.value();
    fhir::Element target = document_.root();
    if (path == "#") return read(target);
    if (!path.starts_with("#/")) {
      error(word, "json-schema-reference", "A $ref must point into this file (#/$defs/...). Nothing is fetched.");
      return JsonSchema::kAny;
    }
    path.remove_prefix(2);
    while (target && !path.empty()) {
      const std::size_t slash = path.find('/');
      target = target.child(path.substr(0, slash));
      path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
    }
    if (!target) {
      error(word, "json-schema-reference", fmt::format("\"{}\" is not in this file.", word.value()));
      return JsonSchema::kAny;
    }
    return read(target);
  }

  void read_pattern(fhir::Element word, JsonSchema::Rule& rule) {
    RE2::Options options;
    options.set_log_errors(false);
    rule.pattern = std::make_unique<RE2>(word.value(), options);
    rule.pattern_text = word.value();
    if (!rule.pattern->ok()) {
      error(word, "json-schema-pattern", fmt::format("The pattern cannot be used: {}.", rule.pattern->error()));
      rule.pattern.reset();
    }
  }

  void read_bound(fhir::Element word, JsonSchema::Rule& rule) {
    const std::string_view name = word.name();
    if (name == "minimum" || name == "maximum") {
      auto number = fhir::Decimal::parse(word.value());
      if (!number) error(word, "json-schema-keyword", fmt::format("\"{}\" must be a number.", name));
      (name == "minimum" ? rule.minimum : rule.maximum) = std::move(number);
      return;
    }
    std::optional<std::size_t>* bound = name == "minLength"   ? &rule.length_min
                                        : name == "maxLength" ? &rule.length_max
                                        : name == "minItems"  ? &rule.items_min
                                        : name == "maxItems"  ? &rule.items_max
                                                              : nullptr;
    if (bound == nullptr) {
      // To pass over a word would be to accept what its author meant to refuse.
      error(word, "json-schema-keyword",
            fmt::format("The schema word \"{}\" is not understood. Say it with others.", name));
      return;
    }
    std::size_t number = 0;
    const std::string_view text = word.value();
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc{} || end != text.data() + text.size()) {
      error(word, "json-schema-keyword", fmt::format("\"{}\" must be a whole number.", name));
    }
    *bound = number;
  }

  const fhir::Document& document_;
  std::string_view file_name_;
  JsonSchema& schema_;
  fhir::Issues& issues_;
  std::map<fhir::NodeIndex, JsonSchema::Place> places_;
};

std::unique_ptr<JsonSchema> JsonSchema::read(std::string_view text, std::string_view file_name, fhir::Issues& issues) {
  fhir::ReadLimits limits;
  limits.bytes_max = kSchemaBytesMax;
  fhir::Issues found;
  fhir::Document document;
  fhir::JsonScanner scanner(text, limits);
  auto schema = std::make_unique<JsonSchema>();
  if (text.size() > kSchemaBytesMax) {
    found.error("json-schema-limit", {}, "The schema is too large.", {1, 1});
  } else if (!JsonTreeReader(scanner, text, limits).read(document, found) || !scanner.expect_end()) {
    if (!found.has_errors()) found.error("json-syntax", {}, scanner.failure().text, scanner.failure().position);
  }
  // The tree reader knows no file; its messages get theirs here.
  for (const fhir::Issue& issue : found.items()) {
    add_layout_error(issues, "json-schema-syntax", file_name, issue.position, issue.text);
  }
  if (found.has_errors()) return nullptr;
  const std::size_t errors_before = issues.error_count();
  schema->root_ = JsonSchemaReader(document, file_name, *schema, issues).read(document.root());
  if (issues.error_count() != errors_before) return nullptr;
  schema->root_ = schema->resolved(schema->root_);
  // A file of several objects may be described as a list of them.
  if (schema->root_ != kAny && schema->rules_[schema->root_].types == Type::list) {
    schema->root_ = schema->resolved(schema->rules_[schema->root_].items);
  }
  if (schema->root_ == kAny || (schema->rules_[schema->root_].types & Type::object) == 0) {
    add_layout_error(issues, "json-schema-root", file_name, {1, 1},
                     "The schema must describe an object (\"type\": \"object\").");
    return nullptr;
  }
  schema->shape_.root = schema->field_of({}, schema->root_, 0);
  return schema;
}

}  // namespace careway::formats
