#include "mappers/language/row_checks.h"

#include <algorithm>
#include <string>

#include "mappers/language/converter_signatures.h"
#include "mappers/language/problem.h"
#include "profiles/fhir/decimal.h"

namespace careway::language {

namespace {

using formats::FieldType;

std::vector<std::string> converter_names() {
  std::vector<std::string> names;
  for (const ConverterSignature& signature : kConverterSignatures) names.emplace_back(signature.name);
  return names;
}

std::string_view type_word(FieldType type) {
  switch (type) {
    case FieldType::object:
      return "group";
    case FieldType::text:
      return "text";
    case FieldType::integer:
      return "integer";
    case FieldType::decimal:
      return "decimal";
    case FieldType::date:
      return "date";
    case FieldType::date_time:
      return "date and time";
    case FieldType::boolean:
      return "boolean";
    case FieldType::code:
      return "code";
  }
  return "text";
}

/// Whether the converter can read and write a partner field of that type.
bool takes_field(std::string_view converter, FieldType type) {
  if (type == FieldType::object) return false;
  if (type == FieldType::text) return true;
  if (converter == "date") return type == FieldType::date;
  if (converter == "date-time") return type == FieldType::date_time;
  if (converter == "decimal" || converter == "money") return type == FieldType::decimal || type == FieldType::integer;
  if (converter == "integer") return type == FieldType::integer || type == FieldType::decimal;
  if (converter == "boolean") return type == FieldType::boolean || type == FieldType::code;
  return true;
}

bool fits(Arity arity, std::size_t count) {
  switch (arity) {
    case Arity::one:
    case Arity::one_repeating:
      return count == 1;
    case Arity::many:
      return count > 1;
    case Arity::one_or_many:
      return count > 0;
  }
  return false;
}

std::string_view arity_text(Arity arity) {
  switch (arity) {
    case Arity::many:
      return "two or more places";
    case Arity::one_or_many:
      return "one or more places";
    default:
      return "one place";
  }
}

void check_arguments(const CodeCheck& check, const ConverterSignature& signature, const ConverterUse& use) {
  for (const auto& [name, value] : use.arguments) {
    if (has_word(signature.arguments, name)) {
      const bool is_count = name == "characters" || name == "decimals";
      const bool is_number = is_count ? value.find_first_not_of("0123456789") == std::string::npos && value.size() < 6
                                      : fhir::Decimal::parse(value).has_value();
      if ((!is_count && name != "minimum") || (is_number && !value.empty())) continue;
      report_error(check.issues, "map-converter-argument", use.place,
                   quoted(name) + " is a limit. Write a number, like { " + use.name + ": { " + name + ": 7 } }.");
      continue;
    }
    report_error(check.issues, "map-converter-argument", use.place,
                 "The converter " + quoted(use.name) + " takes no " + quoted(name) + "." +
                     (signature.arguments.empty() ? std::string(" Remove it.")
                                                  : " It knows: " + std::string(signature.arguments) + "."));
  }
}

void check_field_types(const CodeCheck& check, const Row& row, const std::vector<ResolvedField>& fields) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const Place& place = row.partner[i].place;
    if (!takes_field(row.converter.name, fields[i].field().type)) {
      report_error(check.issues, "map-type", place,
                   quoted(row.partner[i].text) + " is a " + std::string(type_word(fields[i].field().type)) +
                       " in the partner's schema; the converter " + quoted(row.converter.name) +
                       " cannot read it. Name a value inside it, or use another converter.");
    }
    for (const formats::Field* step : fields[i].chain) {
      if (step->max <= 1 || row.partner[i].steps.empty()) continue;
      report_error(check.issues, "map-repeats", place,
                   quoted(row.partner[i].text) + ": " + quoted(step->name) +
                       " can stand more than once in the partner's document. Put the row into an \"each\" over it.");
      break;
    }
  }
}

void check_slot_type(const CodeCheck& check, const ConverterSignature& signature, const Row& row,
                     const ResolvedSlot& slot, const FhirPath& path) {
  if (slot.is_context) {
    const bool is_issuer = slot.role == "context.issuer";
    const bool is_good = is_issuer ? signature.name == "text" : signature.name == "date";
    if (!is_good) {
      report_error(check.issues, "map-type", path.place,
                   quoted(path.text) + " is a " + (is_issuer ? "text" : "date") + ". Use that converter.");
    }
    return;
  }
  const std::string_view type = check.resolver.definitions().type(slot.type()).name;
  if (!has_word(signature.fhir_types, type)) {
    report_error(check.issues, "map-type", path.place,
                 quoted(path.text) + " is of type " + std::string(type) + "; the converter " +
                     quoted(row.converter.name) + " writes " + std::string(signature.fhir_types) +
                     ". Use another converter or another place.");
    return;
  }
  if (slot.steps.empty()) return;
  const definitions::Entry entry = check.resolver.definitions().entry(slot.steps.back().entry);
  if (signature.name == "text" && type == "code" && entry.binding == definitions::BindingStrength::required) {
    report_error(check.issues, "map-binding", path.place,
                 quoted(path.text) + " takes only codes of " + std::string(entry.value_set) +
                     ". Use a code map: { code: map-name }.");
  }
}

}  // namespace

void check_repeats(const CodeCheck& check, const ResolvedSlot& slot, bool last_may_repeat, const Place& place) {
  const definitions::Definitions& definitions = check.resolver.definitions();
  std::size_t last_list = slot.steps.size();
  std::size_t last_predicate = 0;  // one past it
  for (std::size_t i = 0; i < slot.steps.size(); ++i) {
    if (definitions.entry_is_list(slot.steps[i].entry)) last_list = i;
    if (!slot.steps[i].predicates.empty()) last_predicate = i + 1;
  }
  if (last_may_repeat && last_list == slot.steps.size()) {
    report_error(check.issues, "map-repeats", place,
                 slot_text(slot) + " holds one value only. Use a converter for one value, or a place that repeats.");
    return;
  }
  for (std::size_t i = slot.item_steps; i < slot.steps.size(); ++i) {
    if (!definitions.entry_is_list(slot.steps[i].entry) || (last_may_repeat && i == last_list)) continue;
    if (last_predicate > i) continue;  // told apart here or further on
    report_error(check.issues, "map-repeats", place,
                 slot_text(slot) + ": " + quoted(slot.steps[i].name) +
                     " can stand more than once. Say which with a predicate like [system=…], or use an \"each\".");
    return;
  }
}

void check_row(const CodeCheck& check, const Row& row, const std::vector<ResolvedField>& fields,
               const std::vector<ResolvedSlot>& slots) {
  const ConverterSignature* signature = find_converter(row.converter.name);
  if (signature == nullptr) {
    report_error(check.issues, "map-converter-unknown", row.converter.place,
                 "No converter is called " + quoted(row.converter.name) + ", so the row has no way back." +
                     suggestion(row.converter.name, converter_names()));
    return;
  }
  check_arguments(check, *signature, row.converter);
  if (!fits(signature->partner, row.partner.size()) || !fits(signature->fhir, row.fhir.size())) {
    report_error(check.issues, "map-arity", row.place,
                 "The converter " + quoted(row.converter.name) + " relates " +
                     std::string(arity_text(signature->partner)) +
                     " of the partner to one place in FHIR. Add or remove places, or use another converter.");
    return;
  }
  if (fields.size() != row.partner.size() || slots.size() != row.fhir.size()) return;  // reported with its path
  check_field_types(check, row, fields);
  for (std::size_t i = 0; i < slots.size(); ++i) {
    check_slot_type(check, *signature, row, slots[i], row.fhir[i]);
    check_repeats(check, slots[i], signature->fhir == Arity::one_repeating, row.fhir[i].place);
  }
  if (signature->name != "code") return;
  if (const CodeMap* map = find_code_map(check, row.converter.arguments, row.converter.place)) {
    check_code_row(check, *map, fields.front(), slots.front(), row.get_only, row.place);
  }
}

}  // namespace careway::language
