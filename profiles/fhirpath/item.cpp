#include "profiles/fhirpath/item.h"

#include "profiles/fhirpath/types.h"

namespace careway::fhirpath {

static_assert(sizeof(Item) == 16);

definitions::TypeIndex Item::node_type(const definitions::Definitions& definitions) const {
  if (kind_ != Kind::node || index_ == fhir::kNoNode) return definitions::kNone;
  return type_ != kTypeOfNode ? type_ : type_of(node(), definitions);
}

std::string_view Item::type_name(const definitions::Definitions& definitions) const {
  switch (kind_) {
    case Kind::node: {
      const definitions::TypeIndex type = node_type(definitions);
      return type == definitions::kNone ? std::string_view() : definitions.type(type).name;
    }
    case Kind::boolean:
      return "boolean";
    case Kind::integer:
      return "integer";
    case Kind::decimal:
      return "decimal";
    case Kind::text:
      return "string";
    case Kind::temporal:
      if (temporal().kind() == Temporal::Kind::date) return "date";
      return temporal().kind() == Temporal::Kind::time ? "time" : "dateTime";
    case Kind::quantity:
      return "Quantity";
    case Kind::type_info:
      return "TypeInfo";
  }
  return {};
}

std::string Item::text() const {
  switch (kind_) {
    case Kind::node:
      if (index_ == fhir::kNoNode || node().kind() == fhir::ValueKind::resource) return {};
      return std::string(node().value());
    case Kind::boolean:
      return boolean() ? "true" : "false";
    case Kind::integer:
      return std::to_string(integer());
    case Kind::decimal:
      return (type_ == kNegativeZero ? "-" : "") + decimal().text();
    case Kind::text:
      return std::string(text_view());
    case Kind::temporal:
      return temporal().text();
    case Kind::quantity:
      return quantity().text();
    case Kind::type_info:
      return std::string(type().type_namespace) + "." + std::string(type().name);
  }
  return {};
}

}  // namespace careway::fhirpath
