#include <charconv>

#include "profiles/fhirpath/machine.h"

namespace careway::fhirpath {

using fhir::Decimal;
using fhir::Element;

bool Machine::value(const Item& item, Item& out) {
  if (!item.is_node()) {
    out = item;
    return true;
  }
  const Element node = item.node();
  if (!node || node.kind() == fhir::ValueKind::resource) return false;
  return value_of_node(node, types_.value_class(item.node_type(definitions_)), out);
}

// A value that is not what its type wants (a date that is no date) counts as none: that it is wrong is for the
// validator to say.
bool Machine::value_of_node(Element node, ValueClass value_class, Item& out) {
  if (value_class == ValueClass::quantity) return quantity_of_node(node, out);
  if (!node.has_value() || node.kind() == fhir::ValueKind::resource) return false;
  const std::string_view text = node.value();
  std::optional<Temporal> temporal;
  switch (value_class) {
    case ValueClass::text:
      out = Item::of_text(text);
      return true;
    case ValueClass::boolean:
      out = Item::of_boolean(text == "true");
      return text == "true" || text == "false";
    case ValueClass::integer: {
      std::int64_t number = 0;
      const auto end = text.data() + text.size();
      const auto read = std::from_chars(text.data(), end, number);
      out = Item::of_integer(number);
      return read.ec == std::errc() && read.ptr == end;
    }
    case ValueClass::decimal: {
      auto decimal = Decimal::parse(text);
      if (decimal) out = decimal_item(std::move(*decimal));
      return decimal.has_value();
    }
    case ValueClass::date:
      temporal = Temporal::parse_fhir(Temporal::Kind::date, text);
      break;
    case ValueClass::date_time:
      temporal = Temporal::parse_fhir(Temporal::Kind::date_time, text);
      break;
    case ValueClass::time:
      temporal = Temporal::parse_fhir(Temporal::Kind::time, text);
      break;
    default:
      // An element that the definitions do not know: what the reader has seen.
      switch (node.kind()) {
        case fhir::ValueKind::number:
          return value_of_node(
              node, text.find_first_of(".eE") == std::string_view::npos ? ValueClass::integer : ValueClass::decimal,
              out);
        case fhir::ValueKind::boolean:
          return value_of_node(node, ValueClass::boolean, out);
        case fhir::ValueKind::text:
        case fhir::ValueKind::xhtml:
          return value_of_node(node, ValueClass::text, out);
        default:
          return false;
      }
  }
  if (temporal) out = temporal_item(*temporal);
  return temporal.has_value();
}

// R4 2.9.1.2: a UCUM unit is its code, another one its code or text as it stands.
bool Machine::quantity_of_node(Element node, Item& out) {
  std::string_view number;
  std::string_view system;
  std::string_view code;
  std::string_view unit;
  for (const Element child : node) {
    if (child.name() == "value") number = child.value();
    if (child.name() == "system") system = child.value();
    if (child.name() == "code") code = child.value();
    if (child.name() == "unit") unit = child.value();
  }
  auto decimal = Decimal::parse(number);
  if (!decimal) return false;
  if (code.empty()) code = system.empty() ? unit : std::string_view();
  if (code.empty()) code = "1";
  out = quantity_item({std::move(*decimal), std::string(code), false});
  return true;
}

std::optional<Decimal> Machine::number(const Item& item) const {
  if (item.kind() == Item::Kind::integer) return Decimal(item.integer());
  if (item.kind() == Item::Kind::decimal) return item.decimal();
  return std::nullopt;
}

Item Machine::decimal_item(Decimal value) {
  return Item::of_decimal(decimals_.add(std::move(value)));
}

Item Machine::integer_or_decimal(std::int64_t value) {
  static constexpr std::int64_t kLargest = 2147483648;
  if (value >= -kLargest && value < kLargest) return Item::of_integer(value);
  return decimal_item(Decimal(value));
}

Item Machine::quantity_item(Quantity value) {
  return Item::of_quantity(quantities_.add(std::move(value)));
}

Item Machine::temporal_item(const Temporal& value) {
  return Item::of_temporal(temporals_.add(value));
}

Item Machine::text_item(std::string_view text) {
  return Item::of_text(texts_.add(text));
}

}  // namespace careway::fhirpath
