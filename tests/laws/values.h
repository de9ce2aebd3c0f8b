#pragma once

#include <string>

#include "mappers/engine/plan.h"
#include "mappers/formats/shape.h"
#include "tests/laws/dice.h"
#include "tests/laws/world.h"

namespace careway::laws {

/// How odd the values may be: `plain` ones are what a schema's author had in mind, `odd` ones are legal but spelled as
/// people and spreadsheets spell, `broken` ones must be refused or warned of.
enum class Mood : std::uint8_t { plain, odd, broken };

/// A ten-digit NHS number of the test range 999 with a right check digit.
std::string nhs_number(Dice& dice);

/// Makes texts that a row reads. `face` tells what the format allows (a schema with patterns has no odd dates).
class ValueMaker {
 public:
  ValueMaker(const FaceView& face, Dice& dice, Mood mood) : face_(face), dice_(dice), mood_(mood) {}
  /// `row` may be null (no row maps the leaf); `schema` may be null (no schema names it). `field` is the place in the
  /// row when it has several.
  std::string make(const engine::PlanRow* row, std::size_t field, const formats::Field* schema);
  void set_mood(Mood mood) { mood_ = mood; }

 private:
  std::string code(const engine::PlanRow& row, const formats::Field* schema);
  std::string date();
  std::string made(const engine::PlanRow* row, std::size_t field, const formats::Field* schema);
  std::string decimal(const formats::Field* schema);
  std::string integer();
  std::string words();
  std::string text();
  std::string id();
  std::string nhs();
  [[nodiscard]] bool is_csv() const { return !face_.plan->keeps_order; }

  const FaceView& face_;
  Dice& dice_;
  Mood mood_;
};

}  // namespace careway::laws
