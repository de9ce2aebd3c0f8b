#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace careway::engine {

/// "2020-09-15T15:02:13" on a clock in the United Kingdom -> "2020-09-15T15:02:13+01:00". British Summer Time runs from
/// 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October (Summer Time Act 1972). A time in
/// the hour that comes twice is read as summer time; one that is skipped is refused. Nothing when the text is no such
/// time.
std::optional<std::string> uk_local_to_instant(std::string_view local);
/// The reverse for any zone; fractions of a second are kept. Nothing for a partial dateTime.
std::optional<std::string> instant_to_uk_local(std::string_view instant);

}  // namespace careway::engine
