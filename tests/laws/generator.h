#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/laws/dice.h"
#include "tests/laws/trees.h"
#include "tests/laws/values.h"
#include "tests/laws/world.h"

namespace careway::laws {

/// A file and its documents. The documents view the bytes.
struct SampleFile {
  std::unique_ptr<std::string> bytes;
  std::string dialect;
  std::vector<Sample> samples;
  std::string fault;  ///< why the reader refused what the generator made; empty in the usual case
};

/// Documents made from a face's schema, map and code maps. The same seed gives the same bytes.
class Generator {
 public:
  explicit Generator(const FaceView& face) : face_(face) {}

  /// XML and JSON: one document. CSV: `rows` rows of a few people, with a header in any order, extra columns, and the
  /// separators and quotes that spreadsheets write.
  SampleFile make(std::uint64_t seed, Mood mood, std::size_t rows);
  /// Another value for one leaf, different from its text; empty when there is none.
  std::string other_value(const MappedLeaf& leaf, std::string_view text, Dice& dice);

 private:
  void fill_row(fhir::Document& document, Dice& dice, Mood mood, const std::vector<std::string>& people);
  void fill_item(fhir::Document& document, fhir::NodeIndex parent, const formats::Field& schema,
                 const engine::PlanBlock* block, std::uint16_t trie, Dice& dice, Mood mood);
  void fill_child(fhir::Document& document, fhir::NodeIndex parent, const formats::Field& schema,
                  const engine::PlanBlock* block, std::uint16_t trie, Dice& dice, Mood mood);
  std::string csv_bytes(std::uint64_t seed, Mood mood, std::size_t rows);
  std::string tree_bytes(std::uint64_t seed, Mood mood);

  FaceView face_;
  const engine::PlanCase* chosen_ = nullptr;  ///< what the XML or JSON document that is being made is about
};

/// Reads all documents of a file.
SampleFile read_file(const FaceView& face, std::string bytes, const std::string& origin);

}  // namespace careway::laws
