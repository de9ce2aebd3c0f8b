#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "gateway/http/message.h"

namespace careway::http {

// Why the server itself answers instead of a handler.
struct Refusal {
  int status = 500;
  std::string_view code;  // stable, kebab-case, for instance "length-required"
  std::string_view text;  // what happened and what to do; never anything the client sent
};

// Turns a refusal into an answer. Called from several threads at once; must not throw anything but std::bad_alloc.
using RefusalWriter = std::function<Response(const Refusal&)>;

// The usual writer: a FHIR R4 OperationOutcome in JSON, with the issue type that fits the status
// (http://hl7.org/fhir/R4/valueset-issue-type.html) and our code in details.coding.
Response operation_outcome(const Refusal& refusal);

}  // namespace careway::http
