#include "mappers/formats/json_schema.h"

#include <fmt/format.h>

#include <algorithm>

#include "mappers/formats/partner_path.h"

namespace careway::formats {
namespace {

constexpr std::size_t kErrorsMax = 100;
/// A schema that refers to itself describes trees of any depth; the shape shows this much of them.
constexpr std::size_t kShapeDepthMax = 12;

std::size_t character_count(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }));
}

}  // namespace

JsonSchema::Place JsonSchema::resolved(Place place) const {
  // A chain of references that leads nowhere ends after as many steps as there are rules.
  for (std::size_t steps = 0; place != kAny && steps <= rules_.size(); ++steps) {
    if (rules_[place].same_as == kAny) return place;
    place = rules_[place].same_as;
  }
  return kAny;
}

Field JsonSchema::field_of(const std::string& name, Place place, std::size_t depth) const {
  Field field;
  field.name = name;
  place = resolved(place);
  if (place == kAny) {
    field.is_open = true;
    return field;
  }
  const Rule& rule = rules_[place];
  if (rule.types == Type::list) {
    field = field_of(name, rule.items, depth);
    field.min = rule.items_min.value_or(0);
    field.max = rule.items_max.value_or(kUnbounded);
    return field;
  }
  if ((rule.types & Type::object) != 0) field.type = FieldType::object;
  if (rule.types == Type::number) field.type = FieldType::decimal;
  if (rule.types == Type::integer) field.type = FieldType::integer;
  if (rule.types == Type::boolean) field.type = FieldType::boolean;
  if (rule.types == Type::text && rule.format == "date") field.type = FieldType::date;
  if (rule.types == Type::text && rule.format == "date-time") field.type = FieldType::date_time;
  if (rule.has_values && rule.types == Type::text) field.type = FieldType::code;
  for (const Value& value : rule.values) field.values.push_back(value.text);
  if (field.type == FieldType::object || rule.types == 0) add_children(field, rule, depth);
  return field;
}

void JsonSchema::add_children(Field& field, const Rule& rule, std::size_t depth) const {
  field.is_open = rule.accepts_additional;
  if (depth == kShapeDepthMax) {
    field.is_open = true;
    return;
  }
  const auto add = [&](const Rule& from) {
    for (const auto& [name, place] : from.properties) {
      if (field.child(name) != nullptr) continue;
      Field child = field_of(name, place, depth + 1);
      const bool is_required = &from == &rule && std::ranges::find(from.required, name) != from.required.end();
      if (is_required) child.min = std::max<std::size_t>(child.min, 1);
      field.children.push_back(std::move(child));
    }
  };
  add(rule);
  for (const Place option : rule.one_of) {
    if (const Place place = resolved(option); place != kAny) add(rules_[place]);
  }
}

/// Walks tree and rules side by side.
class JsonSchemaCheck {
 public:
  JsonSchemaCheck(const JsonSchema& schema, fhir::Issues& issues) : schema_(schema), issues_(issues) {}

  /// False when something was found.
  bool check(fhir::Element node, JsonSchema::Place place) {
    place = schema_.resolved(place);
    if (place == JsonSchema::kAny) return true;
    const JsonSchema::Rule& rule = schema_.rules_[place];
    if (rule.types != 0 && (rule.types & types_of(node)) == 0) {
      return error(node, "json-schema-type", fmt::format("This must be {}.", type_words(rule.types)));
    }
    bool is_good = check_value(node, rule);
    if (is_object(node)) is_good = check_members(node, rule) && is_good;
    if (is_nested_list(node)) is_good = check_items(node.first_child(), rule) && is_good;
    return check_options(
               rule, [&](JsonSchema::Place option) { return check(node, option); }, node) &&
           is_good;
  }

 private:
  static bool is_nested_list(fhir::Element node) {
    const fhir::Element first = node.first_child();
    return node.kind() == fhir::ValueKind::empty_list || (first && first.is_list_item() && first.name().empty());
  }
  static bool is_object(fhir::Element node) {
    return node.kind() == fhir::ValueKind::empty_object ||
           (node.kind() == fhir::ValueKind::none && !is_nested_list(node));
  }

  static std::uint8_t types_of(fhir::Element node) {
    switch (node.kind()) {
      case fhir::ValueKind::text:
        return JsonSchema::text;
      case fhir::ValueKind::boolean:
        return JsonSchema::boolean;
      case fhir::ValueKind::null:
        return JsonSchema::null;
      case fhir::ValueKind::number: {
        const auto number = fhir::Decimal::parse(node.value());
        const bool is_whole = number && number->with_scale(0);
        return is_whole ? JsonSchema::number | JsonSchema::integer : JsonSchema::number;
      }
      default:
        return is_nested_list(node) ? JsonSchema::list : JsonSchema::object;
    }
  }

  static std::string type_words(std::uint8_t types) {
    static constexpr std::string_view kWords[] = {"an object",      "a list",        "a text", "a number",
                                                  "a whole number", "true or false", "null"};
    std::vector<std::string_view> words;
    for (std::size_t i = 0; i < std::size(kWords); ++i) {
      if ((types >> i & 1U) != 0) words.push_back(kWords[i]);
    }
    return fmt::format("{}", fmt::join(words, " or "));
  }

  bool check_value(fhir::Element node, const JsonSchema::Rule& rule) {
    bool is_good = true;
    const std::string_view text = node.value();
    if (rule.has_values && std::ranges::none_of(rule.values, [&](const auto& value) {
          return value.kind == node.kind() && value.text == text;
        })) {
      is_good = error(node, "json-schema-enum", "The value is not in the list that the schema gives.");
    }
    if (node.kind() == fhir::ValueKind::text) {
      const std::size_t length = rule.length_min || rule.length_max ? character_count(text) : 0;
      if (rule.length_min && length < *rule.length_min) {
        is_good = error(node, "json-schema-length",
                        fmt::format("The text must have at least {} characters.", *rule.length_min));
      }
      if (rule.length_max && length > *rule.length_max) {
        is_good = error(node, "json-schema-length",
                        fmt::format("The text may have at most {} characters.", *rule.length_max));
      }
      if (rule.pattern && !RE2::PartialMatch(text, *rule.pattern)) {
        is_good =
            error(node, "json-schema-pattern", fmt::format("The text does not have the form {}.", rule.pattern_text));
      }
    }
    if (node.kind() == fhir::ValueKind::number && (rule.minimum || rule.maximum)) {
      const auto number = fhir::Decimal::parse(text);
      if (!number || (rule.minimum && *number < *rule.minimum) || (rule.maximum && *number > *rule.maximum)) {
        is_good = error(node, "json-schema-range", "The number is outside the range that the schema gives.");
      }
    }
    return is_good;
  }

  bool check_members(fhir::Element node, const JsonSchema::Rule& rule) {
    bool is_good = true;
    std::string_view last;
    std::size_t known_count = 0;
    for (const fhir::Element child : node) {
      if (child.is_list_item() && child.name() == last && last.data() != nullptr) continue;
      last = child.name();
      const auto known =
          std::ranges::find(rule.properties, child.name(), &std::pair<std::string, JsonSchema::Place>::first);
      if (known == rule.properties.end() && !rule.accepts_additional) {
        is_good = error(child, "json-schema-unknown", "The schema has no such member here. Remove it.");
        continue;
      }
      if (std::ranges::find(rule.required, child.name()) != rule.required.end()) ++known_count;
      const JsonSchema::Place place = known == rule.properties.end() ? rule.additional : known->second;
      is_good = (child.is_list_item() ? check_list(child, place) : check(child, place)) && is_good;
    }
    if (known_count == rule.required.size()) return is_good;
    for (const std::string& name : rule.required) {
      if (node.child(name)) continue;
      is_good = false;
      if (!count_error()) continue;
      std::string path = partner_path(node);
      path += (path.empty() ? "" : "/") + name;
      issues_.error("json-schema-required", path, fmt::format("The member \"{}\" is missing.", name), node.position());
    }
    return is_good;
  }

  /// `first` begins a list whose items are siblings.
  bool check_list(fhir::Element first, JsonSchema::Place place) {
    place = schema_.resolved(place);
    if (place == JsonSchema::kAny) return true;
    const JsonSchema::Rule& rule = schema_.rules_[place];
    if (rule.types != 0 && (rule.types & JsonSchema::list) == 0) {
      return error(first, "json-schema-type", fmt::format("This must be {}.", type_words(rule.types)));
    }
    const bool is_good = check_items(first, rule);
    return check_options(
               rule, [&](JsonSchema::Place option) { return check_list(first, option); }, first) &&
           is_good;
  }

  bool check_items(fhir::Element first, const JsonSchema::Rule& rule) {
    bool is_good = true;
    std::size_t count = 0;
    for (fhir::Element item = first; item; item = item.next()) {
      if (!item.is_list_item() || item.name() != first.name()) break;
      ++count;
      is_good = check(item, rule.items) && is_good;
    }
    if ((rule.items_min && count < *rule.items_min) || (rule.items_max && count > *rule.items_max)) {
      is_good = error(first, "json-schema-items", "The list has too few or too many items.");
    }
    return is_good;
  }

  template <class Try>
  bool check_options(const JsonSchema::Rule& rule, Try&& attempt, fhir::Element node) {
    if (rule.one_of.empty() || depth_of_options_ > 8) return true;
    std::size_t matches = 0;
    ++depth_of_options_;
    for (const JsonSchema::Place option : rule.one_of) {
      is_quiet_ += 1;
      if (attempt(option)) ++matches;
      is_quiet_ -= 1;
    }
    --depth_of_options_;
    if (matches == 1 || (matches > 1 && !rule.exactly_one)) return true;
    return error(node, "json-schema-options",
                 matches == 0 ? "The value is none of the alternatives that the schema gives."
                              : "The value is more than one of the alternatives of the schema.");
  }

  /// Alternatives are tried without a word.
  bool count_error() { return is_quiet_ == 0 && ++errors_ <= kErrorsMax; }

  bool error(fhir::Element node, std::string_view code, std::string_view text) {
    if (count_error())
      issues_.error(code, node ? partner_path(node) : std::string(), text, node ? node.position() : fhir::Position{});
    return false;
  }

  const JsonSchema& schema_;
  fhir::Issues& issues_;
  std::size_t errors_ = 0;
  std::size_t is_quiet_ = 0;
  std::size_t depth_of_options_ = 0;
};

void JsonSchema::check(const fhir::Document& document, fhir::Issues& issues) const {
  JsonSchemaCheck(*this, issues).check(document.root(), root_);
}

}  // namespace careway::formats
