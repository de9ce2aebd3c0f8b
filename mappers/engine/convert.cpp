#include "mappers/engine/convert.h"

#include "mappers/engine/convert_limits.h"
#include "mappers/engine/convert_text.h"
#include "profiles/fhir/decimal.h"

namespace careway::engine {
namespace {

constexpr std::string_view kPounds = "GBP";

bool is_blank(const std::optional<std::string_view>& text, const Plan& plan) {
  if (!text) return true;
  const std::string_view inner = trimmed(*text);
  if (inner.empty()) return true;
  for (const std::string& marker : plan.null_markers) {
    if (inner == marker) return true;
  }
  return false;
}

/// Splits "E09000033:12%3A3" into its parts, unescaped.
bool split_joined(std::string_view value, std::size_t parts, fhir::Document& arena, Texts& out) {
  std::string part;
  for (std::size_t i = 0; i <= value.size(); ++i) {
    if (i == value.size() || (value[i] == ':' && out.size() + 1 < parts)) {
      out.emplace_back(arena.intern(part));
      part.clear();
    } else if (value[i] == '%' && i + 2 < value.size() && value.substr(i, 3) == "%3A") {
      part += ':';
      i += 2;
    } else if (value[i] == '%' && i + 2 < value.size() && value.substr(i, 3) == "%25") {
      part += '%';
      i += 2;
    } else {
      part += value[i];
    }
  }
  return out.size() == parts;
}

Conversion joined_to_fhir(const Texts& texts, const ConvertContext& context, Texts& values) {
  std::string joined;
  for (const auto& text : texts) {
    if (is_blank(text, *context.plan)) {
      values.emplace_back();
      return {ConvertStatus::absent, {}, {}};
    }
    if (!joined.empty()) joined += ':';
    append_joined_part(joined, trimmed(*text));
  }
  values.emplace_back(context.arena->intern(joined));
  return {};
}

std::string_view issued(std::string_view text, const ConvertContext& context) {
  std::string joined;
  append_joined_part(joined, context.issuer);
  joined += ':';
  append_joined_part(joined, text);
  return context.arena->intern(joined);
}

Conversion issued_to_partner(std::string_view value, const ConvertContext& context,
                             std::optional<std::string_view>& text) {
  Texts parts;
  if (!split_joined(value, 2, *context.arena, parts)) {
    return {ConvertStatus::cannot_hold, "identifier-form", "The record's identifier does not name its issuer."};
  }
  text = parts[1];
  return {};
}

Conversion words_to_fhir(std::string_view text, Texts& values) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) values.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return {};
}

Conversion code_to_fhir(const PlanRow& row, std::string_view text, std::string_view& value) {
  const auto match = row.code_map->to_record(text, row.release);
  if (match) {
    value = match->code;
    if (!match->lenient) return {};
    return {ConvertStatus::ok, "code-spelling", "The code was read although it is not spelled as the list has it."};
  }
  switch (row.code_map->unmapped()) {
    case language::UnmappedPolicy::keep:
      value = text;
      return {};
    case language::UnmappedPolicy::hold:
      return {ConvertStatus::hold, "code-held",
              "This code is not in the list. The document waits until an analyst has mapped it."};
    case language::UnmappedPolicy::refuse:
      break;
  }
  return {ConvertStatus::unknown_code, "code-unknown",
          "This code is not in the list. Use a value of the list, or ask for it to be added to the code map."};
}

Conversion code_to_partner(const PlanRow& row, std::string_view value, std::string_view& text) {
  if (const auto found = row.code_map->to_partner(value, row.release)) {
    text = *found;
    return {};
  }
  const bool is_kept = row.code_map->unmapped() == language::UnmappedPolicy::keep && !row.code_map->has_code(value);
  if (is_kept) {
    text = value;
    return {};
  }
  return {ConvertStatus::cannot_hold, "code-no-spelling", "The partner's list has no value for this code."};
}

Conversion single_to_fhir(const PlanRow& row, std::string_view text, const ConvertContext& context, Texts& values) {
  std::string_view value;
  Conversion result;
  switch (row.converter) {
    case ConverterKind::text:
      result = text_to_fhir(text, value);
      break;
    case ConverterKind::date:
      result = date_to_fhir(text, *context.plan, *context.arena, value);
      break;
    case ConverterKind::date_time:
      result = date_time_to_fhir(text, *context.arena, value);
      break;
    case ConverterKind::money:
    case ConverterKind::decimal:
      result = decimal_to_fhir(text, *context.arena, value);
      break;
    case ConverterKind::integer:
      result = integer_to_fhir(text, *context.arena, value);
      break;
    case ConverterKind::boolean:
      result = boolean_to_fhir(text, row.arguments, value);
      break;
    case ConverterKind::nhs_number:
      result = nhs_number_to_fhir(text, *context.arena, value);
      break;
    case ConverterKind::code:
      result = code_to_fhir(row, text, value);
      break;
    case ConverterKind::issued:
      value = context.issuer.empty() ? text : issued(text, context);
      if (context.issuer.empty())
        result = {ConvertStatus::invalid, "issuer-missing", "The document does not say who issued its ids."};
      break;
    default:
      break;
  }
  values.emplace_back(value);
  if (row.converter == ConverterKind::money) values.emplace_back(kPounds);
  if (result.status != ConvertStatus::ok) return result;
  const Conversion limits = within_limits(row, value, ConvertStatus::invalid);
  return limits.status == ConvertStatus::ok ? result : limits;
}

Conversion single_to_partner(const PlanRow& row, const Texts& values, const ConvertContext& context, Texts& texts) {
  const std::string_view value = *values[0];
  std::string_view text = value;
  Conversion result;
  switch (row.converter) {
    case ConverterKind::date:
      result = date_to_partner(value, *context.plan, *context.arena, text);
      break;
    case ConverterKind::date_time:
      result = date_time_to_partner(value, *context.arena, text);
      break;
    case ConverterKind::boolean:
      result = boolean_to_partner(value, row.arguments, text);
      break;
    case ConverterKind::code:
      result = code_to_partner(row, value, text);
      break;
    case ConverterKind::money:
      if (values.size() > 1 && values[1] && *values[1] != kPounds) {
        result = {ConvertStatus::cannot_hold, "currency-not-pounds", "The partner's format knows pounds only."};
      }
      break;
    case ConverterKind::integer:
      if (value.find_first_not_of("-0123456789") != std::string_view::npos) {
        result = {ConvertStatus::refused, "number-not-whole",
                  "The format holds whole numbers only, and the record's is none. It is never rounded here."};
      }
      break;
    case ConverterKind::issued: {
      std::optional<std::string_view> part;
      result = issued_to_partner(value, context, part);
      if (part) text = *part;
      break;
    }
    default:
      break;
  }
  if (result.status == ConvertStatus::ok) {
    const Conversion limits = within_limits(row, text, ConvertStatus::refused);
    if (limits.status != ConvertStatus::ok) result = limits;
  }
  texts.emplace_back(text);
  return result;
}

Conversion lines_to_fhir(const PlanRow& row, const Texts& texts, const ConvertContext& context, Texts& values) {
  for (const auto& text : texts) {
    if (is_blank(text, *context.plan)) continue;
    const std::string_view inner = trimmed(*text);
    if (row.converter == ConverterKind::issued_lines) {
      if (context.issuer.empty()) {
        return {ConvertStatus::invalid, "issuer-missing", "The document does not say who issued its ids."};
      }
      values.emplace_back(issued(inner, context));
      continue;
    }
    std::string_view value;
    const Conversion result = text_to_fhir(inner, value);
    if (result.status != ConvertStatus::ok) return result;
    values.emplace_back(value);
  }
  if (values.empty()) return {ConvertStatus::absent, {}, {}};
  return {};
}

Conversion lines_to_partner(const PlanRow& row, const Texts& values, const ConvertContext& context, Texts& texts) {
  for (const auto& value : values) {
    std::optional<std::string_view> text = value;
    if (row.converter == ConverterKind::issued_lines) {
      const Conversion result = issued_to_partner(*value, context, text);
      if (result.status != ConvertStatus::ok) return result;
    }
    texts.push_back(text);
  }
  if (texts.size() > row.fields.size()) {
    return {ConvertStatus::cannot_hold, "too-many-lines",
            "The record has more values than the partner's format has places."};
  }
  texts.resize(row.fields.size());
  return {};
}

}  // namespace

void append_joined_part(std::string& out, std::string_view part) {
  for (const char c : part) {
    if (c == ':') {
      out += "%3A";
    } else if (c == '%') {
      out += "%25";
    } else {
      out += c;
    }
  }
}

Conversion to_fhir(const PlanRow& row, const Texts& texts, const ConvertContext& context, Texts& values) {
  values.clear();
  switch (row.converter) {
    case ConverterKind::joined:
      return joined_to_fhir(texts, context, values);
    case ConverterKind::lines:
    case ConverterKind::issued_lines:
      return lines_to_fhir(row, texts, context, values);
    default:
      break;
  }
  if (is_blank(texts[0], *context.plan)) {
    if (row.converter != ConverterKind::words) values.resize(row.converter == ConverterKind::money ? 2 : 1);
    return {ConvertStatus::absent, {}, {}};
  }
  const std::string_view inner = trimmed(*texts[0]);
  if (row.converter == ConverterKind::words) return words_to_fhir(inner, values);
  return single_to_fhir(row, inner, context, values);
}

Conversion to_partner(const PlanRow& row, const Texts& values, const ConvertContext& context, Texts& texts) {
  texts.clear();
  if (values.empty() || !values[0]) {
    texts.resize(row.fields.size());
    return {ConvertStatus::absent, {}, {}};
  }
  switch (row.converter) {
    case ConverterKind::joined:
      if (!split_joined(*values[0], row.fields.size(), *context.arena, texts)) {
        texts.assign(row.fields.size(), std::nullopt);
        return {ConvertStatus::cannot_hold, "identifier-form",
                "The record's identifier has not the parts that the map names."};
      }
      return {};
    case ConverterKind::lines:
    case ConverterKind::issued_lines:
      return lines_to_partner(row, values, context, texts);
    case ConverterKind::words: {
      std::string all;
      for (const auto& value : values) {
        if (!all.empty()) all += ' ';
        all += *value;
      }
      texts.emplace_back(context.arena->intern(all));
      return {};
    }
    default:
      return single_to_partner(row, values, context, texts);
  }
}

bool same_meaning(const PlanRow& row, const Texts& a, const Texts& b) {
  if (a.size() != b.size()) return false;
  const bool is_number = row.converter == ConverterKind::decimal || row.converter == ConverterKind::money;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].has_value() != b[i].has_value()) return false;
    if (!a[i] || *a[i] == *b[i]) continue;
    if (!is_number || i > 0) return false;
    const auto left = fhir::Decimal::parse(*a[i]);
    const auto right = fhir::Decimal::parse(*b[i]);
    if (!left || !right || !(*left == *right)) return false;
  }
  return true;
}

}  // namespace careway::engine
