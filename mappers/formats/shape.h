#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace careway::formats {

inline constexpr std::size_t kUnbounded = static_cast<std::size_t>(-1);

enum class FieldType : std::uint8_t { object, text, integer, decimal, date, date_time, boolean, code };

/// One place in a partner's document as its schema (layout, XSD, JSON Schema) names it.
struct Field {
  std::string name;  ///< "Person", "@line" (attribute), "NHS Number" (column)
  FieldType type = FieldType::text;
  std::size_t min = 0;
  std::size_t max = 1;
  std::vector<std::string> values;  ///< the closed list, when the schema defines one
  std::vector<Field> children;      ///< in the schema's order
  bool any_order = false;           ///< XML: the schema does not fix the order of the children
  bool is_open = false;             ///< children that the schema does not name are accepted below

  [[nodiscard]] const Field* child(std::string_view child_name) const;
  /// Place among the siblings in the schema's order; children.size() when unknown.
  [[nodiscard]] std::size_t order_of(std::string_view child_name) const;
};

/// The tree of fields of one face. Immutable after load.
struct Shape {
  Field root;
  /// Finds "Person/NHSNumber" or "Service/@line" (path from the root's children); null when there is none. A CSV column
  /// is one step whatever characters it has: use find_steps.
  [[nodiscard]] const Field* find(std::string_view path) const;
  [[nodiscard]] const Field* find_steps(const std::vector<std::string>& steps) const;
};

}  // namespace careway::formats
