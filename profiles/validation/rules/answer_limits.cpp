#include "profiles/validation/rules/answer_limits.h"

#include <re2/re2.h>

#include <algorithm>
#include <string>

#include "profiles/fhir/decimal.h"
#include "profiles/validation/rules/support.h"
#include "profiles/validation/rules/values.h"

namespace careway::validation {
namespace {

constexpr std::string_view kMinLength = "http://hl7.org/fhir/StructureDefinition/minLength";
constexpr std::string_view kRegex = "http://hl7.org/fhir/StructureDefinition/regex";
constexpr std::string_view kMinValue = "http://hl7.org/fhir/StructureDefinition/minValue";
constexpr std::string_view kMaxValue = "http://hl7.org/fhir/StructureDefinition/maxValue";
constexpr std::string_view kMinQuantity =
    "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-minQuantity";
constexpr std::string_view kMaxQuantity =
    "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-maxQuantity";
constexpr std::string_view kMaxDecimalPlaces = "http://hl7.org/fhir/StructureDefinition/maxDecimalPlaces";
constexpr std::string_view kMimeType = "http://hl7.org/fhir/StructureDefinition/mimeType";
constexpr std::string_view kMaxSize = "http://hl7.org/fhir/StructureDefinition/maxSize";
constexpr std::string_view kReferenceResource =
    "http://hl7.org/fhir/StructureDefinition/questionnaire-referenceResource";

constexpr std::int64_t kPatternMemoryBytes = 8 * 1024 * 1024;
constexpr std::size_t kPatternBytesMax = 4 * 1024;

/// "image/gif" fits "image/gif" and "image/*".
bool mime_type_fits(std::string_view allowed, std::string_view type) {
  type = type.substr(0, type.find(';'));
  if (allowed.ends_with("/*")) return type.starts_with(allowed.substr(0, allowed.size() - 1));
  return allowed == type;
}

/// Bytes of an attachment: as stated, else as base64 gives them; nothing when neither is there.
std::optional<fhir::Decimal> attachment_bytes(fhir::Element attachment) {
  if (const auto size = attachment.child("size")) return fhir::Decimal::parse(size.value());
  const std::string_view data = attachment.child_value("data");
  if (data.empty()) return std::nullopt;
  const auto digits = std::ranges::count_if(
      data, [](char byte) { return byte != '=' && byte != ' ' && byte != '\n' && byte != '\r' && byte != '\t'; });
  return fhir::Decimal(digits * 3 / 4);
}

}  // namespace

AnswerLimits::AnswerLimits(const QuestionnaireItems& items, Run& run) : items_(items), run_(run) {}
AnswerLimits::~AnswerLimits() = default;

void AnswerLimits::check(std::size_t item, fhir::Element answer, fhir::Element value) {
  const QuestionnaireItem& question = items_[item];
  const std::string_view type = choice_suffix(value, "value");
  if (type == "String" || type == "Uri") check_text(item, value);
  if (type == "Decimal") check_decimal_places(question, value.value(), value);
  if (type == "Quantity") {
    check_quantity(question, value);
    check_decimal_places(question, value.child_value("value"), value);
  } else {
    check_range(question, value);
  }
  if (type == "Attachment") check_attachment(question, answer, value);
  if (type == "Reference") check_reference(question, value);
}

const re2::RE2* AnswerLimits::pattern(std::size_t item) {
  const auto [place, is_new] = patterns_.try_emplace(item);
  if (is_new) {
    const fhir::Element text = items_[item].extension_value(kRegex);
    if (!text) return nullptr;
    if (text.value().size() <= kPatternBytesMax) {
      re2::RE2::Options options;
      options.set_log_errors(false);
      options.set_max_mem(kPatternMemoryBytes);
      auto compiled = std::make_unique<re2::RE2>(text.value(), options);
      if (compiled->ok()) place->second = std::move(compiled);
    }
    if (!place->second) run_.unchecked("regular expressions of a questionnaire that cannot be read here");
  }
  return place->second.get();
}

void AnswerLimits::check_text(std::size_t item, fhir::Element value) {
  const QuestionnaireItem& question = items_[item];
  const std::string_view text = value.value();
  const std::size_t length = character_count(text);
  if (const auto least = question.extension_count(kMinLength); least && length < *least) {
    run_.error("response-answer-limit", value, "The answer is shorter than the question asks.");
  }
  if (const auto most = whole_number(question.max_length);
      most && *most >= 0 && length > static_cast<std::size_t>(*most)) {
    run_.error("response-answer-limit", value, "The answer is longer than the question allows.");
  }
  if (const re2::RE2* expression = pattern(item); expression != nullptr && !re2::RE2::FullMatch(text, *expression)) {
    run_.error("response-answer-limit", value, "The answer does not have the form that the question asks.");
  }
  if (items_[item].type == "string" && text.find_first_of("\r\n") != std::string_view::npos) {
    run_.warning("response-answer-line-break", value,
                 "A question of type string takes one line, but the answer has line breaks. Use type text.");
  }
}

void AnswerLimits::check_range(const QuestionnaireItem& question, fhir::Element value) {
  if (const fhir::Element least = question.extension_value(kMinValue);
      least && compare_values(value, "value", least, "value") == Relation::less) {
    run_.error("response-answer-limit", value, "The answer is less than the minimum of the question.");
  }
  if (const fhir::Element most = question.extension_value(kMaxValue);
      most && compare_values(value, "value", most, "value") == Relation::greater) {
    run_.error("response-answer-limit", value, "The answer is greater than the maximum of the question.");
  }
}

void AnswerLimits::check_quantity(const QuestionnaireItem& question, fhir::Element value) {
  const auto check_limit = [&](std::string_view url, Relation beyond, std::string_view text) {
    const fhir::Element limit = question.extension_value(url);
    if (!limit) return;
    const Relation relation = compare_formal_quantities(value, limit);
    if (relation == Relation::incomparable) {
      run_.error("response-answer-limit", value,
                 "The quantity cannot be compared with the limit of the question: give both a system and a code, in "
                 "units that convert.");
    } else if (relation == beyond) {
      run_.error("response-answer-limit", value, text);
    }
  };
  check_limit(kMinQuantity, Relation::less, "The quantity is less than the minimum of the question.");
  check_limit(kMaxQuantity, Relation::greater, "The quantity is greater than the maximum of the question.");
}

void AnswerLimits::check_decimal_places(const QuestionnaireItem& question, std::string_view number,
                                        fhir::Element value) {
  const auto most = question.extension_count(kMaxDecimalPlaces);
  const auto decimal = fhir::Decimal::parse(number);
  if (most && decimal && decimal->scale() > static_cast<std::int64_t>(*most)) {
    run_.error("response-answer-limit", value, "The number has more decimal places than the question allows.");
  }
}

void AnswerLimits::check_attachment(const QuestionnaireItem& question, fhir::Element answer, fhir::Element value) {
  bool has_types = false;
  bool fits = false;
  for (const fhir::Element allowed : question.extensions) {
    if (allowed.child_value("url") != kMimeType) continue;
    const fhir::Element type = choice(allowed, "value");
    has_types = true;
    fits = fits || (type && mime_type_fits(type.value(), value.child_value("contentType")));
  }
  if (has_types && !fits) {
    run_.error("response-attachment", answer, "The attachment is not of a kind (MIME type) that the question allows.");
  }
  const fhir::Element limit = question.extension_value(kMaxSize);
  const auto most = limit ? fhir::Decimal::parse(limit.value()) : std::nullopt;
  const auto size = most ? attachment_bytes(value) : std::nullopt;
  if (size && *size > *most) {
    run_.error("response-attachment", answer, "The attachment is larger than the question allows.");
  }
}

void AnswerLimits::check_reference(const QuestionnaireItem& question, fhir::Element value) {
  const std::string_view stated = value.child_value("type");
  const std::string_view type = stated.empty() ? type_of_reference(value.child_value("reference")) : stated;
  if (type.empty()) return;
  bool has_types = false;
  bool fits = false;
  for (const fhir::Element allowed : question.extensions) {
    if (allowed.child_value("url") != kReferenceResource) continue;
    const fhir::Element code = choice(allowed, "value");
    has_types = true;
    fits = fits || (code && code.value() == type);
  }
  if (has_types && !fits) {
    run_.error("response-reference-type", value, "The question does not allow a reference to this type of resource.");
  }
}

}  // namespace careway::validation
