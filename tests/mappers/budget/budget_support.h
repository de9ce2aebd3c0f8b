#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mappers/budget/calculate.h"
#include "mappers/budget/inputs.h"
#include "mappers/language/names.h"
#include "profiles/definitions/definitions.h"
#include "profiles/fhir/document.h"

namespace careway::budget {

/// The aliases of profiles/careway.
const language::Names& names();
/// The R4 definitions that the build compiled.
const definitions::Definitions& r4();
/// One resource from JSON; it must be readable.
fhir::Document resource(std::string_view json);

/// "code path" of each issue, in order.
std::vector<std::string> found(const fhir::Issues& issues);

/// The year from 1 April 2026, half up, 52 weeks, asked on 2 March 2026.
Question question();
/// £16.40 an hour, 14.5 hours a week, all year.
LineInput home_care(std::string key = "HC-1");
ShareInput percent(std::string stream, std::int64_t percent);
/// A council's stream with what the person was assessed to pay a week, in pence.
StreamInput council_stream(std::int64_t assessed_pence);
/// No rates at all.
const RateBook& no_rates();

}  // namespace careway::budget
