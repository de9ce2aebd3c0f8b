#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mappers/budget/budget.h"

namespace careway::budget {

// What the codes of a budget are called in a statement, and how its figures are spelled. Codes without a word of
// their own are shown as they are, so that nothing is left out.

std::string_view stream_word(std::string_view stream);
/// "Care Act 2014 section 18: the council must meet these needs"
std::string_view legal_basis_word(std::string_view legal_basis);
std::string_view holding_word(std::string_view holding);
std::string_view basis_word(std::string_view basis);
std::string_view reason_word(std::string_view change_reason);
std::string_view approval_word(std::string_view kind);
std::string_view line_type_word(std::string_view line_type);
/// What a budget of this status is, as a sentence.
std::string_view status_sentence(std::string_view status);

/// "an hour", "every four weeks", "once"
std::string_view price_unit_word(money::Frequency unit);
/// "12.5 hours a week", "1 day a week"; empty where the frequency itself fixes the week, or the units are not said
std::string quantity_text(const Line& line);
/// How many times a week the price falls due, as it is worked out: "12.5", "1/2", "12/52", "12 / (365/7) = 84/365"
std::string times_text(const Line& line, const Rational& year_factor);

/// "£1,234.56", "-£0.05", "EUR 1.00"
std::string money_text(Pence pence, std::string_view currency);
/// The same for an exact amount: "£16.40", "£16.405", or "about £16.403846 (exactly 4265/260 of a pound)".
std::string exact_money_text(const Rational& pence, std::string_view currency);
/// "12.5", "365/7"
std::string number_text(const Rational& value);
/// "1 April 2026"
std::string day_words(fhir::CivilDate day);
std::string_view rounding_word(money::Rounding rounding);

/// Exact pence a week of a line; nothing for a one-off, and where the units are not said.
std::optional<Rational> weekly_of(const Line& line, const Rational& year_factor);
/// The same as the Department of Health and Social Care counts it; nothing where both count alike.
std::optional<Rational> weekly_of_department(const Line& line, const Rational& year_factor);

}  // namespace careway::budget
