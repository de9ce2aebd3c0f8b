#pragma once

#include <string>

#include "adapters/channels/http_client.h"
#include "gateway/command_line/console.h"

namespace careway::command_line {

/// Tells what a server's OperationOutcome says of `file`, or its status when it says nothing. Returns the ExitStatus
/// that fits: kDataRefused for what is wrong with the data, kEnvironment for the rest.
int tell_refusal(Console& console, const std::string& file, const channels::HttpAnswer& answer);

}  // namespace careway::command_line
