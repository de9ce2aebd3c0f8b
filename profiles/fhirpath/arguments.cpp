#include "profiles/fhirpath/machine.h"

namespace careway::fhirpath {

bool Machine::single_value(Range range, Item& out, bool& is_empty) {
  is_empty = range.empty();
  if (is_empty) return true;
  if (range.size() > 1) return fail("Here one item is wanted, and there are several.");
  const Item item = stack_[range.begin];
  if (value(item, out)) return true;
  // A primitive that has only extensions is as good as nothing; a complex element stays what it is.
  const ValueClass value_class = types_.value_class(item.node_type(definitions_));
  is_empty = value_class != ValueClass::none;
  out = item;
  return true;
}

// The text of dates and numbers in a document counts too: their lexeme.
bool Machine::text_of(Range range, std::string_view& out, bool& is_empty) {
  is_empty = range.empty();
  if (is_empty) return true;
  if (range.size() > 1) return fail("Here one text is wanted, and there are several items.");
  const Item& item = stack_[range.begin];
  if (item.kind() == Item::Kind::text) {
    out = item.text_view();
    return true;
  }
  if (item.is_node() && item.node() && item.node().kind() != fhir::ValueKind::resource) {
    out = item.node().value();
    is_empty = !item.node().has_value();
    if (!is_empty || types_.value_class(item.node_type(definitions_)) != ValueClass::none) return true;
  }
  return fail("Here a text is wanted, and there is something else.");
}

bool Machine::argument(const Op& op, std::size_t number, const Scope& scope, Range& out) {
  out.begin = stack_.size();
  const SyntaxIndex own = current_;
  if (!eval_apart(body_->argument(op, number), scope)) return false;
  current_ = own;
  out.end = stack_.size();
  return true;
}

bool Machine::text_argument(const Op& op, std::size_t number, const Scope& scope, std::string_view& out,
                            bool& is_empty) {
  Range range;
  if (!argument(op, number, scope, range) || !text_of(range, out, is_empty)) return false;
  stack_.resize(range.begin);
  return true;
}

bool Machine::integer_argument(const Op& op, std::size_t number, const Scope& scope, std::int64_t& out,
                               bool& is_empty) {
  Range range;
  Item item;
  if (!argument(op, number, scope, range) || !single_value(range, item, is_empty)) return false;
  stack_.resize(range.begin);
  if (is_empty) return true;
  if (item.kind() != Item::Kind::integer) return fail("Here an Integer is wanted, and there is something else.");
  out = item.integer();
  return true;
}

}  // namespace careway::fhirpath
