#pragma once

#include <optional>
#include <string>

#include "gateway/api/api.h"
#include "gateway/pipeline/person_decisions.h"

namespace careway::api {

/// The body of a decision about people: {"decision": "link", "who": "...", "reason": "...", "patient": "Patient/7"}.
struct DecisionBody {
  std::string decision;
  std::string patient;
  pipeline::LinkDecision by;
};

/// Reads it; nothing when it is no such JSON, or who or reason is missing or no text that FHIR can hold, or patient
/// is none of the form "Patient/id": then the answer is "decision-unreadable".
std::optional<DecisionBody> read_decision(const Call& call);

/// The answer to a decision: JSON, or the refusal that its code says.
http::Response link_response(const Call& call, const pipeline::LinkResult& result);

}  // namespace careway::api
