#include "profiles/validation/checks/cardinality.h"

#include <string>

#include "profiles/validation/session.h"

namespace careway::validation {

void check_cardinality(fhir::Element parent, const Field& field, std::size_t count, Session& session) {
  if (count >= field.min && count <= field.max) return;
  const bool is_missing = count < field.min;
  std::string text(field.name);
  text += is_missing ? ": at least " + std::to_string(field.min) : ": at most " + std::to_string(field.max);
  text += is_missing ? " required, but found " : " allowed, but found ";
  text += std::to_string(count) + ".";
  session.error(is_missing ? "cardinality-min" : "cardinality-max", parent, text);
}

}  // namespace careway::validation
