#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mappers/engine/engine.h"
#include "mappers/formats/format.h"
#include "mappers/language/map_reader.h"
#include "profiles/definitions/definitions.h"

namespace careway::engine {

/// A digest that is the same on every machine; nothing is secret in a test.
class PlainKeyer : public Keyer {
 public:
  std::array<std::uint8_t, 32> digest(std::string_view message) const override;
};

/// The compiled FHIR R4 definitions that the build made.
const definitions::Definitions& test_definitions();

/// What put or get answered.
struct Answer {
  bool stands = false;
  std::vector<std::string> issues;  ///< "code path" in the order found
  Ledger ledger{true};
};

/// One map over JSON documents, small enough to see all of it. The record and the residue live on between calls.
class Bench {
 public:
  /// `map` is the part of the map file below `partner`; `code_maps` are ConceptMaps as JSON.
  explicit Bench(std::string_view map, std::vector<std::string> code_maps = {});

  Answer put(std::string_view json);
  /// The document as JSON without blanks; the answer's issues stand in `answer`.
  std::string get(Answer* answer = nullptr);
  /// The record's resources as FHIR JSON, one a line, without ids.
  [[nodiscard]] std::string record_json() const;
  void load(std::string_view role, std::string_view fhir_json, std::string_view id);

  [[nodiscard]] const Plan& plan() const { return *plan_; }
  Record record;
  Residue residue;
  Context context;

 private:
  PlainKeyer keyer_;
  language::Names names_;
  language::CodeMaps code_maps_;
  std::optional<language::Map> map_;
  std::unique_ptr<formats::Format> format_;
  std::unique_ptr<const Plan> plan_;
};

/// A ConceptMap "test-size" with small, large and a second spelling of large; unknown texts by `policy`.
std::string size_code_map(std::string_view policy);

}  // namespace careway::engine
